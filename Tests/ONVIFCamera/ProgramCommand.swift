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
    func perform(on camera: ONVIFCamera) -> String? {
        switch (self.words.first ?? "", self.words.count) {
        case ("", _): break
        case ("motion", 2...3) where ["on", "off"].contains(self.words[1]):
            camera.emit(.motion(self.words[1] == "on", source: self.words.count > 2 ? self.words[2] : "VideoSource_0"))
        case ("event", 4): camera.emit(ScriptedNotification(self.words[1], data: [self.words[2]: self.words[3]]))
        case ("empty", 2) where self.words[1].contains(":"):
            var notification = ScriptedNotification(self.words[1])
            notification.isEmpty = true
            camera.emit(notification)
        case ("heal", 1): camera.heal()
        case ("forget", 1): camera.loseSubscriptions()
        case ("drop", 1): camera.dropConnections()
        case ("away", 1): camera.goAway()
        case ("back", 1):
            do { try camera.comeBack() } catch { return "\(error)" }
        case ("sulk", 2):
            guard let seconds = Int(self.words[1]) else { return "\(self.words[1]) is no number of seconds" }
            camera.sulk(for: .seconds(seconds))
        default:
            guard let trouble = self.trouble else { return "not understood: \(self.line)" }
            camera.trouble(self.words[1], trouble)
        }
        return nil
    }

    private var trouble: ONVIFCamera.Trouble? {
        guard self.words.count > 1 else { return nil }
        let number = self.words.count > 2 ? Int(self.words[2]) : nil
        return switch self.words[0] {
        case "late": number.map { .late(.seconds($0)) }
        case "status": number.map { .status($0) }
        case "huge": number.map { .huge($0) }
        case "page": .page
        case "silence": .silence
        case "empty": .empty
        case "bomb": .bomb
        case "endless": .endless
        default: nil
        }
    }
}
