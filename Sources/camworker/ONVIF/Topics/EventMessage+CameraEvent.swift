internal import IPC
internal import Shared

extension EventMessage {
    /// For the event bus: everything the device said, known topics and unknown ones alike.
    ///
    /// - Parameter now: stands for a time that the device does not say.
    func cameraEvent(at now: WallTime, offset: Duration = .zero) -> CameraEvent {
        var attributes: [String: JSONValue] = ["topic": .text(String(self.topic.prefix(Self.longestWord)))]
        if let operation { attributes["operation"] = .text(operation.rawValue.lowercased()) }
        if !self.source.isEmpty { attributes["source"] = Self.object(self.source) }
        if !self.data.isEmpty { attributes["data"] = Self.object(self.data) }
        return CameraEvent(
            kind: self.kind,
            source: self.source.first.map { String($0.value.prefix(Self.longestWord)) },
            time: self.time.map { Self.corrected($0, by: offset) } ?? now,
            attributes: attributes
        )
    }

    /// Characters of a word that goes out.
    private static let longestWord = 200
    private static let mostItems = 32

    private static func object(_ items: [Item]) -> JSONValue {
        var object: [String: JSONValue] = [:]
        for item in items.prefix(self.mostItems) {
            object[item.name] = .text(String(item.value.prefix(self.longestWord)))
        }
        return .object(object)
    }

    /// By our clock, of a time by the device's.
    private static func corrected(_ time: WallTime, by offset: Duration) -> WallTime {
        let (ours, overflow) = Int64(clamping: time.nanoseconds).subtractingReportingOverflow(offset.wholeNanoseconds)
        return overflow || ours < 0 ? time : WallTime(nanoseconds: UInt64(ours))
    }

    /// `RuleEngine/CellMotionDetector/Motion` → `cell_motion_detector_motion`: the last two words say enough.
    var kind: String {
        let parts = self.path.split(separator: "/").suffix(2)
        var words = ""
        for part in parts {
            if !words.isEmpty, words.last != "_" { words += "_" }
            var wasLower = false
            for byte in part.utf8.prefix(CameraEvent.longestKind) {
                let letter = Character(UnicodeScalar(byte))
                guard letter.isASCII, letter.isLetter || letter.isNumber else {
                    if !words.isEmpty, words.last != "_" { words += "_" }
                    wasLower = false
                    continue
                }
                if letter.isUppercase, wasLower { words += "_" }
                words += letter.lowercased()
                wasLower = !letter.isUppercase
            }
        }
        var kind = String(words.prefix(CameraEvent.longestKind))
        while kind.last == "_" { kind.removeLast() }
        return kind.isEmpty ? "event" : kind
    }
}
