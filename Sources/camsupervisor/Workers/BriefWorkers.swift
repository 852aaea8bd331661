import IPC
import Logging
import NIOCore
import Shared

/// Who talks with a worker that lives for one task.
protocol BriefConversation: AnyObject, Sendable {
    /// The first is the one that counts; never ends without one.
    var endings: AsyncStream<WorkerProcess.Ending> { get }

    /// Set once, before the first message.
    func attach(_ link: WorkerLink)

    /// What the link's loop delivers.
    func received(_ event: WorkerLink.Event)
}

/// Brings workers to life that live for one task and are nobody's.
struct BriefWorkers: Sendable {
    /// What such a worker is for.
    enum Duty: String, Sendable {
        /// Renders a client's template.
        case render
        /// Looks at a camera once.
        case probe

        /// In its log, and in its `hello`; no camera is looked up by it.
        fileprivate var label: String {
            switch self {
            case .render: "templates"
            case .probe: "probe"
            }
        }
    }

    var process: WorkerProcess
    /// Loops that carry frames.
    var dataLoops: any EventLoopGroup
    var logger: Logger

    /// The whole life of one, until it is reaped.
    ///
    /// - Parameters:
    ///   - user: who it becomes; `nil` for whom we are.
    ///   - redaction: of what it writes to its log.
    /// - Throws: when it does not come to life.
    func run(
        _ duty: Duty,
        _ conversation: some BriefConversation,
        generation: UInt32,
        as user: UInt32?,
        redaction: Redaction = Redaction(secrets: [])
    ) async throws -> WorkerStatus {
        let (ours, theirs) = try SocketPair().split()
        let socket = OwnedDescriptor(theirs)
        let link = try await WorkerLink.open(
            socket: OwnedDescriptor(ours),
            generation: generation,
            mayDeclare: false,
            on: self.dataLoops.next()
        ) { conversation.received($0) }
        conversation.attach(link)
        defer { link.close() }
        let logger = self.logger
        let log = try await WorkerLogPipe.open(WorkerLog(redaction: redaction), on: self.dataLoops.next()) { line in
            logger.log(.workerLog, line.level, line.text, ["worker": duty.label])
        }
        link.send(.hello, SupervisorHello(camera: try CameraID(duty.label), generation: generation))
        return try await self.process.run(
            arguments: ["--\(duty.rawValue)"],
            as: user,
            socket: socket,
            log: log,
            endings: conversation.endings
        ) { _ in }
    }
}
