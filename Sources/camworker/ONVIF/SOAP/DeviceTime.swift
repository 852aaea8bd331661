internal import CLinux
internal import Glibc
internal import Shared

/// Times as devices write them: `xs:dateTime`, and what comes near it.
enum DeviceTime {
    /// Reads `2026-11-22T02:28:31Z`, with fractions, with an offset, with a space for the `T`, dates of the form `2026/11/22`, and
    /// fields that overflow (`00:61:16`).
    ///
    /// - Returns: `nil` for what is no time, and for years before 1971: a clock that was never set.
    static func parse(_ text: String) -> WallTime? {
        var numbers: [Int] = []
        var rest = Substring(text)
        // Year, month, day, hour, minute, second, each with one sign behind it.
        while numbers.count < 6 {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...4).contains(digits.count), let number = Int(digits) else { return nil }
            numbers.append(number)
            rest = rest.dropFirst(digits.count)
            guard numbers.count < 6 else { break }
            guard let sign = rest.first, "-/T t:.".contains(sign) else { return nil }
            rest = rest.dropFirst()
        }
        var nanoseconds = 0
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            nanoseconds = Int((String(fraction.prefix(9)) + "000000000").prefix(9)) ?? 0
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard let zone = self.zone(rest) else { return nil }
        return self.time(
            year: numbers[0],
            month: numbers[1],
            day: numbers[2],
            hour: numbers[3],
            minute: numbers[4],
            second: numbers[5] - zone,
            nanoseconds: nanoseconds
        )
    }

    /// A time in UTC; fields may overflow into the next.
    static func time(
        year: Int,
        month: Int,
        day: Int,
        hour: Int,
        minute: Int,
        second: Int,
        nanoseconds: Int = 0
    ) -> WallTime? {
        guard 1971...9999 ~= year, 1...12 ~= month, 1...31 ~= day, 0...99 ~= hour, 0...999 ~= minute,
            -100_000...100_000 ~= second
        else { return nil }
        var parts = tm()
        parts.tm_year = Int32(year - 1900)
        parts.tm_mon = Int32(month - 1)
        parts.tm_mday = Int32(day)
        parts.tm_hour = Int32(hour)
        parts.tm_min = Int32(minute)
        parts.tm_sec = Int32(second)
        let seconds = timegm(&parts)
        // What WallTime can hold ends in 2554.
        guard seconds > 0, seconds < 18_000_000_000 else { return nil }
        return WallTime(nanoseconds: UInt64(seconds) * 1_000_000_000 + UInt64(nanoseconds))
    }

    /// Whole seconds of an `xs:duration` below a year: `PT1M`, `PT30.5S`; `nil` for what is none, or negative.
    static func seconds(_ duration: String) -> Int? {
        guard duration.hasPrefix("P"), duration.utf8.count <= Self.longestDuration else { return nil }
        var (seconds, number, isTime, isEmpty) = (0.0, "", false, true)
        for character in duration.dropFirst() {
            switch character {
            case "0"..."9", ".": number.append(character)
            case "T" where !isTime && number.isEmpty: isTime = true
            default:
                let units: [Character: Double] = isTime ? ["H": 3_600, "M": 60, "S": 1] : ["D": 86_400]
                guard let unit = units[character], let value = Double(number) else { return nil }
                (seconds, number, isEmpty) = (seconds + value * unit, "", false)
            }
        }
        return number.isEmpty && !isEmpty && seconds < 1e9 ? Int(seconds) : nil
    }

    /// Bytes; more digits than any clock has.
    private static let longestDuration = 40

    /// Seconds ahead of UTC; without a word it is UTC, as ONVIF wants.
    private static func zone(_ text: Substring) -> Int? {
        let text = text.drop { $0 == " " }
        if text.isEmpty || text == "Z" || text == "z" { return 0 }
        guard let sign = text.first, "+-".contains(sign) else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard digits.count == 4, let number = Int(digits) else { return nil }
        let seconds = (number / 100 * 60 + number % 100) * 60
        return sign == "-" ? -seconds : seconds
    }
}
