/// A place that the camera knows by a name.
struct PTZPreset: Hashable, Sendable {
    var token: String
    var name: String

    /// Presets of one camera; the most that was seen is 300, and 256 names fit into an attribute.
    static let most = 256
    private static let longestName = 60

    /// - Parameter answer: of GetPresets.
    static func all(in answer: XMLElement) -> [PTZPreset] {
        answer.children("Preset").prefix(Self.most).compactMap { element in
            guard let token = element.attribute("token"), !token.isEmpty else { return nil }
            return PTZPreset(
                token: token,
                name: TextExcerpt.name(element.text("Name") ?? "", longest: Self.longestName)
            )
        }
    }

    /// The one that is meant by a token, else by a name, whatever its case.
    static func find(_ word: String, in presets: [PTZPreset]) -> PTZPreset? {
        presets.first { $0.token == word } ?? presets.first { $0.name == word }
            ?? presets.first { $0.name.lowercased() == word.lowercased() }
    }
}
