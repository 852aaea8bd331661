internal import Shared

/// One track's stamps, made to go on: missing ones and ones that stand still by arrival, wrapped ones unwrapped, torn ones
/// noticed.
///
/// Pure. Steps are judged one by one against the arrivals: a recording that is read in bursts runs ahead of its arrivals by
/// minutes and is fine, a camera whose clock is set is not.
struct StampClock {
    enum Reading: Equatable {
        case time(Int64)
        /// It goes on from somewhere else, at this time, instead of at the time that the arrivals tell.
        case jump(to: Int64, insteadOf: Int64)
    }

    /// Ticks: further than this no step is that the arrivals do not explain.
    ///
    /// An audio packet may hold a second, a camera at one picture a minute pauses, but those arrive as they come.
    private static let longestStep = 5 * MediaClock.rate
    /// Ticks that clocks wrap at: RTP's 32 bits, FLV's 32 bits of milliseconds, MPEG-TS's 33 bits.
    static let wraps: [Int64] = [1 << 32, (1 << 32) * 90, 1 << 33]

    /// Ticks, of arrival and of stamps, and packets: while so many come in so long a time, stamps that stay within so little
    /// count nothing.
    private static let standing = (arrival: 2 * MediaClock.rate, stamps: MediaClock.rate / 10, packets: 20)

    private var last: (time: Int64, arrival: Int64)?
    /// What wraps have come to.
    private var offset: Int64 = 0
    /// The first of the stamps that are all nearly the same.
    private var stood: (stamp: Int64, arrival: Int64, packets: Int)?
    /// Some cameras give all packets one stamp.
    private var isUseless = false

    /// - Parameter stamp: `nil` when the packet has none; its arrival then counts.
    mutating func read(_ stamp: Int64?, arrived: MonotonicTime) -> Reading {
        let arrival = MediaClock.ticks(of: arrived)
        let stamp = self.isOfUse(stamp, arrival) ? stamp : nil
        guard let last else {
            let time = stamp ?? arrival
            self.last = (time, arrival)
            return .time(time)
        }
        let waited = max(0, arrival - last.arrival)
        guard let stamp else {
            self.last = (last.time + waited, arrival)
            return .time(last.time + waited)
        }
        var time = stamp + self.offset
        if !Self.isStep(time - last.time, waited), let wrap = Self.wrap(from: time - last.time, waited) {
            self.offset += wrap
            time += wrap
        }
        self.last = (time, arrival)
        let isStep = Self.isStep(time - last.time, waited)
        return isStep ? .time(time) : .jump(to: time, insteadOf: last.time + waited)
    }

    private mutating func isOfUse(_ stamp: Int64?, _ arrival: Int64) -> Bool {
        guard let stamp, !self.isUseless else { return false }
        guard let stood, abs(stamp - stood.stamp) < Self.standing.stamps else {
            self.stood = (stamp, arrival, 1)
            return true
        }
        self.stood?.packets += 1
        guard stood.packets >= Self.standing.packets, arrival - stood.arrival > Self.standing.arrival else {
            return true
        }
        self.isUseless = true
        // What passed meanwhile is made good, so that the other track is beside it.
        self.last?.arrival = stood.arrival
        return false
    }

    private static func isStep(_ step: Int64, _ waited: Int64) -> Bool {
        step >= -Self.longestStep && step <= waited + Self.longestStep
    }

    private static func wrap(from step: Int64, _ waited: Int64) -> Int64? {
        Self.wraps.flatMap { [$0, -$0] }.first { Self.isStep(step + $0, waited) }
    }
}
