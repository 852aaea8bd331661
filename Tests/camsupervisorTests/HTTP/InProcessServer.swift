import IPC
import Logging
import NIOCore
import NIOPosix
import Shared
import TestSupport

@testable import camsupervisor

/// The whole HTTP side on a port of its own, without workers: what they would do is done by the test.
struct InProcessServer: Sendable {
    let client: HTTPClient
    let hub: FrameHub
    let board: CameraBoard
    let uploads = UploadBudget()
    let notifications = UploadBudget(limit: Limits.notificationsInFlight, share: Limits.notificationsOfCamera)
    let rules: Replaceable<FrontRules>
    let streams: StreamAdmission
    let entities = EntityHub()
    let services: FrontServices

    /// Without tokens: `yard`, `gate` and `attic` (demo), `drop` (push, webhook `hook-hook-hook`) and `broken`.
    ///
    /// One for all tests, until the process ends.
    static let open = Task { try await InProcessServer(tokens: [], folder: nil) }

    /// The same with tokens; `seer` may see `yard` only.
    static let guarded = Task {
        try await InProcessServer(
            tokens: [
                .example("viewer", "view-view-view-view", may: [.view]),
                .example("seer", "seer-seer-seer-seer", may: [.view], cameras: ["yard"]),
                .example("mover", "move-move-move-move", may: [.control]),
            ],
            folder: nil
        )
    }

    /// - Parameters:
    ///   - uploadPatience: how long a worker may take over an upload.
    ///   - notificationPatience: how long a worker may take to read what its camera posted.
    ///   - eventPingInterval: how long `/api/stream` is silent at most.
    ///   - more: cameras beside those of ``open``.
    init(
        tokens: [AccessToken],
        folder: String?,
        uploadPatience: Duration = UploadService.standardPatience,
        notificationPatience: Duration = NotificationService.standardPatience,
        eventPingInterval: Duration = EventClient.usualPingInterval,
        more: [CameraConfiguration] = []
    ) async throws {
        var cameras: [CameraConfiguration] = []
        for name in ["yard", "gate", "attic"] {
            cameras.append(
                .init(id: try CameraID(name), name: name, source: .demo(.init()), staleAfter: .seconds(10))
            )
        }
        let push = PushConfiguration(buffer: 2, webhookID: Secret("hook-hook-hook"))
        cameras.append(.init(id: try CameraID("drop"), name: "drop", source: .push(push), staleAfter: nil))
        let bell = PushConfiguration(webhookID: Secret("bell-bell-bell"))
        cameras.append(.init(id: try CameraID("bell"), name: "bell", source: .push(bell), staleAfter: .seconds(10)))
        cameras += more
        var entries = cameras.map { camera in
            CameraBoard.Entry(configuration: camera, status: Self.status(camera.id, camera.source.platform))
        }
        var broken = Self.status(try CameraID("broken"), "")
        broken.state = .misconfigured
        broken.reason = "a.yaml:3:5: error: unknown key"
        entries.append(.init(configuration: nil, status: broken))

        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let group = MultiThreadedEventLoopGroup.singleton
        self.hub = FrameHub(cameras: cameras)
        self.board = CameraBoard(entries)
        let rules = Replaceable(
            FrontRules(
                access: AccessPolicy(tokens: tokens, cameraTokens: self.entities.tokens),
                webhooks: WebhookTable(cameras: cameras),
                local: folder.map { LocalFiles(folder: $0, threads: .singleton) }
            )
        )
        self.rules = rules
        let pool = WorkerPool(
            cameras: [],
            hub: self.hub,
            board: self.board,
            spawner: WorkerSpawner(process: WorkerProcess(executable: "/nowhere/camworker"), dataLoops: group),
            parameters: .init(),
            budget: SpawnBudget(now: .now()),
            executor: EventLoopExecutor(eventLoop: group.next()),
            logger: logger,
            entities: self.entities
        )
        self.streams = StreamAdmission(board: self.board, hub: self.hub, rules: rules, logger: logger)
        let front = FrontDoor(
            services: FrontServices(
                board: self.board,
                hub: self.hub,
                pool: pool,
                rules: rules,
                streams: self.streams,
                stills: StillService(hub: self.hub, board: self.board),
                uploads: UploadService(budget: self.uploads, patience: uploadPatience),
                notifications: NotificationService(budget: self.notifications, patience: notificationPatience),
                entities: self.entities,
                refusals: Refusals(logger: logger),
                eventPingInterval: eventPingInterval
            ),
            logger: logger
        )
        self.services = front.services
        front.services.takeEntities()
        let bound = try await Listener(
            source: .tcp(host: "127.0.0.1", port: 0),
            group: group,
            connections: front.makeHTTP { _ in .network },
            limit: ConnectionLimit(maximum: 800),
            logger: logger
        ).bind()
        Task { try await bound.serve() }
        let port = bound.description.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
        self.client = HTTPClient(port: port)
    }

    /// Puts a picture into a camera's view, as its worker would.
    func show(
        _ picture: [UInt8],
        on name: String,
        captured: MonotonicTime = .now(),
        wall: WallTime = .now(),
        format: PictureFormat = .jpeg
    ) throws {
        let id = try CameraID(name)
        guard let view = self.hub[id], let camera = self.board[id]?.configuration else { return }
        if view.newest == nil { view.workerReady(RecordingPort(generation: 1)) }
        let sequence = (view.newest?.payload.sequence ?? 0) + 1
        let payload = FramePayload.example(
            sequence: sequence,
            captured: captured,
            wall: wall,
            format: format,
            flags: [.keep, .eventStart]
        )
        let comesUnasked = if case .push = camera.source { true } else { false }
        if !comesUnasked {
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            let receiver = FrameReceiver(id: ObjectIdentifier(loop), eventLoop: loop) { _ in }
            view.wait(receiver, for: FrameDemand(newerThan: view.newest?.version ?? 0))
        }
        _ = view.frameArrived(payload, picture: ByteBuffer(bytes: picture), generation: 1)
    }

    private static func status(_ id: CameraID, _ platform: String) -> CameraStatus {
        CameraStatus(id: id, name: "\(id)", platform: platform, stateSince: WallTime(nanoseconds: 0))
    }
}
