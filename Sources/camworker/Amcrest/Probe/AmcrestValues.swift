/// An answer whose values are looked up many times: a recorder's `Encode` has some thousand lines.
///
/// Pure.
struct AmcrestValues {
    /// Scalars of a camera's word that are reported; names are at most 63 in its pages.
    private static let longestWord = 64
    /// Of a list; the longest known has 60 codes.
    private static let longestList = 200

    private let values: [String: String]

    init(_ answer: AmcrestAnswer?) {
        let pairs = (answer?.lines ?? []).map { line in
            (line.key.hasPrefix("table.") ? String(line.key.dropFirst("table.".count)) : line.key, line.value)
        }
        self.values = Dictionary(pairs) { first, _ in first }
    }

    subscript(key: String) -> String? { self.values[key] }

    func flag(_ key: String) -> Bool? { self[key].map { AmcrestAnswer.isYes($0) } }

    /// - Parameter range: what is believed.
    func number(_ key: String, _ range: ClosedRange<Double>) -> Double? {
        self[key].flatMap { Double($0) }.flatMap { range.contains($0) ? $0 : nil }
    }

    func word(_ key: String, longest: Int = Self.longestWord) -> String? { Self.word(self[key], longest: longest) }

    /// Keys that begin so, whatever stands behind.
    func count(prefix: String, suffix: String, value: String) -> Int {
        self.values.count { $0.key.hasPrefix(prefix) && $0.key.hasSuffix(suffix) && $0.value == value }
    }

    /// `nil` for nothing; by scalars, since one character may be a letter and a thousand accents.
    static func word(_ text: String?, longest: Int = Self.longestWord) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return String(text.unicodeScalars.prefix(longest))
    }

    /// `events[0]=VideoMotion`: the values of a list, sorted.
    static func words(_ answer: AmcrestAnswer?) -> [String] {
        Set((answer?.lines ?? []).prefix(Self.longestList).compactMap { Self.word($0.value) }).sorted()
    }
}
