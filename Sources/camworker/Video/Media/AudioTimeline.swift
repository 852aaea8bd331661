internal import Shared

/// Where an epoch's sound stands beside its video, in samples since the epoch's beginning.
///
/// Pure. The two tracks share one clock where the camera keeps one (RTCP, containers). Where their stamps have nothing to do
/// with each other, and after one of them jumped, the sound is put where it arrived.
struct AudioTimeline {
    /// Ticks: sound this far from the video that came with it is on another clock.
    ///
    /// Containers interleave within a second or two.
    private static let farthest = 3 * MediaClock.rate
    /// Ticks: the same for RTP, where each track counts from its own first packet until RTCP tells otherwise, if it ever
    /// does, and where nothing is interleaved; encoders of cameras delay video by less.
    private static let farthestInRTP = MediaClock.rate

    /// How long sound may be further away than it may be: a slip of stamps ends by itself, a clock that goes at another rate
    /// does not.
    private static let patience: Duration = .seconds(2)

    /// Parts of a second: 40 ms, which nobody sees or hears.
    private static let tolerance: Int64 = 25

    let sampleRate: Int
    private var clock = StampClock()
    /// What the sound's clock has to be moved by, ticks; `nil` until it was compared.
    private var shift: Int64?
    /// Since when it has been too far away, moved as it is.
    private var strayed: MonotonicTime?
    /// Samples: where the last frame ends.
    private var end: Int64 = 0
    private var hasBegun = false

    init(sampleRate: Int) {
        self.sampleRate = sampleRate
    }

    /// The packet's time since the epoch's beginning, samples; below 0 before it.
    ///
    /// - Parameters:
    ///   - stamps: The packet's.
    ///   - video: The newest picture's, its time by the stream's own clock.
    ///   - origin: The epoch's beginning by the same clock.
    mutating func time(
        of stamps: PacketStamps,
        beside video: (time: Int64, arrived: MonotonicTime),
        origin: Int64
    ) -> Int64 {
        let time: Int64
        switch self.clock.read(stamps.presentation ?? stamps.decode, arrived: stamps.arrived) {
        case .time(let read): time = read
        case .jump(let read, _):
            time = read
            self.shift = nil
        }
        let waited = MediaClock.ticks(of: stamps.arrived) - MediaClock.ticks(of: video.arrived)
        // Streams that say decode times are not RTP.
        let farthest = stamps.decode == nil ? Self.farthestInRTP : Self.farthest
        let distance = time - (video.time + waited)
        if let shift, abs(distance + shift) > farthest {
            let since = self.strayed ?? stamps.arrived
            self.strayed = since
            if stamps.arrived.since(since) > Self.patience { self.shift = nil }
        } else {
            self.strayed = nil
        }
        if self.shift == nil {
            self.shift = Self.shift(over: distance, farthest)
            self.strayed = nil
        }
        let (seconds, rest) = (time + (self.shift ?? 0) - origin).quotientAndRemainder(dividingBy: MediaClock.rate)
        let rate = Int64(self.sampleRate)
        return seconds * rate + rest * rate / MediaClock.rate
    }

    /// The video's clock was set: the sound's is compared with it again.
    mutating func compareAgain() {
        self.shift = nil
    }

    /// What brings sound back that is so far from its video: nothing where it is near enough, a wrap of the clock that one
    /// of the two has made and the other not, or all of it.
    private static func shift(over distance: Int64, _ farthest: Int64) -> Int64 {
        if abs(distance) <= farthest { return 0 }
        for wrap in StampClock.wraps {
            let wraps = (distance + (distance < 0 ? -wrap / 2 : wrap / 2)) / wrap
            if wraps != 0, abs(distance - wraps * wrap) <= farthest { return -wraps * wrap }
        }
        return -distance
    }

    /// Where a frame goes; `nil` when it is to be left out, since its time is taken or before the beginning.
    ///
    /// Small differences are the jitter of stamps and of rounding: frames then stand end to end.
    mutating func place(_ time: Int64, duration: Int64) -> Int64? {
        var begin = time
        if self.hasBegun, abs(time - self.end) < Int64(self.sampleRate) / Self.tolerance { begin = self.end }
        guard begin >= self.end else { return nil }
        self.hasBegun = true
        self.end = begin + duration
        return begin
    }
}
