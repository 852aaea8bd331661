internal import IPC
internal import Shared

extension AttachEvent {
    /// Bytes of data that are passed on; with the rest it is within what an event may carry.
    private static let longestData = 8 * 1024
    private static let bounds = JSONBounds(bytes: Self.longestData, depth: 5, values: 500)

    /// For the event bus: everything the camera said.
    func cameraEvent(at time: WallTime) -> CameraEvent {
        CameraEvent(kind: self.kind, source: "\(self.index)", time: time, attributes: self.attributes)
    }

    /// The same as an event of an entity.
    func cameraEvent(of entity: AmcrestEventEntity, kind: String, at time: WallTime) -> CameraEvent {
        CameraEvent(
            kind: kind,
            source: "\(self.index)",
            time: time,
            entity: entity.key,
            attributes: self.attributes
        )
    }

    private var attributes: [String: JSONValue] {
        var attributes: [String: JSONValue] = [
            "code": .text(self.code), "action": .text(self.action), "index": .integer(self.index),
        ]
        guard let data else { return attributes }
        let bytes = Array(data.utf8)
        if let value = try? JSONReader.read(bytes, within: Self.bounds) {
            attributes["data"] = value
        } else {
            // No JSON, or more of it than anybody may send: the beginning as text.
            attributes["data"] = .text(String(decoding: bytes.prefix(Self.longestData / 8), as: UTF8.self))
        }
        return attributes
    }

    /// `VideoMotion` → `video_motion`, `_DoTalkAction_` → `do_talk_action`.
    var kind: String {
        var words = ""
        var isWordOpen = false
        for byte in self.code.utf8.prefix(CameraEvent.longestKind / 2) {
            let character = Character(UnicodeScalar(byte))
            if character.isUppercase, isWordOpen { words += "_" }
            if character.isLetter || character.isNumber {
                words += character.lowercased()
                isWordOpen = !character.isUppercase
            } else {
                if !words.isEmpty, words.last != "_" { words += "_" }
                isWordOpen = false
            }
        }
        while words.last == "_" { words.removeLast() }
        return words.isEmpty ? "event" : words
    }
}
