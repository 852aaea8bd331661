internal import IPC
internal import Shared

/// An Amcrest or Dahua camera: its pictures, its events, what is asked of it and what it is told to do.
final class AmcrestSource: ThreadedSource {
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
    private var isPictureRefused = false
    private var demand = Demand.none
    private var wish: MediaWish?
    private var isGateOpen = false
    private var isChecking = false
    /// Somebody was refused: a login from scratch is to find out whether it is the password.
    private var isCheckDue = false
    /// Whether that is still to be found out.
    private var isLoginInDoubt = false
    private var maySourceLogIn: Bool?

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
            clock: clock,
            address: address
        )
        self.listen()
    }

    private func listen() {
        self.ears.tell = { [unowned self] report in self.picturesReported(report) }
        self.client.heard = { [unowned self] trouble, command in self.heard(trouble, isCheck: command == .currentTime) }
        self.client.lostLogin = { [unowned self] in self.considerLogins(at: self.clock()) }
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
        if end.isRefusal { self.doubtLogin(at: self.clock()) }
        if isNews { self.reportState(at: self.clock()) }
    }

    // MARK: - CameraSource

    let hasMedia = true

    func start(at now: MonotonicTime) {
        self.considerLogins(at: now)
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
        // Who waits is to hear whether there is anything to wait for.
        if demand.isFrameWanted, !self.isGateOpen || self.pictures.source.isHeldBack { self.reportState(at: now) }
    }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.wish = wish
        self.considerGate(at: now)
        if self.isGateOpen { self.pictures.source.mediaWanted(wish, at: now) }
        if wish != nil, !self.isGateOpen || self.pictures.source.isHeldBack { self.reportState(at: now) }
    }

    var wakeDescriptors: [Int32] { self.pictures.source.wakeDescriptors }

    func collect(at now: MonotonicTime) throws(Departure) {
        try self.pictures.source.collect(at: now)
    }

    var deadline: MonotonicTime? {
        let allowed = self.askDeadline.map { max($0, self.availability.nextTry ?? $0) }
        let timer = self.timers.map(\.time).min()
        return [
            self.pictures.source.deadline, self.events.deadline, timer, allowed, self.sensors.pulseDeadline,
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
        guard !self.isCheckNext else {
            return self.isChecking ? nil : self.availability.nextTry ?? MonotonicTime(nanoseconds: 0)
        }
        return [self.agenda.deadline, self.sensors.askDeadline].compactMap(\.self).min()
    }

    /// Whether nothing else is asked than what tells whether the camera is there and lets us in.
    private var isCheckNext: Bool {
        !self.availability.isOnline || self.availability.isFailing || self.availability.isSuspected || self.isCheckDue
    }

    private func ask(at now: MonotonicTime) {
        guard !self.isCheckNext else {
            guard !self.isChecking else { return }
            self.isChecking = true
            let isOfLogin = self.isCheckDue
            self.isCheckDue = false
            // Pictures wait for what comes of a login, so it is not behind what nobody waits for.
            let isAnew = isOfLogin || self.availability.isSuspected
            return self.client.ask(.currentTime, isUrgent: isOfLogin, isAnew: isAnew) { [unowned self] result in
                self.isChecking = false
                if isOfLogin { self.checkedLogin(result) }
                self.reportState(at: self.clock())
            }
        }
        for topic in self.agenda.take(at: now) { self.look(topic) }
        for (code, version) in self.sensors.due(at: now) { self.verify(code, version) }
    }

    /// Somebody was refused: nobody else tries before it is known whether it is the password.
    private func doubtLogin(at now: MonotonicTime) {
        self.isCheckDue = true
        self.isLoginInDoubt = true
        self.considerLogins(at: now)
    }

    private func checkedLogin(_ result: AmcrestClient.Result) {
        switch result {
        // It did not say. Of a camera that is away the pictures are tried at their own pace.
        case .failure(.unavailable), .failure(.notAsked): self.isCheckDue = self.availability.state != .away
        case .success, .failure(.camera), .failure(.refused), .failure(.notKept): break
        }
        self.isLoginInDoubt = self.isCheckDue
        let now = self.clock()
        if self.mayLogIn, self.availability.state == .online { self.letPicturesIn(at: now) }
        self.considerLogins(at: now)
    }

    /// What refused the pictures was not the password: they are asked for again, and refused again that is news.
    private func letPicturesIn(at now: MonotonicTime) {
        self.pictures.source.letInElsewhere(at: now)
        self.isPictureRefused = self.pictures.source.isRefused
    }

    private var mayLogIn: Bool {
        !self.isLoginInDoubt && !self.availability.isSuspected && !self.client.isProvingLogin
    }

    private func considerLogins(at now: MonotonicTime) {
        self.events.allow(self.mayListen, at: now)
        let mayLogIn = self.mayLogIn
        guard mayLogIn != self.maySourceLogIn else { return }
        self.maySourceLogIn = mayLogIn
        self.pictures.source.logins(.elsewhere(mayTry: mayLogIn), at: now)
    }

    /// A command was answered, or not.
    ///
    /// - Parameter isCheck: whether it is the question that every such camera answers whom it lets in.
    private func heard(_ trouble: AmcrestTrouble?, isCheck: Bool) {
        let now = self.clock()
        let before = self.availability
        switch trouble {
        case nil:
            self.availability.succeeded()
            if !self.isLoginInDoubt { self.letPicturesIn(at: now) }
        // Of a camera that has answered others it is about this command alone.
        case .camera(.status(403)) where isCheck:
            // Who may not even ask for the time is locked out.
            self.availability.refused("\(AmcrestAnswer.Refusal.status(403))", isProven: false, at: now)
        case .camera(.status), .camera(.empty), .camera(.unreadable):
            // The check is a question that every such camera knows: what does not is none, or none any more.
            guard !before.hasSucceeded || isCheck else {
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
        if self.availability.nextTry == nil {
            self.agenda.cameraAnswered()
        } else {
            self.client.dropAll(self.availability.reason, sparesUrgent: self.availability.mayBeCalled(at: now))
        }
        if before.state != self.availability.state { self.availabilityChanged(from: before.state) }
        if before.state != self.availability.state || before.nextTry != self.availability.nextTry {
            self.reportState(at: now)
        }
        self.considerLogins(at: now)
        self.considerGate(at: now)
    }

    private var mayListen: Bool {
        switch self.availability.state {
        case .online where !self.availability.isSuspected && !self.isLoginInDoubt: true
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
    /// Closed until the first command has come to something, and while the camera refuses us, for each try is a login; and while it
    /// is off.
    func considerGate(at now: MonotonicTime) {
        let isOpen = self.availability.hasNews && self.availability.state != .refused && !self.settings.isOff
        guard isOpen != self.isGateOpen else { return }
        self.isGateOpen = isOpen
        self.pictures.source.demandChanged(isOpen ? self.demand : .none, at: now)
        self.pictures.source.mediaWanted(isOpen ? self.wish : nil, at: now)
    }

    // MARK: - State

    private func picturesReported(_ report: StateReport) {
        // Of a camera whose stills come its video may be refused: its state does not show that.
        let isNews = self.pictures.source.isRefused && !self.isPictureRefused
        self.isPictureRefused = self.pictures.source.isRefused
        self.picturesReport = report
        // Whether the password is wrong, commands find out: they are asked one at a time.
        if isNews { self.doubtLogin(at: self.clock()) }
        self.reportState(at: self.clock())
    }

    func reportState(at now: MonotonicTime) {
        var report = self.connection(at: now)
        report.attributes = self.facts.attributes.merging(self.settings.attributes) { $1 }
        report.attributes["problems"] = self.problems.words
        self.host.report(report)
    }

    private func connection(at now: MonotonicTime) -> StateReport {
        let report = self.picturesReport
        let isLeftToUs = report.connection == .refused || self.pictures.source.isHeldBack
        switch self.availability.state {
        case .refused: return self.trouble(.refused, at: now)
        case .away where report.connection == .idle || self.settings.isOff || isLeftToUs:
            return self.trouble(.offline, at: now)
        case .away: return report
        case .online where self.settings.isOff:
            return StateReport(connection: .off, reason: AmcrestSettings.offReason)
        case .unknown, .online: break
        }
        if self.availability.isSuspected, isLeftToUs { return self.trouble(.offline, at: now) }
        // Before that is believed, the camera is asked whether it is the password; who waits goes on waiting.
        if self.isLoginInDoubt, report.connection == .refused { return StateReport(connection: .connecting) }
        let isWanted = self.demand.isWatched || self.wish != nil
        guard isWanted, !self.availability.hasNews else { return report }
        return StateReport(connection: .connecting)
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
