import TestSupport

/// A line that the program reads.
struct ProgramCommand {
    private let words: [String]
    private let line: String

    init(_ line: String) {
        self.line = line
        self.words = line.split(separator: " ", maxSplits: 3).map(String.init)
    }

    /// Does it; what is wrong with it otherwise.
    func perform(on camera: AmcrestCamera) -> String? {
        switch (self.words.first ?? "", self.words.count) {
        case ("", _): break
        case ("start", 2...), ("stop", 2...), ("pulse", 2...): return self.tell(camera)
        case ("set", 3...): camera[self.words[1]] = self.words.dropFirst(2).joined(separator: " ")
        case ("late", 3):
            guard let seconds = Int(self.words[2]) else { return "\(self.words[2]) is no number of seconds" }
            camera.trouble(self.words[1], .late(.seconds(seconds)))
        case ("error", 2): camera.trouble(self.words[1], .error("Bad Request!"))
        case ("silence", 2): camera.trouble(self.words[1], .silence)
        case ("page", 2): camera.trouble(self.words[1], .page)
        case ("heal", 1): camera.heal()
        case ("drop", 1): camera.dropConnections()
        case ("away", 1): camera.goAway()
        case ("back", 1):
            do { try camera.comeBack() } catch { return "\(error)" }
        case ("quiet", 1): camera.fallSilent()
        case ("loud", 1): camera.speakAgain()
        default: return "not understood: \(self.line)"
        }
        return nil
    }

    private func tell(_ camera: AmcrestCamera) -> String? {
        let actions = ["start": "Start", "stop": "Stop", "pulse": "Pulse"]
        guard let action = actions[self.words[0]], let index = Int(self.words.count > 2 ? self.words[2] : "0") else {
            return "an index is a number: \(self.line)"
        }
        let text = self.words.count > 3 ? self.words[3] : nil
        camera.emit(AmcrestEvent(self.words[1], action: action, index: index, data: text))
        return nil
    }
}
