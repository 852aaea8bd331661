internal import Shared

/// A key frame and what came after it while the first sound is waited for, which the container promises.
///
/// Pure.
struct WaitingPictures {
    /// How long the first sound may come after the first key frame before media begins without it.
    static let patience: Duration = .seconds(2)
    /// Most video that comes meanwhile, bytes and pictures: 30 Mbit/s, and 120 a second.
    private static let mostBytes = 8 * 1024 * 1024
    private static let mostPictures = 256

    /// How they are coded.
    let sets: ParameterSets?
    private let since: MonotonicTime
    private(set) var pictures: [TimedPicture] = []
    /// Of those that came since.
    private var bytes = 0
    private var count = 0

    init(since: MonotonicTime, sets: ParameterSets?) {
        self.since = since
        self.sets = sets
    }

    mutating func append(_ picture: TimedPicture) {
        self.pictures.append(picture)
        // Those of a group that was there already are bounded where it was kept.
        guard picture.packet.arrived > self.since else { return }
        self.bytes += picture.packet.count
        self.count += 1
    }

    func isOver(at now: MonotonicTime) -> Bool {
        now.since(self.since) > Self.patience || self.bytes > Self.mostBytes || self.count > Self.mostPictures
    }
}
