internal import Glibc

/// How far a place's clock is from UTC, and when.
package struct ZoneRules: Sendable {
    /// The offset in seconds (east is positive) and the abbreviation, at so many seconds since 1970 in UTC.
    package let offset: @Sendable (Int) -> (seconds: Int, name: String)

    package init(offset: @escaping @Sendable (Int) -> (seconds: Int, name: String)) {
        self.offset = offset
    }

    package static let utc = ZoneRules { _ in (0, "UTC") }

    /// That of this process.
    ///
    /// The C library reads its rules at the first use, so that has to come before confinement.
    package static let system = ZoneRules { seconds in
        var time = time_t(seconds)
        var parts = tm()
        guard localtime_r(&time, &parts) != nil else { return (0, "UTC") }
        return (Int(parts.tm_gmtoff), parts.tm_zone.map { String(cString: $0) } ?? "")
    }

    /// The offset of a local time; of one that comes twice the earlier, unless `isSecond` (Python's `fold`).
    func offset(local seconds: Int, isSecond: Bool) -> (seconds: Int, name: String) {
        let before = self.offset(seconds - 86_400 - self.offset(seconds).seconds)
        let after = self.offset(seconds + 86_400 - self.offset(seconds).seconds)
        let first = self.offset(seconds - before.seconds)
        let second = self.offset(seconds - after.seconds)
        let isFirstValid = first.seconds == before.seconds
        let isSecondValid = second.seconds == after.seconds
        if isFirstValid, isSecondValid { return isSecond ? second : first }
        if isFirstValid { return first }
        if isSecondValid { return second }
        return isSecond ? after : before
    }
}
