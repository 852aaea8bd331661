import CLinux
import Glibc
import Shared

/// One event of the stream as a line for people: when, what kind, what.
enum EventLine {
    /// Letters of what stands behind the kind: more is for `--json`.
    private static let longest = 400

    /// - Parameter json: the event, in Home Assistant's shape.
    static func text(of json: JSONValue) -> String {
        let type = json["event_type"]?.text ?? "?"
        let time = json["time_fired"]?.text.flatMap(LocalTime.init)
        let words = self.words(type, json["data"] ?? .null)
        return "\(time?.text ?? "-")  \(type.padded(to: 13))  \(words.prefix(self.longest))".printable
    }

    private static func words(_ type: String, _ contents: JSONValue) -> String {
        switch type {
        case EventDraft.stateChanged: self.change(contents)
        case EventDraft.cameraEvent: self.happened(contents)
        case EventDraft.eventsLost: self.lost(contents["count"])
        default: JSONWriter.text(of: contents)
        }
    }

    private static func change(_ contents: JSONValue) -> String {
        let entity = contents["entity_id"]?.text ?? "?"
        let (old, new) = (contents["old_state"]?["state"]?.text, contents["new_state"]?["state"]?.text)
        return switch (old, new) {
        case (nil, let new?): "\(entity) is there: \(new)"
        case (_, nil): "\(entity) is gone"
        case (let old?, let new?) where old == new: "\(entity) is still \(new), with other attributes"
        case (let old?, let new?): "\(entity): \(old) -> \(new)"
        }
    }

    private static func happened(_ contents: JSONValue) -> String {
        let camera = contents["camera"]?.text ?? "?"
        let source = contents["source"]?.text.map { " (\($0))" } ?? ""
        let entity = contents["entity_id"]?.text.map { ", \($0)" } ?? ""
        let attributes = contents["attributes"]?.object ?? [:]
        let more = attributes.sorted { $0.key < $1.key }.map {
            " \($0.key)=\($0.value.text ?? JSONWriter.text(of: $0.value))"
        }
        return "\(camera): \(contents["kind"]?.text ?? "?")\(source)\(entity)\(more.joined())"
    }

    private static func lost(_ count: JSONValue?) -> String {
        guard case .integer(let count)? = count else {
            return "the supervisor was started anew; what was before is lost"
        }
        return "\(count) events are lost: more came than were kept"
    }
}

/// A time of the stream, `2026-11-21T02:41:07.123456+00:00`, where we are.
struct LocalTime: Sendable, Hashable {
    /// `2026-11-21 03:41:07`.
    let text: String

    /// `nil` for what is no such time.
    init?(_ iso: String) {
        let digits = iso.prefix(19).split(whereSeparator: { "-T:".contains($0) }).compactMap { Int32($0) }
        let behind = iso.dropFirst(19)
        guard digits.count == 6, behind.hasSuffix("+00:00") else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (digits[0] - 1900, digits[1] - 1, digits[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (digits[3], digits[4], digits[5])
        var seconds = timegm(&parts)
        guard localtime_r(&seconds, &parts) != nil else { return nil }
        var letters = [CChar](repeating: 0, count: 32)
        let count = strftime(&letters, letters.count, "%Y-%m-%d %H:%M:%S", &parts)
        guard count > 0 else { return nil }
        let milliseconds = behind.first == "." ? String(behind.dropLast(6).prefix(4)) : ".000"
        self.text = String(decoding: letters.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) + milliseconds
    }
}
