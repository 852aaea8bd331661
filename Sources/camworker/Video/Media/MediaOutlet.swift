internal import IPC
internal import Shared
internal import Synchronization

/// What the loop and a stream's thread share about media: whether it is wanted, and what was made.
///
/// It outlives the thread: epochs and sequences go on when the stream is opened anew.
final class MediaOutlet: Sendable {
    /// Epochs a second, and at once: half of what the supervisor lets a worker begin before it ends it.
    private static let epochs = MessageBudget(perSecond: 1, burst: 10)

    private struct State: Sendable {
        var queue = MediaQueue()
        var wish: MediaWish?
        var round: UInt32 = 0
        var epoch: UInt32 = 0
        var epochs = MediaOutlet.epochs
        /// Why there is none although it is wanted.
        var problem: String?
        /// Why there is no sound, as it was said last.
        var silence: String?
        var isSoundAbsent = false
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

    /// Messages of one turn of the loop: as many as fit into the socket at once are far fewer, and each is a system call.
    static let mostInTurn = 32

    /// Hands over what the sink has room for, a turn's worth at most; the loop is woken again for the rest.
    func deliver(to sink: any MediaSink) {
        for _ in 0..<Self.mostInTurn {
            guard sink.takesMedia, let item = self.take() else { return }
            sink.send(item)
        }
        self.waker.raise()
    }

    func take() -> MediaItem? { self.state.withLock { $0.queue.take() } }

    var problem: String? { self.state.withLock(\.problem) }

    // MARK: For the thread

    var wish: MediaWish? { self.state.withLock(\.wish) }

    /// The number of an epoch that begins now; `nil` when too many did.
    func nextEpoch(at now: MonotonicTime) -> UInt32? {
        self.state.withLock { state in
            guard state.epochs.take(at: now) else { return nil }
            state.epoch += 1
            return state.epoch
        }
    }

    func put(_ item: MediaItem, round: UInt32, at now: MonotonicTime) {
        let gap: Int? = self.state.withLock { state in
            guard state.wish?.round == round else { return nil }
            // A beginning alone shows nobody anything.
            if case .part = item { state.problem = nil }
            let before = state.queue.gaps
            state.queue.append(item, at: now)
            return state.queue.gaps > before ? state.queue.gaps : nil
        }
        // Ever more seldom: 1, 2, 4 …
        if let gap, gap & (gap - 1) == 0 {
            let text = "HLS and MP4 miss video up to the next key frame: more comes than can be handed on"
            WorkerLog.write(.warning, gap == 1 ? text : "\(text); \(gap) times so far")
        }
        self.waker.raise()
    }

    /// There is no media, for this reason; what an old wish met nobody is told.
    func fail(_ problem: String, round: UInt32) {
        let isNew = self.state.withLock { state in
            guard state.wish?.round == round else { return false }
            defer { state.problem = problem }
            return state.problem != problem
        }
        if isNew { self.waker.raise() }
    }

    /// Announced sound was waited for in vain, and none has come since; nobody else is to wait for it.
    var isSoundAbsent: Bool {
        get { self.state.withLock(\.isSoundAbsent) }
        set { self.state.withLock { $0.isSoundAbsent = newValue } }
    }

    /// Says in the log why there is no sound, when it was not said already.
    func tell(silence reason: String) {
        let isNew = self.state.withLock { state in
            defer { state.silence = reason }
            return state.silence != reason
        }
        if isNew { WorkerLog.write(.warning, "HLS and MP4 are without sound: \(reason)") }
    }
}
