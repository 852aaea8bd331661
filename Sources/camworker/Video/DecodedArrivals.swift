internal import Shared

/// Which arrival belongs to which picture that a decoder gives out.
///
/// With B-frames pictures are sent in another order than they are shown, so that their own arrivals would run backwards.
/// A picture gets the earliest arrival of those not shown yet, its own included: it was taken before that, and never is a
/// picture said to be younger than it is.
///
/// Pure.
struct DecodedArrivals {
    /// More than any codec holds back (H.264 and H.265: 16).
    private static let most = 32

    /// Further behind its picture no packet is sent: what is older belongs to a picture that never came.
    private static let longestDelay: Int64 = 1_000_000_000

    /// Earliest first.
    private var held: [PictureArrival] = []

    /// - Returns: the stamp to send the packet with.
    mutating func add(_ time: MonotonicTime, _ wall: WallTime) -> Int64 {
        if self.held.count == Self.most { self.held.removeFirst() }
        self.held.append(PictureArrival(time, wall))
        return Int64(clamping: time.nanoseconds)
    }

    /// - Parameter stamp: of the packet that the picture was in.
    mutating func take(stamp: Int64) -> PictureArrival? {
        while let first = self.held.first, Int64(clamping: first.time.nanoseconds) < stamp - Self.longestDelay {
            self.held.removeFirst()
        }
        guard let first = self.held.first,
            let own = self.held.firstIndex(where: { Int64(clamping: $0.time.nanoseconds) == stamp })
        else { return nil }
        self.held.remove(at: own)
        return first
    }
}
