internal import IPC
internal import Shared

/// An Amcrest or Dahua camera: its pictures, its events, what is asked of it and what it is told to do.
final class AmcrestSource: ThreadedSource {
    /// How long pictures wait for the first login, so that a wrong password is tried once and not three times.
    private static let firstLogin: Duration = .seconds(2)

    /// RTSP's own.
    private static let usualVideoPort: UInt16 = 554

    let configuration: AmcrestConfiguration
    unowned let host: any PictureSink & MediaSink & EntitySink
    let client: AmcrestClient
    let events: AmcrestEventStream
    let keys: AmcrestKeys
    private let connections: CameraConnections
    private let ears: ReportFilter
    let clock: () -> MonotonicTime
    private let pictures: AmcrestPictures
    private var picturesReport = StateReport(connection: .idle)
    private var demand = Demand.none
    private var wish: MediaWish?
    private var gateOpens: MonotonicTime?
    private var isGateOpen = false
    private var isChecking = false
    private var isCheckDue = false

    var availability = AmcrestAvailability()
    var facts = AmcrestFacts()
    var settings = AmcrestSettings()
    var agenda: AmcrestAgenda
    var sensors: EventSensors
    var problems = AmcrestProblems()
    /// What was asked last about events that are asked for, by code.
    var polled: [String: Bool] = [:]
    var timers: [(time: MonotonicTime, then: () -> Void)] = []

    init(
        _ configuration: AmcrestConfiguration,
        staleAfter: Duration?,
        host: any PictureSink & MediaSink & EntitySink,
        connections: CameraConnections,
        pictures: PictureDesk,
        address: (CameraURL, String) -> LiveAddress,
        clock: @escaping () -> MonotonicTime = { .now() }
    ) throws(Departure) {
        self.configuration = configuration
        self.clock = clock
        self.host = host
        self.connections = connections
        self.keys = AmcrestKeys(configuration)
        self.ears = ReportFilter(host)
        self.client = AmcrestClient(configuration, host: host, connections: connections)
        self.events = AmcrestEventStream(configuration, host: host, connections: connections, clock: clock)
        self.agenda = AmcrestAgenda(configuration, start: clock())
        self.sensors = EventSensors(configuration.binarySensors, channel: configuration.channel - 1)
        self.pictures = try AmcrestPictures(
            configuration,
            staleAfter: staleAfter,
            host: self.ears,
            connections: connections,
            pictures: pictures,
            address: address
        )
        self.listen()
    }

    private func listen() {
        self.ears.tell = { [unowned self] report in self.picturesReported(report) }
        self.client.heard = { [unowned self] trouble in self.heard(trouble) }
        self.events.heard = { [unowned self] item in self.happened(item) }
        self.events.attached = { [unowned self] in
            self.sensors.attached(at: self.clock())
            if self.problems.eventsCame() { self.reportState(at: self.clock()) }
        }
        self.events.hasEnded = { [unowned self] end in self.eventsEnded(end) }
    }

    private func eventsEnded(_ end: AmcrestEventStream.End) {
        let isNews = !end.wasAttached && self.problems.eventsFailed(end.reason)
        WorkerLog.write(isNews ? .warning : .debug, "\(self.configuration.server): events: \(end.reason)")
        self.sensors.detached(at: self.clock())
        if end.isRefusal { self.isCheckDue = true }
        if isNews { self.reportState(at: self.clock()) }
    }

    // MARK: - CameraSource

    let hasMedia = true

    func start(at now: MonotonicTime) {
        self.gateOpens = now + Self.firstLogin
        self.pictures.source.start(at: now)
        self.host.declare(AmcrestEntities(self.configuration).declarations)
        self.tellOnline()
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.pictures.source.retuned(configuration, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.demand = demand
        self.considerGate(at: now)
        if self.isGateOpen { self.pictures.source.demandChanged(demand, at: now) }
        // Who waits is to hear that there is nothing to wait for.
        if demand.isFrameWanted, !self.isGateOpen { self.reportState(at: now) }
    }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.wish = wish
        self.considerGate(at: now)
        if self.isGateOpen { self.pictures.source.mediaWanted(wish, at: now) }
    }

    var wakeDescriptors: [Int32] { self.pictures.source.wakeDescriptors }

    func collect(at now: MonotonicTime) throws(Departure) {
        try self.pictures.source.collect(at: now)
    }

    var deadline: MonotonicTime? {
        let allowed = self.askDeadline.map { max($0, self.availability.nextTry ?? $0) }
        let gate = self.isGateOpen || self.availability.hasNews ? nil : self.gateOpens
        let timer = self.timers.map(\.time).min()
        return [
            self.pictures.source.deadline, self.events.deadline, timer, allowed, self.sensors.pulseDeadline, gate,
        ]
        .compactMap(\.self).min()
    }

    func tick(at now: MonotonicTime) {
        if let deadline = self.pictures.source.deadline, now >= deadline { self.pictures.source.tick(at: now) }
        if let deadline = self.events.deadline, now >= deadline { self.events.tick(at: now) }
        let due = self.timers.filter { now >= $0.time }
        self.timers.removeAll { now >= $0.time }
        for timer in due { timer.then() }
        self.sensors.tick(at: now)
        self.tellSensors()
        if self.availability.mayAsk(at: now) { self.ask(at: now) }
        self.considerGate(at: now)
    }

    // MARK: - Whether it is there

    /// When ``ask(at:)`` has something to do, pauses aside.
    private var askDeadline: MonotonicTime? {
        guard self.availability.isOnline, !self.availability.isFailing, !self.isCheckDue else {
            return self.isChecking ? nil : self.availability.nextTry ?? MonotonicTime(nanoseconds: 0)
        }
        return [self.agenda.deadline, self.sensors.askDeadline].compactMap(\.self).min()
    }

    private func ask(at now: MonotonicTime) {
        guard self.availability.isOnline, !self.availability.isFailing, !self.isCheckDue else {
            guard !self.isChecking else { return }
            self.isChecking = true
            // Somebody else was refused: another login would say nothing new.
            let isLoginAllowed = !self.isCheckDue
            self.isCheckDue = false
            return self.client.ask(.currentTime, isLoginAllowed: isLoginAllowed) { [unowned self] _ in
                self.isChecking = false
                self.reportState(at: self.clock())
            }
        }
        for topic in self.agenda.take(at: now) { self.look(topic) }
        for (code, version) in self.sensors.due(at: now) { self.verify(code, version) }
    }

    /// A command was answered, or not.
    private func heard(_ trouble: AmcrestTrouble?) {
        let now = self.clock()
        let before = self.availability
        switch trouble {
        case nil:
            self.availability.succeeded()
            self.pictures.source.letInElsewhere(at: now)
        // Of a camera that has answered others it is about this command alone.
        case .camera(.status(403)) where self.isChecking:
            // Who may not even ask for the time is locked out.
            self.availability.refused("\(AmcrestAnswer.Refusal.status(403))", isProven: false, at: now)
        case .camera(.status), .camera(.empty), .camera(.unreadable):
            // The check is a question that every such camera knows: what does not is none, or none any more.
            guard !before.hasSucceeded || self.isChecking else {
                self.availability.succeeded()
                break
            }
            self.availability.failed(trouble.map { "\($0)" } ?? "", at: now)
        case .camera(let refusal): self.availability.failed("\(refusal)", at: now)
        case .unavailable(let reason): self.availability.failed(reason, at: now)
        case .refused(let reason):
            self.availability.refused(reason, isProven: self.events.isAttached, at: now)
        case .notAsked, .notKept: return
        }
        if let trouble, self.availability.nextTry != nil { self.client.dropAll("\(trouble)") }
        if before.state != self.availability.state { self.availabilityChanged(from: before.state) }
        if before.state != self.availability.state || before.nextTry != self.availability.nextTry {
            self.reportState(at: now)
        }
        self.considerGate(at: now)
        self.events.allow(self.mayListen, at: now)
    }

    private var mayListen: Bool {
        switch self.availability.state {
        case .online where !self.availability.isSuspected: true
        // What still comes in is no less true for it.
        case .online, .away: self.events.isAttached
        case .unknown, .refused: false
        }
    }

    private func availabilityChanged(from old: AmcrestAvailability.State) {
        let name = "\(self.configuration.server)"
        // For the operator the supervisor says it, of the camera.
        switch self.availability.state {
        case .online where old != .unknown: WorkerLog.write(.debug, "\(name) is back")
        case .away: WorkerLog.write(.debug, "\(name) is away: \(self.availability.reason)")
        case .refused: WorkerLog.write(.debug, "\(name) refuses us: \(self.availability.reason)")
        case .online, .unknown: break
        }
        self.tellOnline()
    }

    /// Opens and closes the way to the pictures.
    ///
    /// Closed while the camera refuses us, for each try is a login, and while it is off.
    func considerGate(at now: MonotonicTime) {
        let isDue = self.availability.hasNews || self.gateOpens.map { now >= $0 } ?? false
        let isOpen = isDue && self.availability.state != .refused && !self.settings.isOff
        guard isOpen != self.isGateOpen else { return }
        self.isGateOpen = isOpen
        self.pictures.source.demandChanged(isOpen ? self.demand : .none, at: now)
        self.pictures.source.mediaWanted(isOpen ? self.wish : nil, at: now)
    }

    // MARK: - State

    private func picturesReported(_ report: StateReport) {
        // Whether the password is wrong, commands find out: they are asked one at a time.
        if report.connection == .refused, self.picturesReport.connection != .refused { self.isCheckDue = true }
        self.picturesReport = report
        self.reportState(at: self.clock())
    }

    func reportState(at now: MonotonicTime) {
        var report = self.picturesReport
        switch self.availability.state {
        case .refused: report = self.trouble(.refused, at: now)
        case .away where report.connection == .idle || self.settings.isOff: report = self.trouble(.offline, at: now)
        // Before that is believed, the camera is asked whether it is the password.
        case .online where report.connection == .refused && (self.isCheckDue || self.isChecking):
            report.connection = .offline
        case .online where self.settings.isOff:
            report = StateReport(connection: .off, reason: AmcrestSettings.offReason)
        case .unknown, .online, .away: break
        }
        report.attributes = self.facts.attributes.merging(self.settings.attributes) { $1 }
        report.attributes["problems"] = self.problems.words
        self.host.report(report)
    }

    private func trouble(_ connection: StateReport.Connection, at now: MonotonicTime) -> StateReport {
        let wait = self.availability.nextTry.map { Int(($0.since(now).inSeconds * 1000).rounded(.up)) }
        return StateReport(
            connection: connection,
            reason: "\(self.configuration.server): \(self.availability.reason)",
            retryMilliseconds: wait
        )
    }

    /// The port that the camera says its video has.
    func useVideo(port: UInt16) {
        let url = self.configuration.videoURL(port: port == Self.usualVideoPort ? nil : port)
        guard (try? self.pictures.video.url()) != url else { return }
        guard self.connections.ports.passage(to: url) != .closed else {
            let words = "RTSP is on port \(port), where no camera is expected"
            return WorkerLog.write(.warning, "\(self.configuration.server): \(words)")
        }
        self.pictures.video.move(to: url)
        // Who waits for video has tried the other port, and need not wait for another try.
        self.pictures.source.statesChanged(at: self.clock())
    }
}
