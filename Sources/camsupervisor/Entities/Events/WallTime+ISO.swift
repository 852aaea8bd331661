import Shared

extension JSONWriter {
    /// A time as Python's `isoformat` writes it in UTC: `2026-11-21T02:41:07.123456+00:00`, without a fraction where there is
    /// none.
    ///
    /// By hand: an answer with 2,000 states has 6,000 of them, and texts put together piece by piece took most of its time.
    mutating func raw(_ time: WallTime) {
        let seconds = time.nanoseconds / 1_000_000_000
        let date = Self.date(ofDay: seconds / 86_400)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        Self.append(date.year, 1_000, "-", to: &text)
        Self.append(date.month, 10, "-", to: &text)
        Self.append(date.day, 10, "T", to: &text)
        Self.append(seconds % 86_400 / 3_600, 10, ":", to: &text)
        Self.append(seconds % 3_600 / 60, 10, ":", to: &text)
        let microseconds = time.nanoseconds % 1_000_000_000 / 1_000
        Self.append(seconds % 60, 10, microseconds > 0 ? "." : "+", to: &text)
        if microseconds > 0 { Self.append(microseconds, 100_000, "+", to: &text) }
        self.raw(text)
        self.raw("00:00")
    }

    /// All digits of a number down from that of `first`, and a sign behind them.
    private static func append(_ number: UInt64, _ first: UInt64, _ sign: Unicode.Scalar, to text: inout [UInt8]) {
        var unit = first
        while unit > 0 {
            text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
        text.append(UInt8(ascii: sign))
    }

    /// The Gregorian date of a day since 1970-01-01, counted in eras of 400 years that begin in March.
    private static func date(ofDay number: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let daysOfEra: UInt64 = 146_097
        // From 0000-03-01, so that the leap day is a year's last.
        let days = number + 719_468
        let day = days % daysOfEra
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isNextYear = month >= 10
        return (
            days / daysOfEra * 400 + year + (isNextYear ? 1 : 0),
            isNextYear ? month - 9 : month + 3,
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }
}

extension WallTime {
    /// The same as a text.
    var isoText: String {
        var writer = JSONWriter(capacity: 32)
        writer.raw(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
