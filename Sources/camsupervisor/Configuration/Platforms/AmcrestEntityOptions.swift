internal import Shared

/// What entities an Amcrest camera is to have.
enum AmcrestEntityOptions {
    static let binarySensors = DefaultedOption(
        "binary_sensors",
        .list(of: .choice as ValueReader<AmcrestBinarySensor>, Self.form(AmcrestBinarySensor.self), longest: 16)
            .unique(),
        default: [],
        shown: "none",
        "What is told by the camera's events; those that end in `_polled` are asked for instead, which some firmware needs."
    )
    static let sensors = DefaultedOption(
        "sensors",
        .list(of: .choice as ValueReader<AmcrestSensor>, Self.form(AmcrestSensor.self), longest: 16).unique(),
        default: [],
        shown: "none",
        "How full the memory card is, and how many presets there are."
    )
    static let switches = DefaultedOption(
        "switches",
        .list(of: .choice as ValueReader<AmcrestSwitch>, Self.form(AmcrestSwitch.self), longest: 16).unique(),
        default: [],
        shown: "none",
        "What can be switched: the lens cover, or what the camera has for it."
    )

    private static func form<Word: CaseIterable & RawRepresentable>(_ type: Word.Type) -> String
    where Word.RawValue == String {
        "a list of \(Word.allCases.map(\.rawValue).joined(separator: ", "))"
    }

    /// One of which the camera tells, and the same asked for: it cannot be both.
    private static let pairs: [(AmcrestBinarySensor, AmcrestBinarySensor)] = [
        (.motionDetected, .motionDetectedPolled), (.audioDetected, .audioDetectedPolled),
        (.crosslineDetected, .crosslineDetectedPolled),
    ]

    static func binarySensors(_ section: Section, _ report: inout Report) -> [AmcrestBinarySensor] {
        let words = section.value(self.binarySensors, &report)
        let place = section.location(of: self.binarySensors.description)
        for (told, polled) in Self.pairs where words.contains(told) && words.contains(polled) {
            // Home Assistant's words.
            report.error(
                "'binary_sensors' must contain at most one of \(told.rawValue), \(polled.rawValue)",
                at: place
            )
        }
        return words
    }
}

extension ValueReader {
    /// The same, without anything twice.
    fileprivate func unique<Word>() -> Self
    where Value == [Word], Word: RawRepresentable & Hashable, Word.RawValue == String {
        ValueReader(self.form) { node, key, report in
            guard let words = self.read(node, key: key, &report) else { return nil }
            let repeated = Set(words.filter { word in words.count { $0 == word } > 1 }.map(\.rawValue))
            guard !repeated.isEmpty else { return words }
            // Home Assistant's words.
            let list = repeated.sorted().map { "'\($0)'" }.joined(separator: ", ")
            report.error("'\(key)' contains duplicate items: [\(list)]", at: node.location)
            return nil
        }
    }
}
