import Synchronization

/// The streams that are open, so that a reload can judge them anew: a token may be gone, or a camera.
final class OpenStreams: Sendable {
    private let reviews = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])

    var count: Int { self.reviews.withLock { $0.count } }

    /// - Parameter review: called from anywhere, any number of times until ``leave(_:)``.
    func enter(_ id: ObjectIdentifier, review: @escaping @Sendable () -> Void) {
        self.reviews.withLock { $0[id] = review }
    }

    func leave(_ id: ObjectIdentifier) {
        self.reviews.withLock { $0[id] = nil }
    }

    /// Has each stream judged by the rules of now; returns before they have acted on it.
    func reviewAll() {
        for review in self.reviews.withLock({ Array($0.values) }) { review() }
    }
}
