internal import IPC
internal import Synchronization

/// What the loop and a stream's thread share about media: whether it is wanted, and what was made.
///
/// It outlives the thread: epochs and sequences go on when the stream is opened anew.
final class MediaOutlet: Sendable {
    private struct State: Sendable {
        var queue = MediaQueue()
        var wish: MediaWish?
        var round: UInt32 = 0
        var epoch: UInt32 = 0
        /// Why there is none although it is wanted.
        var problem: String?
    }

    private let state = Mutex(State())
    private let waker: LoopWaker

    init(waker: LoopWaker) {
        self.waker = waker
    }

    // MARK: For the loop

    /// - Parameter wish: `nil` when nobody wants any.
    func want(_ wish: MediaWish?) {
        self.state.withLock { state in
            guard let wish else {
                state.wish = nil
                state.round += 1
                state.queue.clear()
                state.problem = nil
                return
            }
            state.wish = MediaWish(partMilliseconds: wish.partMilliseconds, round: state.round)
        }
    }

    func take() -> MediaItem? { self.state.withLock { $0.queue.take() } }

    var problem: String? { self.state.withLock(\.problem) }

    // MARK: For the thread

    var wish: MediaWish? { self.state.withLock(\.wish) }

    func nextEpoch() -> UInt32 {
        self.state.withLock { state in
            state.epoch += 1
            return state.epoch
        }
    }

    func put(_ item: MediaItem, round: UInt32) {
        self.state.withLock { state in
            guard state.wish?.round == round else { return }
            state.problem = nil
            state.queue.append(item)
        }
        self.waker.raise()
    }

    func fail(_ problem: String) {
        let isNew = self.state.withLock { state in
            defer { state.problem = problem }
            return state.problem != problem
        }
        if isNew { self.waker.raise() }
    }
}
