import IPC
import NIOCore
import Shared
import Synchronization

/// The newest frame of one view, and the hand-over to those who wait for it.
///
/// Touched from every event loop, so its state machine stands behind a lock that is held for microseconds and
/// never while something is called.
final class ViewHub: Sendable {
    let camera: CameraID
    /// Its video, when it has any.
    let media: MediaView
    private let budget: HubBudget
    private let clock: @Sendable () -> MonotonicTime
    private let state: Mutex<State>
    private let skipped = Atomic<UInt64>(0)
    private let changed = Atomic<UInt64>(0)

    private struct State {
        var machine: StateMachine
        var worker: (any WorkerPort)?
    }

    init(
        id: ViewID,
        kept: StateMachine.KeptLimits = .init(pictures: 0),
        firstVersion: UInt64 = 1,
        budget: HubBudget = HubBudget(),
        clock: @escaping @Sendable () -> MonotonicTime = { .now() }
    ) {
        self.camera = id.camera
        self.media = MediaView(budget: budget, clock: clock)
        self.budget = budget
        self.clock = clock
        let machine = StateMachine(number: id.number, kept: kept, firstVersion: firstVersion)
        self.state = Mutex(State(machine: machine))
    }

    deinit {
        self.budget.picturesChanged(from: self.state.withLock { $0.machine.bytes }, to: 0)
    }

    /// As the present worker counts its views, or the last one did.
    var id: ViewID { ViewID(camera: self.camera, number: self.state.withLock { $0.machine.number }) }
    var newest: Frame? { self.state.withLock { $0.machine.newest } }
    var placeholder: Frame? { self.state.withLock { $0.machine.placeholder } }
    var kept: [Frame] { self.state.withLock { $0.machine.kept } }
    var viewers: Int { self.state.withLock { $0.machine.viewers } }
    /// Frames that came from workers.
    var arrived: UInt64 { self.state.withLock { $0.machine.arrived } }
    /// Frames that came and that a viewer did not get, over all viewers.
    var skippedByViewers: UInt64 { self.skipped.load(ordering: .relaxed) }
    /// Whether somebody waits or watches.
    var isWanted: Bool { self.state.withLock { $0.machine.isWanted } }
    /// Since when the longest wait lasts; `nil` while nobody waits.
    var awaitedSince: MonotonicTime? { self.state.withLock { $0.machine.awaitedSince } }

    /// How much of an event is kept from now on.
    func keep(_ limits: StateMachine.KeptLimits) {
        self.change { $0.machine.keep(limits) }
    }

    /// Drops every picture: the next ones are another device's.
    func forget() {
        self.change { $0.machine.forget() }
        self.media.forget()
    }

    /// What comes from now on may be of another URL; what is there stays until it does.
    func addressMayHaveChanged() {
        self.changed.store(self.clock().nanoseconds, ordering: .relaxed)
    }

    /// When that was last; pictures from before are no answer to who asks now.
    var addressChanged: MonotonicTime { MonotonicTime(nanoseconds: self.changed.load(ordering: .relaxed)) }

    func viewerCame() {
        self.perform { $0.viewerCame() }
    }

    func viewerLeft(_ receiver: FrameReceiver) {
        self.perform { $0.viewerLeft(receiver) }
    }

    func viewerSkipped(_ frames: UInt64) {
        self.skipped.wrappingAdd(frames, ordering: .relaxed)
    }

    /// Calls `receiver` once, on its loop, with the first frame that satisfies `demand`; at once when there is one.
    func wait(_ receiver: FrameReceiver, for demand: FrameDemand) {
        let now = self.clock()
        self.perform { $0.wait(receiver, for: demand, at: now) }
    }

    /// The receiver is not called any more, except for a delivery already on its way.
    func stopWaiting(_ receiver: FrameReceiver) {
        self.perform { $0.stopWaiting(receiver) }
    }

    /// - Parameter number: what that worker calls the view by.
    func workerReady(_ port: any WorkerPort, number: UInt16 = 0) {
        self.state.withLock { state in
            // The late word of a worker that has been replaced, read by a slower loop.
            if let worker = state.worker, worker.generation > port.generation { return }
            state.worker = port
            let actions = state.machine.workerReady(generation: port.generation, number: number)
            if let want = actions.want { port.send(want) }
        }
    }

    func workerGone(generation: UInt32) {
        self.state.withLock {
            if $0.worker?.generation == generation { $0.worker = nil }
            $0.machine.workerGone(generation: generation)
        }
    }

    /// - Returns: whether the frame was in order; one that nobody asked for is a violation of the protocol.
    func frameArrived(_ payload: FramePayload, picture: ByteBuffer, generation: UInt32) -> Bool {
        let newest = self.newest
        let repeated = newest?.picture == picture ? newest : nil
        return self.perform {
            $0.frameArrived(payload, picture: picture, repeating: repeated, generation: generation)
        }
    }

    @discardableResult
    private func perform(_ step: (inout StateMachine) -> StateMachine.Actions) -> Bool {
        let actions = self.change { state in
            let actions = step(&state.machine)
            // Under the lock, so that wants leave in the order of the states they describe.
            if let want = actions.want { state.worker?.send(want) }
            return actions
        }
        if let (frame, receivers) = actions.delivery { Self.deliver(frame, to: receivers) }
        return !actions.isUnsolicited
    }

    /// Every change of what is held goes through here, so that it is counted.
    private func change<Result: Sendable>(_ step: (inout State) -> sending Result) -> Result {
        self.state.withLock { state in
            let before = state.machine.bytes
            let result = step(&state)
            self.budget.picturesChanged(from: before, to: state.machine.bytes)
            return result
        }
    }

    /// One hop per event loop, however many receivers it has.
    private static func deliver(_ frame: Frame, to receivers: [FrameReceiver]) {
        if receivers.count == 1, let only = receivers.first {
            only.eventLoop.execute { only.receive(frame) }
            return
        }
        for (_, group) in Dictionary(grouping: receivers, by: { ObjectIdentifier($0.eventLoop) }) {
            group[0].eventLoop.execute {
                for receiver in group { receiver.receive(frame) }
            }
        }
    }
}

/// Where the hub sends its wants: the link to a worker that is ready.
protocol WorkerPort: AnyObject, Sendable {
    var generation: UInt32 { get }

    /// Queues the want; called under the hub's lock, so it must neither block nor call back.
    func send(_ want: Want)
}
