import IPC
import Logging
import NIOCore
import Shared

/// All workers of all cameras. Its state machines decide, it performs; it runs on the control thread.
actor WorkerPool {
    /// How often frame ages are looked at; `stale_after` is counted in seconds.
    static let healthInterval = Duration.seconds(1)
    /// A look at the cameras that comes so much later than the one before means that the host slept or we hung.
    static let stallGuard = healthInterval * 3
    /// Retry of a start that found no room in the budget.
    static let budgetRetry = Duration.milliseconds(50)

    nonisolated let executor: EventLoopExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    let board: CameraBoard
    let logger: Logger
    let spawner: WorkerSpawner
    var workers: [CameraID: Worker] = [:]
    var budget: SpawnBudget
    /// Cameras that are to get their first worker, or another one because of a reload.
    var waitingForTurn: [Turn] = []
    private var timer: Scheduled<Void>?
    /// When the cameras were last looked at, all of them.
    var lastLook = MonotonicTime.now()
    /// What ``timer`` is set for.
    private var armedFor: MonotonicTime?
    private var random = SystemRandomNumberGenerator()
    private let spawns: AsyncStream<SpawnRequest>
    private let requestSpawn: AsyncStream<SpawnRequest>.Continuation
    private(set) var isShuttingDown = false
    /// Of workers to come.
    var parameters: WorkerSupervision.Parameters
    let hub: FrameHub
    /// What its workers declare, and how its cameras are.
    let entities: EntityHub
    /// What is being written of a camera's video.
    let recordings: RecordingService?
    /// Cameras that the operator switched off.
    var overrides: OverrideTable
    /// Remembers them over a restart of the service; `nil` where there is no place for it.
    let keeper: OverrideKeeper?
    private var whenAllStopped: [CheckedContinuation<Void, Never>] = []

    /// A start or a replacement that waits until few others are under way.
    struct Turn: Sendable, Hashable {
        var camera: CameraID
        var isReplacement: Bool
    }

    struct SpawnRequest: Sendable {
        var camera: CameraConfiguration
        var connection: WorkerConnection
        var endings: AsyncStream<WorkerProcess.Ending>
    }

    init(
        cameras: [CameraConfiguration],
        hub: FrameHub,
        board: CameraBoard,
        spawner: WorkerSpawner,
        parameters: WorkerSupervision.Parameters,
        budget: SpawnBudget,
        executor: EventLoopExecutor,
        logger: Logger,
        keeper: OverrideKeeper? = nil,
        entities: EntityHub = EntityHub(),
        recordings: RecordingService? = nil
    ) {
        self.entities = entities
        self.recordings = recordings
        self.executor = executor
        self.board = board
        self.logger = logger
        self.spawner = spawner
        self.budget = budget
        self.parameters = parameters
        self.hub = hub
        self.keeper = keeper
        self.overrides = keeper?.initial ?? OverrideTable()
        (self.spawns, self.requestSpawn) = AsyncStream.makeStream()
        for camera in cameras {
            guard let view = hub[camera.id] else { continue }
            var worker = Worker(camera: camera, hub: view, parameters: parameters)
            worker.take(Self.rememberedViews(camera, view, hub, entities))
            self.workers[camera.id] = worker
            self.waitingForTurn.append(Turn(camera: camera.id, isReplacement: false))
        }
    }

    /// Starts all cameras and serves them until every worker has stopped after ``shutDown()``.
    func run() async {
        for id in self.overrides.cameras { self.step(id) { $0.supervision.stop(at: .now()) } }
        self.startMore()
        self.scheduleHealthCheck()
        await withDiscardingTaskGroup { group in
            for await request in self.spawns {
                group.addTask { await self.spawner.serve(request, pool: self) }
            }
        }
    }

    // MARK: Commands

    enum CommandError: Error {
        case unknownCamera(CameraID)
        case shuttingDown
    }

    /// Stops every worker and returns when all are reaped.
    func shutDown() async {
        self.isShuttingDown = true
        self.waitingForTurn = []
        let now = MonotonicTime.now()
        for id in self.workers.keys { self.step(id) { $0.supervision.stop(at: now) } }
        // Asked inside: the call itself may give up the thread first, and the last worker be reaped meanwhile.
        await withCheckedContinuation { continuation in
            if self.hasProcesses {
                self.whenAllStopped.append(continuation)
            } else {
                continuation.resume()
            }
        }
        self.timer?.cancel()
        self.requestSpawn.finish()
    }

    private var hasProcesses: Bool { self.workers.values.contains { $0.supervision.hasProcess } }

    // MARK: What workers do

    /// An event of a worker's link, already on our thread.
    func received(_ event: WorkerLink.Event, from connection: WorkerConnection) {
        let now = MonotonicTime.now()
        let generation = connection.generation
        if case .log(let line) = event {
            self.log(line.text, level: Logger.Level(line.level), of: connection)
            return
        }
        if case .ports(let report) = event { return self.learn(report, from: connection) }
        // Not by its number: a camera that left and came back with another reload counts from 1 again.
        guard self.workers[connection.camera]?.connection === connection else { return }
        self.step(connection.camera) { worker in
            switch event {
            case .hello:
                worker.supervision.greeted(generation: generation, at: now)
                worker.hasGreeted = true
                worker.configureWhenPlaced()
            case .ready(let ready):
                worker.supervision.ready(generation: generation, at: now)
                worker.confinement = ready.confinement
                if !worker.startedWith.source.declaresViews { worker.take([]) }
                self.board.publish(connection: connection, of: connection.camera)
            case .state(let report):
                worker.take(report, at: now)
            case .views:
                worker.take(connection.views.others)
            case .stats(let stats):
                worker.stats = stats
                worker.statsAt = now
                worker.totals.reported(stats, arrived: worker.arrived)
                if let words = worker.excess(in: stats) {
                    return worker.supervision.ranOutOfMemory(generation: generation, words, at: now)
                }
            case .pong:
                worker.supervision.pong(generation: generation, at: now)
            // Dealt with on the link's loop.
            case .entities, .entityStates, .happened: break
            case .closed(let violation):
                self.board.withdraw(connection: connection, of: connection.camera)
                if let violation {
                    // A violation quotes the worker, and is kept and shown.
                    let words = connection.redaction.text(ofWorker: "\(violation)")
                    return worker.supervision.violated(generation: generation, words, at: now)
                }
                worker.endings?.yield(.hasLeft)
            case .frame, .scaled, .mediaStart, .mediaPart, .result, .log, .ports:
                break
            }
            return []
        }
        if case .ready = event { self.startMore() }
        if case .views = event, let words = connection.views.takeComplaint() {
            self.log(words, level: .warning, of: connection)
        }
    }

    /// The process is there, and where it belongs: it may be told of its camera.
    func spawned(_ connection: WorkerConnection, pid: Int32, limits: [LimitInForce]) {
        self.workers[connection.camera]?.pid = pid
        self.workers[connection.camera]?.limits = limits
        self.workers[connection.camera]?.configureWhenPlaced()
        if self.workers[connection.camera]?.isLeaving == true { self.board.note(leaving: connection.camera, pid: pid) }
        self.publish(connection.camera)
    }

    /// The process is reaped, or never came to be.
    ///
    /// - Parameter record: what its control group says of it.
    func exited(_ connection: WorkerConnection, status: WorkerStatus?, failure: String?, record: LeafRecord? = nil) {
        let now = MonotonicTime.now()
        connection.close()
        self.board.withdraw(connection: connection, of: connection.camera)
        self.step(connection.camera) { worker in
            worker.take(record)
            var actions = worker.supervision.exited(
                generation: connection.generation,
                status: status,
                failure: failure,
                outOfMemory: worker.shortage(by: record, status),
                at: now,
                using: &self.random
            )
            if case .exited(let reason, let delay)? = actions.first {
                self.record(reason, of: connection.generation, status: status, delay: delay, in: &worker, at: now)
                actions.removeFirst()
                worker.forgetProcess()
                // A still that waits learns from it that waiting is in vain.
                worker.reportedAt = now
                // Switched off before it was ready, it may have brought pictures when it was.
                if case .stopped = worker.supervision.state { worker.forgetAll() }
            }
            return actions
        }
        // After its number is off the board, or a reload might note it now, and another process bear it one day.
        self.board.forgetLeaving(connection.camera)
        self.forgetIfGone(connection.camera)
        self.startMore()
        if self.isShuttingDown, !self.hasProcesses {
            for continuation in self.whenAllStopped { continuation.resume() }
            self.whenAllStopped = []
        }
    }

    /// A line of a worker's log, redacted and bounded already.
    ///
    /// It is read on another loop than the one that learns of the exit, so a worker's last words may come after it.
    func log(_ text: String, level: Logger.Level, of connection: WorkerConnection) {
        if self.workers[connection.camera]?.remember(text, of: connection.generation) == .amongExits {
            self.publish(connection.camera)
        }
        self.logger.log(
            .workerLog,
            level,
            text,
            ["camera": "\(connection.camera)", "generation": "\(connection.generation)"]
        )
    }

    // MARK: -

    /// Runs one step of a camera's machine and performs what it asks for.
    @discardableResult
    func step(_ id: CameraID, _ body: (inout Worker) -> [WorkerSupervision.Action]) -> Bool {
        guard var worker = self.workers.removeValue(forKey: id) else { return false }
        let deadline = worker.supervision.deadline
        let actions = body(&worker)
        self.workers[id] = worker
        for action in actions { self.perform(action, for: id) }
        self.publish(id)
        // Most words of a worker change no deadline, and finding the earliest means looking at all workers.
        if worker.supervision.deadline != deadline { self.rearm() }
        return true
    }

    private func perform(_ action: WorkerSupervision.Action, for id: CameraID) {
        switch action {
        case .spawn(let generation): self.spawn(id, generation: generation)
        case .sendStop: self.workers[id]?.connection?.link?.send(.stop)
        case .sendPing(_, let sequence): self.workers[id]?.connection?.link?.send(.ping, sequence: sequence)
        case .terminate:
            let patience = self.workers[id]?.supervision.parameters.termPatience ?? .zero
            self.workers[id]?.endings?.yield(.terminate(patience: patience))
        case .kill: self.workers[id]?.endings?.yield(.kill)
        case .exited: break
        }
    }

    private func spawn(_ id: CameraID, generation: UInt32) {
        guard var worker = self.workers[id] else { return }
        worker.forgetOldPictures()
        let connection = WorkerConnection(
            camera: id,
            generation: generation,
            hub: worker.hub,
            views: ViewDesk(
                of: worker.hub,
                generation: generation,
                mayHaveOthers: worker.camera.source.declaresViews,
                frames: self.hub,
                entities: self.entities
            ),
            redaction: worker.redaction,
            entities: self.entities,
            feeder: worker.camera.templateInterest.map {
                TemplateFeeder($0, entities: self.entities, view: worker.hub)
            }
        )
        let (endings, continuation) = AsyncStream.makeStream(of: WorkerProcess.Ending.self)
        worker.begin(connection, endings: continuation)
        self.workers[id] = worker
        self.requestSpawn.yield(SpawnRequest(camera: worker.camera, connection: connection, endings: endings))
    }

    /// First starts and those of a reload run a few at a time, so that a fleet does not fight for the processor.
    func startMore() {
        // Switched off while it waited, it is not to start; what is over is over before.
        self.endOverrides()
        while let turn = self.waitingForTurn.first {
            guard self.overrides[turn.camera] == nil else {
                self.waitingForTurn.removeFirst()
                continue
            }
            let starting = self.workers.values.count { $0.supervision.isOnItsWay }
            guard starting < self.budget.concurrentStarts else { return }
            self.waitingForTurn.removeFirst()
            // The operator may have decided about it meanwhile, or its worker died and was replaced for that.
            guard let worker = self.workers[turn.camera],
                turn.isReplacement ? worker.awaitsReplacement : worker.supervision.isQueued
            else { continue }
            self.step(turn.camera) { worker in
                turn.isReplacement
                    ? worker.supervision.restart(because: .reconfigured, at: .now())
                    : worker.supervision.start(at: .now())
            }
        }
    }

    // MARK: Time

    /// One timer for all cameras, set for the earliest deadline.
    func rearm() {
        let deadline = self.workers.values.compactMap(\.supervision.deadline).min()
        guard deadline != self.armedFor else { return }
        self.arm(for: deadline)
    }

    private func arm(for deadline: MonotonicTime?) {
        self.timer?.cancel()
        self.armedFor = deadline
        guard let deadline else { return }
        let delay = max(deadline.since(.now()), .milliseconds(1))
        self.timer = self.executor.eventLoop.scheduleTask(in: TimeAmount(delay)) {
            self.assumeIsolated { $0.tick() }
        }
    }

    private func tick() {
        self.armedFor = nil
        let now = MonotonicTime.now()
        var isOutOfBudget = false
        for id in self.workers.keys {
            guard let worker = self.workers[id], let deadline = worker.supervision.deadline, now >= deadline else {
                continue
            }
            if case .waiting = worker.supervision.state, !self.budget.takeRestart(at: now) {
                isOutOfBudget = true
                continue
            }
            self.step(id) { $0.supervision.tick(at: now) }
        }
        if isOutOfBudget {
            self.arm(for: now + Self.budgetRetry)
        } else {
            self.rearm()
        }
    }

    private func scheduleHealthCheck() {
        self.executor.eventLoop.scheduleTask(in: TimeAmount(Self.healthInterval)) {
            self.assumeIsolated { pool in
                guard !pool.isShuttingDown else { return }
                pool.forgiveStall(at: .now())
                pool.noticeEnded()
                pool.endOverrides()
                for id in pool.workers.keys { pool.publish(id, isLook: true) }
                pool.startMore()
                // The loop's clock stands still while the host sleeps, ours does not: the timer may be late by as much.
                pool.armedFor = nil
                pool.rearm()
                pool.scheduleHealthCheck()
            }
        }
    }
}
