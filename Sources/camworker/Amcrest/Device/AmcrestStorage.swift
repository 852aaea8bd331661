/// How full the camera's memory card is.
///
/// Pure.
struct AmcrestStorage: Hashable {
    /// Bytes.
    var used: Int
    var total: Int

    /// `nil` for an answer without numbers: there is no card.
    init?(_ answer: AmcrestAnswer) {
        guard let total = Self.bytes(answer.first(endingIn: ".TotalBytes")), total > 0,
            let used = Self.bytes(answer.first(endingIn: ".UsedBytes"))
        else { return nil }
        self.total = total
        self.used = used
    }

    /// Firmware writes whole bytes as `63989415936.000000`.
    private static func bytes(_ text: String?) -> Int? {
        guard let number = text.flatMap({ Double($0) }), number >= 0, number < 1e18 else { return nil }
        return Int(number)
    }

    /// Per cent with two digits, as Home Assistant shows it.
    var usedPercent: String {
        // More used than there is: full, and no number that is too large for what comes.
        let share = min(Double(self.used) / Double(self.total), 1)
        let hundredths = Int((share * 10_000).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
