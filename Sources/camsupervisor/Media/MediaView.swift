import IPC
import NIOCore
import Shared
import Synchronization

/// The newest video of one view, and its hand-over to players, live viewers and recordings.
///
/// As ``ViewHub``: its state machine stands behind a lock that is held for microseconds and never while something is
/// called.
final class MediaView: Sendable {
    private let clock: @Sendable () -> MonotonicTime
    private let budget: HubBudget
    private let state: Mutex<State>

    private struct State {
        var machine: StateMachine
        var worker: (any MediaPort)?
        var squeezes = SqueezeReports()
    }

    init(
        _ settings: MediaSettings = MediaSettings(),
        budget: HubBudget = HubBudget(),
        clock: @escaping @Sendable () -> MonotonicTime = { .now() }
    ) {
        self.clock = clock
        self.budget = budget
        self.state = Mutex(State(machine: StateMachine(settings)))
    }

    deinit {
        self.budget.videoChanged(from: self.state.withLock { $0.machine.window.bytes }, to: 0)
    }

    /// How many watch.
    var watching: Int { self.state.withLock { $0.machine.watching } }
    /// The video of now.
    var window: MediaWindow { self.state.withLock { $0.machine.window } }
    /// Whether the present worker says that there is none; `nil` while there is no worker to say.
    var hasMedia: Bool? { self.state.withLock { $0.machine.hasMedia } }
    var settings: MediaSettings { self.state.withLock { $0.machine.settings } }

    /// What is known of it, for the operator.
    var summary: MediaSummary {
        self.state.withLock { MediaSummary($0.machine) }
    }

    /// What supervision needs to know of it.
    var awaited: (since: MonotonicTime, newest: MonotonicTime?)? {
        self.state.withLock { state in state.machine.wantedSince.map { ($0, state.machine.newest) } }
    }

    func change(_ settings: MediaSettings) {
        self.perform { $0.change(settings, at: $1) }
    }

    /// A player asked for something: the camera streams for some time.
    func playerAsked() {
        self.perform { $0.playerAsked(at: $1) }
    }

    /// Looks whether anybody still wants it, and whether it has too much; called about once a second.
    ///
    /// - Returns: what the operator is to be told: that there was no room for some of it.
    @discardableResult
    func review() -> String? {
        self.perform { $0.review(at: $1) }
        self.perform { machine, _ in machine.fit(into: self.budget.room(beside: machine.window.bytes)) }
        let now = self.clock()
        let squeezed = self.state.withLock { $0.squeezes.take($0.machine.window.squeezed, at: now) }
        return squeezed.map { segments in
            "\(segments) segments of its older video were dropped: all cameras' video and pictures may take "
                + "\(self.budget.most >> 20) MiB together"
        }
    }

    /// What was kept is another device's, or not to be seen any more; recordings end.
    func forget() {
        self.perform { machine, _ in machine.forget() }
    }

    /// The camera is gone; all feeds end.
    func end() {
        self.perform { $0.end(at: $1) }
    }

    // MARK: The worker

    /// - Parameters:
    ///   - hasMedia: whether the worker's camera can have any.
    ///   - number: what that worker calls the view by.
    func workerReady(_ port: any MediaPort, hasMedia: Bool = true, number: UInt16 = 0) {
        self.performWithWorker { state, now in
            // The late word of a worker that has been replaced, read by a slower loop.
            if let worker = state.worker, worker.generation > port.generation { return StateMachine.Actions() }
            state.worker = port
            return state.machine.workerReady(
                generation: port.generation,
                hasMedia: hasMedia,
                number: number,
                at: now
            )
        }
    }

    /// The worker has learnt more of its camera since it was ready.
    func learnt(hasMedia: Bool, generation: UInt32) {
        self.perform { $0.learnt(hasMedia: hasMedia, generation: generation, at: $1) }
    }

    func workerGone(generation: UInt32) {
        self.performWithWorker { state, _ in
            if state.worker?.generation == generation { state.worker = nil }
            return state.machine.workerGone(generation: generation)
        }
    }

    /// - Returns: how it was out of order, which ends the worker.
    func started(_ start: MediaStart, _ segment: ByteBuffer, generation: UInt32) -> ProtocolError? {
        self.perform { $0.started(start, segment, generation: generation, at: $1) }
    }

    /// - Returns: how it was out of order, which ends the worker.
    func arrived(_ part: MediaPart, _ bytes: ByteBuffer, generation: UInt32) -> ProtocolError? {
        self.perform { machine, now in
            let room = self.budget.room(beside: machine.window.bytes)
            return machine.arrived(part, bytes, generation: generation, room: room, at: now)
        }
    }

    // MARK: Feeds and watchers

    /// Begins a feed of parts; the camera streams until it is cancelled or forgotten.
    ///
    /// - Parameters:
    ///   - kind: who it is for.
    ///   - lookback: how far back it begins, at a key frame at or before then, as far as the window goes.
    ///   - wake: called from any thread, once after each ``MediaFeed/Step/nothingYet``; must be quick.
    func feed(
        _ kind: MediaFeed.Kind = .recording,
        lookback: Duration = .zero,
        wake: @escaping @Sendable () -> Void
    ) -> MediaFeed {
        var id: UInt64 = 0
        self.perform { machine, now in
            let (new, actions) = machine.subscribe(kind, lookback: lookback, wake: wake, at: now)
            id = new
            return actions
        }
        return MediaFeed(view: self, id: id)
    }

    func next(of feed: UInt64, lag: Duration?) -> MediaFeed.Step {
        self.state.withLock { $0.machine.next(of: feed, lag: lag) }
    }

    func unsubscribe(_ feed: UInt64) {
        self.perform { $0.unsubscribe(feed, at: $1) }
    }

    /// Calls `look` with the window of now, then with each later one, from any thread, until ``unwatch(_:)``.
    ///
    /// - Returns: whether there was room; else `look` is not called.
    func watch(_ id: ObjectIdentifier, _ look: @escaping @Sendable (MediaWindow) -> Void) -> Bool {
        let window = self.state.withLock { state in
            state.machine.watch(id, look) ? state.machine.window : nil
        }
        if let window { look(window) }
        return window != nil
    }

    /// Whether another request that waits would find no room.
    var isCrowded: Bool { self.watching >= StateMachine.mostWatchers }

    func unwatch(_ id: ObjectIdentifier) {
        self.state.withLock { $0.machine.unwatch(id) }
    }

    // MARK: -

    @discardableResult
    private func perform(
        _ step: (inout StateMachine, MonotonicTime) -> StateMachine.Actions
    ) -> ProtocolError? {
        self.performWithWorker { step(&$0.machine, $1) }
    }

    @discardableResult
    private func performWithWorker(_ step: (inout State, MonotonicTime) -> StateMachine.Actions) -> ProtocolError? {
        let now = self.clock()
        let actions = self.state.withLock { state in
            let before = state.machine.window.bytes
            let actions = step(&state, now)
            self.budget.videoChanged(from: before, to: state.machine.window.bytes)
            // Under the lock, so that wants leave in the order of the states they describe.
            if let want = actions.want { state.worker?.send(want) }
            return actions
        }
        for wake in actions.wake { wake() }
        return actions.violation
    }
}

/// Where a view sends what it wants of a worker's video: the link to a worker that is ready.
protocol MediaPort: AnyObject, Sendable {
    var generation: UInt32 { get }

    /// Queues the want; called under the view's lock, so it must neither block nor call back.
    func send(_ want: WantMedia)
}
