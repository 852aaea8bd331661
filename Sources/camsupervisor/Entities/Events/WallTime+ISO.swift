import Shared

extension WallTime {
    /// As Python's `isoformat` writes it in UTC: `2026-11-21T02:41:07.123456+00:00`, without a fraction where there is none.
    var isoText: String {
        let whole = "\(Timestamp(self))".dropLast()
        let microseconds = self.nanoseconds % 1_000_000_000 / 1_000
        guard microseconds > 0 else { return "\(whole)+00:00" }
        let digits = String(microseconds)
        return "\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)+00:00"
    }
}
