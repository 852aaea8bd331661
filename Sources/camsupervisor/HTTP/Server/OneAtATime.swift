import Synchronization

/// Something that is done for one client at a time; the others are told so.
final class OneAtATime: Sendable {
    private let isUnderWay = Atomic<Bool>(false)

    /// - Returns: whether it may begin; then ``end()`` follows.
    func begin() -> Bool {
        self.isUnderWay.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }

    func end() {
        self.isUnderWay.store(false, ordering: .releasing)
    }
}
