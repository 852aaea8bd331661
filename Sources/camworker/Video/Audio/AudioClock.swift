/// Keeps sound, which is counted in samples, beside the stamps of its packets, which say when it was taken.
///
/// A camera's two clocks are never quite the same, packets get lost, and stamps tremble. As long as both agree within
/// 40 ms the count is what holds, so that nothing clicks; lasting differences are made good by silence or by leaving
/// samples out; what goes further is a jump of the clock itself, and the count begins anew.
///
/// Pure. All numbers are samples of the output.
struct AudioClock {
    /// What is to be done before the sound that was shown is appended.
    enum Placement: Equatable {
        case append
        case insertSilence(Int64)
        /// This many from the sound's beginning; perhaps all of it.
        case drop(Int64)
        /// The clock starts, or starts anew, at this stamp.
        case begin(at: Int64)
    }

    /// Milliseconds: what nobody sees on lips (ITU-R BT.1359 gives 45 for sound that is early).
    static let tolerance: Int64 = 40
    /// Milliseconds of sound over which a difference must last.
    ///
    /// Stamps made on arrival tremble by more than the tolerance, and a difference that is gone again was none.
    static let confirmation: Int64 = 300
    /// Milliseconds: a difference as large is no tremor.
    static let certain: Int64 = 250
    /// Milliseconds of silence that are inserted, or of sound left out, at most; beyond it is a jump.
    static let mostMended: Int64 = 2000

    private let rate: Int64
    /// Where the next sample belongs.
    private var next: Int64?
    /// Samples still to be left out.
    private var debt: Int64 = 0
    private var lastStamp: Int64?
    /// Of the differences that lie on one side: the least, and how much sound they have lasted for.
    private var streak: (least: Int64, samples: Int64)?

    /// - Parameter rate: Samples a second, 8,000 to 96,000.
    init(rate: Int) {
        self.rate = Int64(rate)
    }

    /// - Parameters:
    ///   - count: How many samples the sound has.
    ///   - stamp: Of its first sample, by the input; `nil` when it has none.
    mutating func place(_ count: Int64, stamp: Int64?) -> Placement {
        // A stamp that stands still says nothing.
        let stamp = stamp == self.lastStamp ? nil : stamp
        if let stamp { self.lastStamp = stamp }
        guard let next else { return self.begin(at: stamp ?? 0, count) }
        if let stamp, let difference = self.lastingDifference(of: stamp, from: next - self.debt, count) {
            guard difference.magnitude <= self.samples(Self.mostMended) else { return self.begin(at: stamp, count) }
            if difference > 0 {
                self.next = next + difference + count
                return .insertSilence(difference)
            }
            self.debt -= difference
        }
        let dropped = min(self.debt, count)
        self.debt -= dropped
        self.next = next + count - dropped
        return dropped > 0 ? .drop(dropped) : .append
    }

    private mutating func begin(at stamp: Int64, _ count: Int64) -> Placement {
        self.next = stamp + count
        self.debt = 0
        self.streak = nil
        return .begin(at: stamp)
    }

    /// How far the stamp is from where the sound would go, once that is sure; `nil` while it is not, and when it is close.
    private mutating func lastingDifference(of stamp: Int64, from expected: Int64, _ count: Int64) -> Int64? {
        let (difference, overflow) = stamp.subtractingReportingOverflow(expected)
        // Further than any clock goes: larger than all that can be mended.
        guard !overflow else { return .max }
        guard difference.magnitude > self.samples(Self.tolerance) else {
            self.streak = nil
            return nil
        }
        var streak = self.streak ?? (difference, 0)
        if (streak.least > 0) != (difference > 0) { streak = (difference, 0) }
        if difference.magnitude < streak.least.magnitude { streak.least = difference }
        streak.samples += count
        self.streak = streak
        let isCertain = difference.magnitude >= self.samples(Self.certain)
        guard isCertain || streak.samples >= self.samples(Self.confirmation) else { return nil }
        self.streak = nil
        return isCertain ? difference : streak.least
    }

    private func samples(_ milliseconds: Int64) -> Int64 { milliseconds * self.rate / 1000 }
}
