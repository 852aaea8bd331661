@testable import Templates

extension ZoneRules {
    /// Central European time with the European Union's rule, so that the tests need no zone files.
    static let zurich = ZoneRules { seconds in
        let year = CivilDate(days: Moment.floor(seconds, 86_400)).year
        let isSummer = Self.lastSunday(of: 3, in: year) <= seconds && seconds < Self.lastSunday(of: 10, in: year)
        return isSummer ? (7200, "CEST") : (3600, "CET")
    }

    /// 01:00 in UTC on it.
    private static func lastSunday(of month: Int, in year: Int) -> Int {
        let last = CivilDate(year: year, month: month, day: 31)
        return (last.days - (last.weekday + 1) % 7) * 86_400 + 3600
    }
}
