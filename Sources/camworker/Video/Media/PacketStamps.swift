internal import Shared

/// When a packet came and what the stream says about its time, in ticks of ``MediaClock``.
struct PacketStamps: Equatable, Sendable {
    /// When it is to be shown; `nil` when the stream does not say.
    var presentation: Int64?
    /// When it is to be decoded, from streams that say so themselves.
    var decode: Int64?
    var arrived: MonotonicTime
}

/// The clock that all stamps are brought to: RTP's and MPEG-TS's own for video.
enum MediaClock {
    /// Ticks a second.
    static let rate: Int64 = 90_000

    static func ticks(of time: MonotonicTime) -> Int64 { Int64(clamping: time.nanoseconds / 1000 * 9 / 100) }

    /// The stamp of another clock, `numerator` / `denominator` seconds a tick; `nil` when it is beyond all sense.
    static func ticks(_ stamp: Int64, numerator: Int32, denominator: Int32) -> Int64? {
        guard numerator > 0, denominator > 0 else { return nil }
        if numerator == 1, denominator == 90_000 { return abs(Double(stamp)) < Self.largest ? stamp : nil }
        let scaled = (Double(stamp) * Double(numerator) * Double(Self.rate) / Double(denominator)).rounded()
        return abs(scaled) < Self.largest ? Int64(scaled) : nil
    }

    /// Ticks: 1,500 years, and exact as a fraction; sums of some of them do not overflow.
    private static let largest = 4.5e15
}
