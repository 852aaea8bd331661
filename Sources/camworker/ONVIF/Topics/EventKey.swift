internal import Shared

/// An entity's key: the same after each restart, and no other's.
enum EventKey {
    /// `VideoSource/MotionAlarm_VideoSource_1`.
    static func of(_ message: EventMessage, identity: TopicRule.Identity, suffix: String) -> String {
        var parts = [message.path]
        switch identity {
        case .first: parts += message.source.first.map { [Self.normalized($0.value)] } ?? []
        case .none: break
        case .named(let names):
            parts += names.compactMap { name in
                message.source.first { $0.name == name }.map { Self.normalized($0.value) }
            }
        }
        if !suffix.isEmpty { parts.append(suffix) }
        let key = parts.joined(separator: "_")
        guard key.utf8.count > EntityDeclaration.longestKey else { return key }
        // Its end tells entities apart as its beginning does.
        let mark = "_\(Self.checksum(key))"
        var cut = ""
        for character in key {
            guard cut.utf8.count + String(character).utf8.count + mark.utf8.count <= EntityDeclaration.longestKey else {
                break
            }
            cut.append(character)
        }
        return cut + mark
    }

    /// Some firmware names one lens in two ways, in turn.
    private static func normalized(_ value: String) -> String {
        value == "vsconf" ? "VideoSourceToken" : value
    }

    /// FNV-1a, for it is the same everywhere and always.
    private static func checksum(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return String(hash, radix: 36)
    }
}
