extension ValueReader where Value == Duration {
    /// A time period in any form of ``TimePeriod``, within a range.
    static func period(_ range: ClosedRange<Duration>) -> Self {
        let form = "a time period from \(TimePeriod.shown(range.lowerBound)) to \(TimePeriod.shown(range.upperBound))"
        return Self(form) { node, key, report in
            let period: Duration
            do throws(TimePeriod.Problem) {
                guard let read = try Self.parse(node, key: key, &report) else { return nil }
                period = read
            } catch {
                Self.explain(error, node, key: key, form: form, &report)
                return nil
            }
            guard range.contains(period) else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return period
        }
    }

    /// `nil` after an error in a part.
    private static func parse(
        _ node: Node,
        key: String,
        _ report: inout Report
    ) throws(TimePeriod.Problem) -> Duration? {
        if let scalar = node.scalar { return try TimePeriod.parse(scalar.text, isPlain: scalar.isPlain) }
        guard let pairs = node.pairs, !pairs.isEmpty else { throw .malformed }
        var parts: [(unit: String, count: Double)] = []
        for pair in pairs {
            let unit = pair.key.scalar?.text ?? ""
            guard TimePeriod.partNames.contains(unit) else {
                let hint = NearestName.hint(for: unit, among: TimePeriod.partNames)
                report.error("\(quoted(unit)) is no part of a time period", at: pair.key.location, hint: hint)
                return nil
            }
            let number = ValueReader<Double>.number(-1e9...1e9, "a number")
            guard let count = number.read(pair.value, key: "\(key).\(unit)", &report) else { return nil }
            parts.append((unit, count))
        }
        return try TimePeriod.sum(parts)
    }

    private static func explain(
        _ problem: TimePeriod.Problem,
        _ node: Node,
        key: String,
        form: String,
        _ report: inout Report
    ) {
        let hint: String? =
            switch problem {
            case .malformed: "write seconds, 10 s, HH:MM:SS or a map of hours, minutes and seconds"
            case .ambiguous:
                "unquoted, this is minutes and seconds to some and hours and minutes to others: write HH:MM:SS"
            case .negative, .tooLong: nil
            }
        report.wrongValue(node, key: key, form: form, hint: hint)
    }
}
