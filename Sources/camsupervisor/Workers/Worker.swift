import IPC
import Logging
import NIOCore
import Shared

/// One camera as the pool keeps it: the state machine, what is known of its worker, and when frames were wanted.
struct Worker {
    /// Log lines kept for the record of an exit.
    static let keptLogLines = 50

    let camera: CameraConfiguration
    let hub: ViewHub
    let redaction: Redaction
    var supervision: WorkerSupervision
    var connection: WorkerConnection?
    var pid: Int32?
    var startedAt: (time: MonotonicTime, wall: WallTime)?
    var report = StateReport(connection: .idle)
    var reportedAt = MonotonicTime(nanoseconds: 0)
    var stats: Stats?
    var confinement: [ConfinementLayer] = []
    var recentLog: [String] = []
    /// What the worker says in messages, under the limits of what it writes to its standard error.
    var said: WorkerLog
    var lastExits: [LastExit] = []
    /// For the log lines about its camera's state.
    var announcements = LogBudget(lines: Self.announcementsPerMinute, per: .seconds(60))
    var health: CameraHealth
    /// How to end the running process; its task waits for one element.
    var endings: AsyncStream<WorkerProcess.Ending>.Continuation?

    init(camera: CameraConfiguration, hub: ViewHub, parameters: WorkerSupervision.Parameters) {
        self.camera = camera
        self.hub = hub
        self.redaction = Redaction(of: camera)
        self.said = WorkerLog(redaction: self.redaction)
        self.supervision = WorkerSupervision(parameters: parameters)
        self.health = CameraHealth(staleAfter: camera.staleAfter, restartFactor: parameters.staleRestartFactor)
    }

    mutating func remember(_ line: String) {
        if self.recentLog.count == Self.keptLogLines { self.recentLog.removeFirst() }
        self.recentLog.append(line)
    }

    /// Changes of state that are logged in a minute; a worker may claim a new one with every message.
    private static let announcementsPerMinute = 20

    /// Everything that ends with a process.
    mutating func forgetProcess() {
        self.pid = nil
        self.startedAt = nil
        self.connection = nil
        self.endings = nil
        self.stats = nil
        self.confinement = []
        self.recentLog = []
        self.report = StateReport(connection: .idle, attributes: self.report.attributes)
    }
}
