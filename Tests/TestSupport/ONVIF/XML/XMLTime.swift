internal import CLinux
internal import Glibc

/// Points in time and durations as XML Schema writes them; in seconds, since 1970.
enum XMLTime {
    /// `2026-11-22T02:30:00Z`, with fractions when it has some.
    static func text(_ seconds: Double) -> String {
        var whole = time_t(seconds.rounded(.down))
        var parts = tm()
        gmtime_r(&whole, &parts)
        let milliseconds = Int(((seconds - Double(whole)) * 1000).rounded(.down))
        let fraction = milliseconds == 0 ? "" : "." + self.padded(milliseconds, 3)
        return self.date(parts) + "T" + self.clock(parts) + fraction + "Z"
    }

    private static func date(_ parts: tm) -> String {
        "\(self.padded(Int(parts.tm_year) + 1900, 4))-\(self.padded(Int(parts.tm_mon) + 1, 2))-\(self.padded(Int(parts.tm_mday), 2))"
    }

    private static func clock(_ parts: tm) -> String {
        [parts.tm_hour, parts.tm_min, parts.tm_sec].map { self.padded(Int($0), 2) }.joined(separator: ":")
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// The parts of a point in time, as `tt:Date` and `tt:Time` have them: year, month, day, hour, minute, second.
    static func parts(_ seconds: Double) -> [Int] {
        var whole = time_t(seconds.rounded(.down))
        var parts = tm()
        gmtime_r(&whole, &parts)
        return [
            Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday), Int(parts.tm_hour),
            Int(parts.tm_min), Int(parts.tm_sec),
        ]
    }

    /// What ``parts(_:)`` came from, whole seconds.
    static func seconds(_ parts: [Int]) -> Double? {
        guard parts.count == 6 else { return nil }
        var fields = tm()
        fields.tm_year = Int32(clamping: parts[0] - 1900)
        fields.tm_mon = Int32(clamping: parts[1] - 1)
        fields.tm_mday = Int32(clamping: parts[2])
        fields.tm_hour = Int32(clamping: parts[3])
        fields.tm_min = Int32(clamping: parts[4])
        fields.tm_sec = Int32(clamping: parts[5])
        return Double(timegm(&fields))
    }

    /// Reads `2026-11-22T02:30:00.5Z`; UTC only, as WS-Security wants it.
    static func seconds(utc text: some StringProtocol) -> Double? {
        guard text.hasSuffix("Z") else { return nil }
        let halves = text.dropLast().split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        let date = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        let clock = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard date.map(\.count) == [4, 2, 2], clock.count == 3, let second = Double(clock[2]) else { return nil }
        let numbers = (date + clock.prefix(2)).compactMap { Int($0) }
        guard numbers.count == 5, let whole = self.seconds(numbers + [0]) else { return nil }
        return whole + second
    }

    /// Reads `PT60S`, `PT1M`, `P1DT2H`; no years and no months, whose length nobody knows.
    static func duration(_ text: some StringProtocol) -> Double? {
        guard text.hasPrefix("P"), text.count > 1, !text.hasSuffix("T") else { return nil }
        var (seconds, number, inTime) = (0.0, "", false)
        for character in text.dropFirst() {
            if character.isNumber || character == "." {
                number.append(character)
                continue
            }
            if character == "T", !inTime, number.isEmpty {
                inTime = true
                continue
            }
            let unit: Double? =
                switch (character, inTime) {
                case ("D", false): 86_400
                case ("H", true): 3_600
                case ("M", true): 60
                case ("S", true): 1
                default: nil
                }
            guard let unit, let value = Double(number) else { return nil }
            seconds += value * unit
            number = ""
        }
        return number.isEmpty ? seconds : nil
    }
}
