internal import Shared

/// What a device says about its clock.
struct DeviceClock: Hashable, Sendable {
    /// In UTC; `nil` when it says none, or one that was never set.
    var time: WallTime?
    /// Set by hand, not by NTP: then we may set it.
    var isManual: Bool
    /// Set by NTP, as it says; firmware that says neither is not.
    var isByNTP: Bool
    var isDaylightSaving: Bool
    /// POSIX 1003.1.
    var timeZone: String?

    /// - Parameter answer: of GetSystemDateAndTime.
    init(_ answer: XMLElement) {
        let clock = answer.child("SystemDateAndTime") ?? answer
        let kind = clock.text("DateTimeType")?.lowercased()
        self.isManual = kind == "manual"
        self.isByNTP = kind == "ntp"
        self.isDaylightSaving = clock.flag("DaylightSavings") ?? false
        self.timeZone = clock.child("TimeZone")?.text("TZ")
        self.time = clock.child("UTCDateTime").flatMap { Self.time($0) }
        guard self.time == nil, let local = clock.child("LocalDateTime").flatMap({ Self.time($0) }) else { return }
        let behind = self.timeZone.flatMap(Self.secondsBehindUTC) ?? 0
        let seconds =
            Int64(clamping: local.nanoseconds / 1_000_000_000) + Int64(behind)
            - (self.isDaylightSaving && behind != 0 ? 3600 : 0)
        self.time = WallTime(nanoseconds: UInt64(max(0, seconds)) * 1_000_000_000)
    }

    /// By how much the device is ahead of us; zero where it says no time.
    func offset(from now: WallTime) -> Duration {
        guard let time else { return .zero }
        return .nanoseconds(Int64(clamping: time.nanoseconds) - Int64(clamping: now.nanoseconds))
    }

    private static func time(_ element: XMLElement) -> WallTime? {
        guard let date = element.child("Date"), let clock = element.child("Time"),
            let year = date.integer("Year"), let month = date.integer("Month"), let day = date.integer("Day")
        else { return nil }
        return DeviceTime.time(
            year: year,
            month: month,
            day: day,
            hour: clock.integer("Hour") ?? 0,
            minute: clock.integer("Minute") ?? 0,
            second: clock.integer("Second") ?? 0
        )
    }

    /// Of `MST7MDT` 25,200: POSIX counts to the west.
    private static func secondsBehindUTC(_ zone: String) -> Int? {
        let start = zone.hasPrefix("<") ? zone.drop { $0 != ">" }.dropFirst() : zone.drop { $0.isLetter }
        let number = start.prefix { $0.isNumber || "+-:".contains($0) }
        let parts = number.split(separator: ":")
        guard let first = parts.first, let hours = Int(first), -24...24 ~= hours else { return nil }
        let said = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        // What is no minute says nothing.
        let minutes = 0..<60 ~= said ? said : 0
        return hours * 3600 + (first.hasPrefix("-") ? -minutes : minutes) * 60
    }
}
