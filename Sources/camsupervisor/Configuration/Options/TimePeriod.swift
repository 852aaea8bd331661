/// Home Assistant's time periods, and ours with units.
///
/// | written | means |
/// |---|---|
/// | `5`, `"5"`, `0.5` | seconds |
/// | `"1:30"`, `01:30` | hours and minutes |
/// | `00:00:05`, `0:01:30.5` | hours, minutes and seconds |
/// | `{minutes: 1, seconds: 30}` | their sum; also `days`, `hours`, `milliseconds` |
/// | `10 s`, `500ms`, `1 h 30 min` | as it says; units ms, s, min, h, d |
enum TimePeriod {
    /// Longest period taken: no clock of ours counts further, and every sum of two still fits.
    static let longest = Duration.seconds(3660 * 86_400)

    /// Why a text is none.
    enum Problem: Error, Equatable {
        case malformed
        case negative
        case tooLong
        /// Unquoted `1:30`: minutes and seconds to Home Assistant (YAML 1.1 counts by sixties), hours and minutes to
        /// its documentation.
        case ambiguous
    }

    static func parse(_ text: String, isPlain: Bool) throws(Problem) -> Duration {
        if text.contains(":") {
            guard !isPlain || !Self.isSexagesimal(text) else { throw .ambiguous }
            return try Self.checked(seconds: Self.clockSeconds(text))
        }
        if let seconds = DecimalNumber.parse(text) { return try Self.checked(seconds: seconds) }
        return try Self.checked(seconds: Self.unitSeconds(text))
    }

    /// A sum of named parts.
    static func sum(_ parts: [(unit: String, count: Double)]) throws(Problem) -> Duration {
        var seconds = 0.0
        for part in parts {
            guard let unit = Self.namedUnits[part.unit] else { throw .malformed }
            seconds += part.count * unit
        }
        return try Self.checked(seconds: seconds)
    }

    /// The keys of the map form.
    static let partNames = ["days", "hours", "minutes", "seconds", "milliseconds"]

    /// For messages: `10 s`, `500 ms`, `24 h`.
    static func shown(_ period: Duration) -> String {
        let milliseconds = period / .milliseconds(1)
        for (size, unit) in [(86_400_000.0, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")]
        where milliseconds >= size && milliseconds.truncatingRemainder(dividingBy: size) == 0 {
            return "\(Int(milliseconds / size)) \(unit)"
        }
        return milliseconds == 0 ? "0" : "\(Int(milliseconds)) ms"
    }

    // MARK: - Forms

    private static let namedUnits: [String: Double] = [
        "days": 86_400, "hours": 3600, "minutes": 60, "seconds": 1, "milliseconds": 0.001,
    ]

    private static let units: [String: Double] = [
        "ms": 0.001, "s": 1, "sec": 1, "second": 1, "seconds": 1, "min": 60, "minute": 60, "minutes": 60,
        "h": 3600, "hour": 3600, "hours": 3600, "d": 86_400, "day": 86_400, "days": 86_400,
    ]

    /// The YAML 1.1 integer by sixties with two places; with three it means the same as HH:MM:SS.
    private static func isSexagesimal(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].utf8.first, let tens = parts[1].utf8.first else { return false }
        let isFirst = (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first)
        let isSecond = parts[1].utf8.count == 1 || tens <= UInt8(ascii: "5")
        return isFirst && isSecond && UInt(parts[0]) != nil && UInt(parts[1]) != nil && parts[1].utf8.count <= 2
    }

    private static func clockSeconds(_ text: String) throws(Problem) -> Double {
        var rest = text[...]
        let isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest.removeFirst() }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3,
            let hours = UInt32(parts[0]), let minutes = UInt32(parts[1]),
            let seconds = parts.count == 3 ? DecimalNumber.parse(parts[2]) : 0, seconds >= 0
        else { throw .malformed }
        let total = Double(hours) * 3600 + Double(minutes) * 60 + seconds
        return isNegative ? -total : total
    }

    /// `1 h 30 min`: numbers, each with a unit.
    private static func unitSeconds(_ text: String) throws(Problem) -> Double {
        var rest = text[...].drop { $0 == " " }
        guard !rest.isEmpty else { throw .malformed }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { "0123456789.+-".contains($0) }
            let unit = rest[digits.endIndex...].drop { $0 == " " }.prefix { $0.isASCII && $0.isLetter }
            guard let count = DecimalNumber.parse(digits), let size = Self.units[unit.lowercased()] else {
                throw .malformed
            }
            total += count * size
            rest = rest[unit.endIndex...].drop { $0 == " " }
        }
        return total
    }

    private static func checked(seconds: Double) throws(Problem) -> Duration {
        guard seconds >= 0 else { throw .negative }
        guard seconds <= Self.longest.inWholeSeconds else { throw .tooLong }
        // Microseconds, as Python's periods: 0.1 is then exactly a tenth.
        return .microseconds(Int64((seconds * 1_000_000).rounded()))
    }
}

extension Duration {
    fileprivate var inWholeSeconds: Double { Double(self.components.seconds) }
}
