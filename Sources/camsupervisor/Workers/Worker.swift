import IPC
import Logging
import NIOCore
import Shared

/// One camera as the pool keeps it: the state machine, what is known of its worker, and when frames were wanted.
struct Worker {
    /// Log lines kept for the record of an exit.
    static let keptLogLines = 50

    private(set) var camera: CameraConfiguration
    /// Of the camera itself.
    var hub: ViewHub
    /// Those above 0, in the order of their numbers.
    var views: [SideView] = []
    /// Frames that came to views that are gone.
    var arrivedBefore: UInt64 = 0
    private(set) var redaction: Redaction
    /// What its process was started with and is told at first; a reload may have changed ``camera`` since.
    private(set) var startedWith: CameraConfiguration
    var supervision: WorkerSupervision
    var connection: WorkerConnection?
    var pid: Int32?
    var startedAt: (time: MonotonicTime, wall: WallTime)?
    var report = StateReport(connection: .idle)
    /// What earlier generations said that is as true without them: ``lastingAttributes``.
    private var remembered: [String: String] = [:]
    var reportedAt = MonotonicTime(nanoseconds: 0)
    /// When the worker means to ask its camera again.
    var retryAt: MonotonicTime?
    var stats: Stats?
    var statsAt: MonotonicTime?
    var confinement: [ConfinementLayer] = []
    /// Its limits and what keeps them; empty until it is where it belongs.
    var limits: [LimitInForce] = []
    /// Whether it waits for `configure`.
    var hasGreeted = false
    /// Of all its workers so far.
    private(set) var learntPorts = LearntPorts()
    /// The first generation that was sent to the present addresses; what earlier ones learnt was another camera's.
    private var firstGeneration: UInt32 = 1
    var recentLog: [String] = []
    var lastExits: [LastExit] = []
    var totals = CameraTotals()
    /// Ends that another worker followed, by why.
    var restartsByKind: [ExitKind: Int] = [:]
    /// For the log lines about changes of its camera's state that are troubles, and about its failures.
    var stateFlaps = FlapSummary()
    var failureFlaps = FlapSummary()
    /// The same for all its views above 0 together.
    var viewFlaps = FlapSummary()
    /// For those about its `problems`.
    var problemFlaps = FlapSummary()
    /// What the log's last word on its `problems` was, of the present worker.
    var toldProblems: String?
    /// For those about all other changes of state.
    var announcements = LogBudget(lines: Self.announcementsPerMinute, per: .seconds(60))
    var health: CameraHealth
    /// What its view holds is another device's: it goes with the process that made it.
    private(set) var isAnotherCamera = false
    /// Its camera is gone from the file: it is forgotten when its process is reaped.
    var isLeaving = false
    /// Another process has been promised since the present one was started.
    var awaitsReplacement = false
    /// How to end the running process; its task waits for one element.
    var endings: AsyncStream<WorkerProcess.Ending>.Continuation?

    init(camera: CameraConfiguration, hub: ViewHub, parameters: WorkerSupervision.Parameters) {
        self.camera = camera
        self.hub = hub
        self.redaction = Redaction(of: camera)
        self.startedWith = camera
        self.supervision = WorkerSupervision(parameters: parameters)
        self.health = CameraHealth(
            Freshness(of: camera),
            restartFactor: parameters.staleRestartFactor
        )
    }

    /// Another configuration of the same camera; what runs goes on with the old one until it is told, or replaced.
    mutating func adopt(_ camera: CameraConfiguration) {
        if camera.addresses != self.camera.addresses {
            self.learntPorts = LearntPorts()
            self.firstGeneration = self.supervision.generation + 1
        }
        if camera.videoAddress != self.camera.videoAddress { self.forgetVideo() }
        self.camera = camera
        self.redaction = Redaction(of: camera)
        self.health.freshness = Freshness(of: camera)
        for index in self.views.indices { self.views[index].freshness = Freshness(of: camera) }
    }

    /// Its next process is started, with the configuration of now.
    mutating func begin(_ connection: WorkerConnection, endings: AsyncStream<WorkerProcess.Ending>.Continuation) {
        self.startedWith = self.camera
        self.awaitsReplacement = false
        self.connection = connection
        self.endings = endings
        self.startedAt = (.now(), .now())
    }

    /// Whether its process has its configuration, and takes changes of it.
    var isConfigured: Bool { self.supervision.isGreeted && !self.hasGreeted }

    /// Takes up the ports that a worker asks for, as far as they may be; those are returned.
    mutating func learn(_ ports: [UInt16], of generation: UInt32) -> [UInt16] {
        guard generation >= self.firstGeneration else { return [] }
        return ports.prefix(LearntPorts.most).filter { self.learntPorts.add($0) }
    }

    /// Where a log line is kept.
    enum Remembered {
        case recent
        case amongExits
        /// Of a worker whose exit is forgotten.
        case nowhere
    }

    /// Keeps a line with the worker that said it, which may be gone already.
    mutating func remember(_ line: String, of generation: UInt32) -> Remembered {
        if let exit = self.lastExits.firstIndex(where: { $0.generation == generation }) {
            Self.keep(line, in: &self.lastExits[exit].log)
            self.lastExits[exit].learn(from: line)
            return .amongExits
        }
        guard generation == self.supervision.generation else { return .nowhere }
        Self.keep(line, in: &self.recentLog)
        return .recent
    }

    private static func keep(_ line: String, in log: inout [String]) {
        if log.count == Self.keptLogLines { log.removeFirst() }
        log.append(line)
    }

    /// Longest wait for the next try that is believed; workers wait for 36 minutes at most.
    static let longestRetry = 24 * 3_600 * 1_000

    /// Attributes that outlast the worker that said them: what the device is, of which upload the hub's picture is, and
    /// settings, which the next worker says, on or off, as soon as it knows them.
    ///
    /// All others, as `problems` and `missing`, are left out by a worker when they are over, so nothing would ever take
    /// them away again.
    private static let lastingAttributes: Set<String> = [
        "brand", "model_name", "firmware", "serial_number", "mac", "last_trip", "filename", "audio", "motion_recording",
        "color_bw", "video", "recording",
    ]

    /// What the platform adds; the present worker's word first.
    var attributes: [String: String] {
        guard !self.remembered.isEmpty else { return self.report.attributes }
        let all = self.remembered.merging(self.report.attributes) { $1 }
        guard all.count > Redaction.mostAttributes else { return all }
        return self.report.attributes
    }

    /// What of a camera does not work though it may be well, as its events; in the present worker's words.
    var problems: String? { self.report.attributes[CameraStatus.problemsAttribute] }

    /// The worker's word on its camera.
    mutating func take(_ report: StateReport, at now: MonotonicTime) {
        guard report.viewNumber == 0 else { return self.take(report, ofView: report.viewNumber, at: now) }
        self.totals.changed(from: self.report.connection, to: report.connection)
        self.report = report
        self.reportedAt = now
        self.retryAt = report.retryMilliseconds.map {
            now + .milliseconds(min(max(0, $0), Self.longestRetry))
        }
    }

    /// What health needs of it.
    func observation() -> CameraHealth.Observation {
        var seen = CameraHealth.Observation(
            phase: self.supervision.state,
            report: self.report,
            deadlyReason: self.supervision.keepsDying ? self.lastExits.first?.reason : nil,
            isWanted: self.hub.isWanted,
            awaitedSince: self.hub.awaitedSince,
            newest: self.hub.newest?.payload.captured
        )
        // A stream that has no video for us is none the better for another worker.
        if let media = self.hub.media.awaited, self.report.mediaReason == nil, self.hub.media.hasMedia != false {
            seen.take(awaitedVideo: media.since, newest: media.newest)
        }
        return seen
    }

    /// Changes of state that are logged in a minute; a worker may claim a new one with every message.
    private static let announcementsPerMinute = 20

    /// What was said of the camera does not hold any more.
    mutating func forgetReport() {
        self.retryAt = nil
        // That a worker is gone is no word on whether what it said is over.
        self.toldProblems = nil
        self.remembered = self.attributes.filter { Self.lastingAttributes.contains($0.key) }
        self.report = StateReport(connection: .idle)
        for index in self.views.indices { self.views[index].forgetReport() }
    }

    /// The camera is another device from now on; until its first process is replaced, old pictures may still come.
    mutating func becomeAnotherCamera() {
        self.isAnotherCamera = true
        self.report = StateReport(connection: .idle)
        self.toldProblems = nil
        self.remembered = [:]
        for index in self.views.indices { self.views[index].forgetReport() }
        for hub in self.hubs { hub.forget() }
    }

    /// The video so far is over, and so is what the present process still sends: it is another's from now on.
    func forgetVideo() {
        self.hub.media.workerGone(generation: self.supervision.generation)
        self.hub.media.forget()
    }

    /// The camera was switched off: nothing is kept of what it showed, nor taken of what its process still sends.
    func forgetAll() {
        for hub in self.hubs {
            hub.workerGone(generation: self.supervision.generation)
            hub.media.workerGone(generation: self.supervision.generation)
            hub.forget()
        }
    }

    /// A process begins that knows only the camera of now.
    mutating func forgetOldPictures() {
        guard self.isAnotherCamera else { return }
        self.isAnotherCamera = false
        for hub in self.hubs {
            // Its link may still hold a picture that nobody has read.
            hub.workerGone(generation: self.supervision.generation - 1)
            hub.media.workerGone(generation: self.supervision.generation - 1)
            hub.forget()
        }
    }

    /// Everything that ends with a process.
    mutating func forgetProcess() {
        self.totals.workerEnded(self.stats, connection: self.report.connection)
        self.pid = nil
        self.startedAt = nil
        self.connection = nil
        self.endings = nil
        self.stats = nil
        self.statsAt = nil
        self.confinement = []
        self.limits = []
        self.hasGreeted = false
        self.recentLog = []
        self.forgetReport()
    }
}
