import IPC
import Logging
import NIOCore
import NIOPosix
import Shared
import UnixSignals

/// Every part of a running supervisor, put together from a configuration.
struct Assembly: Sendable {
    /// Threads that carry frames: more would only wait, a frame costs tens of microseconds.
    static let maximumDataThreads = 4

    /// For workers' answers at the end of the service.
    ///
    /// Half the grace of the connections that wait for them, so that their clients are told when a worker is stuck; one
    /// that is not has long answered.
    static let answerPatience = Duration.milliseconds(500)

    /// With a name for every webhook.
    let configuration: Configuration
    let webhookNames: WebhookNames
    let logger: Logger
    let executor: EventLoopExecutor
    let dataLoops: MultiThreadedEventLoopGroup
    let pool: WorkerPool
    let front: FrontDoor
    private let controlGroup: MultiThreadedEventLoopGroup

    /// - Parameters:
    ///   - keeper: remembers which cameras are switched off, over restarts of the service.
    ///   - entityKeeper: remembers which entity has which id.
    ///   - recentLog: what was logged.
    ///   - signingKey: of signed URLs, and of webhooks' names.
    init(
        configuration: Configuration,
        worker: String,
        leaves: WorkerLeaves = .none,
        logger: Logger,
        keeper: OverrideKeeper? = nil,
        entityKeeper: EntityKeeper? = nil,
        recentLog: RecentLog = RecentLog(),
        signingKey: SigningKey = .random
    ) {
        self.webhookNames = WebhookNames(key: signingKey)
        let configuration = self.webhookNames.named(configuration)
        self.configuration = configuration
        self.logger = logger
        self.controlGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.dataLoops = MultiThreadedEventLoopGroup(
            numberOfThreads: min(System.coreCount, Self.maximumDataThreads)
        )
        self.executor = EventLoopExecutor(eventLoop: self.controlGroup.next())
        let cameras = configuration.cameras.compactMap(\.configuration)
        let hub = FrameHub(
            cameras: cameras,
            hls: configuration.stream,
            budget: HubBudget(most: configuration.limits.hub ?? HubBudget.usual)
        )
        let counters = SupervisorCounters()
        let board = CameraBoard(configuration.cameras.map(CameraBoard.Entry.init))
        let recordings = RecordingService()
        let entities = EntityHub(keeper: entityKeeper)
        entities.take(board.all.map { CameraEntity($0, recordings: nil, tokens: entities.tokens) })
        entities.takeFixed(configuration.states, logger: logger)
        let users = WorkerUsers(base: configuration.supervision.workerUIDBase)
        self.pool = WorkerPool(
            cameras: cameras,
            hub: hub,
            board: board,
            spawner: WorkerSpawner(
                process: WorkerProcess(executable: worker),
                dataLoops: self.dataLoops,
                counters: counters,
                leaves: leaves,
                users: users
            ),
            parameters: .init(configuration.supervision),
            budget: SpawnBudget(
                concurrentStarts: configuration.supervision.concurrentStarts,
                restartsPerSecond: configuration.supervision.restartsPerSecond,
                now: .now()
            ),
            executor: self.executor,
            logger: logger,
            keeper: keeper,
            entities: entities,
            recordings: recordings
        )
        let rules = Replaceable(
            FrontRules(configuration, cameraTokens: entities.tokens, signer: PathSigner(key: signingKey))
        )
        self.front = FrontDoor(
            services: FrontServices(
                board: board,
                hub: hub,
                pool: self.pool,
                rules: rules,
                streams: StreamAdmission(board: board, hub: hub, rules: rules, logger: logger),
                stills: StillService(hub: hub, board: board),
                uploads: UploadService(budget: UploadBudget()),
                recordings: recordings,
                entities: entities,
                templates: TemplateRenderer(
                    workers: RenderWorkers(
                        process: WorkerProcess(executable: worker),
                        dataLoops: self.dataLoops,
                        users: users,
                        logger: logger
                    ),
                    entities: entities,
                    logger: logger
                ),
                counters: counters,
                log: recentLog,
                refusals: Refusals(logger: logger)
            ),
            logger: logger
        )
        // Who watches a view that its camera has no more is sent away.
        hub.whenDropped { [open = self.front.services.streams.open] in open.reviewAll() }
    }

    /// Serves until SIGTERM or SIGINT, then stops in order: listeners, streams, workers.
    ///
    /// - Parameter load: reads the configuration again, for a reload.
    func run(
        sockets: InheritedSockets,
        signals: AsyncStream<UnixSignal>,
        load: @escaping @Sendable () -> LoadedConfiguration
    ) async throws {
        let doors = try await Doors.open(self, sockets: sockets)
        let notifier = Notifier()
        LeftoverSearch.settleInBackground(self.configuration.files.write, logger: self.logger)
        let reloader = self.reloader(doors: doors, sockets: sockets, load: load)
        self.front.services.reloader.replace(with: reloader)
        let cameras = self.configuration.camerasInWords
        notifier.ready(status: cameras)
        Greeting(configuration: self.configuration, doors: doors.descriptions).printIfInteractive(sockets: sockets)
        self.logger.log(.supervisorReady, .notice, "ready: \(cameras) on \(doors.descriptions.joined(separator: ", "))")
        let watchdog = Task(executorPreference: self.executor) {
            await Watchdog(notifier: notifier, data: self.dataLoops).run()
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: self.executor) { await self.pool.run() }
            doors.serve(in: &group, control: self.executor, logger: self.logger)
            await self.waitForEnd(signals, reloader)
            notifier.stopping()
            await self.end(doors, reloader)
            watchdog.cancel()
        }
        doors.removeControlSocket()
        self.logger.log(.supervisorStopped, .notice, "stopped")
    }

    private func waitForEnd(_ signals: AsyncStream<UnixSignal>, _ reloader: Reloader) async {
        for await signal in signals {
            guard signal == .sighup else {
                self.logger.log(.supervisorStopping, .notice, "\(signal == .sigint ? "SIGINT" : "SIGTERM"): stopping")
                return
            }
            // Beside this loop: a reload that hangs must not keep the service from ending.
            Task(executorPreference: self.executor) { await reloader.reload() }
        }
    }

    private func end(_ doors: Doors, _ reloader: Reloader) async {
        // Before the doors: those who wait get their answer within the grace of their connections.
        let board = self.front.services.board
        board.publishStop()
        // While the workers live: what they sent is brought to the disk, and who waits for it hears of it.
        let recordings = self.front.services.recordings
        recordings.stopAll()
        self.front.services.templates?.shutDown()
        let impatience = Task {
            try await Task.sleep(for: Self.answerPatience)
            for entry in board.all { entry.connection?.withdrawAll() }
        }
        await reloader.end()
        await doors.endNetwork()
        await self.pool.shutDown()
        await self.front.services.entities.flush()
        await recordings.ended()
        impatience.cancel()
        await doors.endControl()
    }
}

extension CameraBoard.Entry {
    /// A camera before its first worker.
    init(_ camera: ConfiguredCamera) {
        var status = CameraStatus(
            id: camera.id,
            name: camera.name,
            platform: camera.configuration?.source.platform ?? "",
            stateSince: .now()
        )
        if case .misconfigured(let diagnostics) = camera.state {
            status.state = .misconfigured
            status.worker.phase = WorkerSupervision.State.misconfigured.word
            status.reason = diagnostics.first.map { "\($0)" }
        }
        self.init(configuration: camera.configuration, status: status, connection: nil, options: camera.options)
    }
}

extension WorkerSupervision.Parameters {
    init(_ file: SupervisionConfiguration) {
        self.init(
            backoff: Backoff(
                first: file.firstRestartDelay,
                initial: file.initialBackoff,
                maximum: file.maximumBackoff,
                jitter: file.jitter
            ),
            healthyAfter: file.healthyAfter,
            helloTimeout: file.handshakeTimeout,
            readyTimeout: file.handshakeTimeout * 2,
            pingInterval: file.pingInterval,
            pingTimeout: file.pingTimeout,
            stopPatience: file.stopGrace,
            termPatience: file.terminateGrace,
            staleRestartFactor: file.staleRestartFactor,
            // What is less late than this leaves a worker time to answer before its time is over.
            stallGuard: min(Self().stallGuard, file.pingTimeout - file.pingInterval)
        )
    }
}
