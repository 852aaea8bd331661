internal import IPC
internal import Shared

/// An ONVIF device: its streams as views, its events and what it is told to do.
final class ONVIFSource: ThreadedSource {
    typealias Host = PictureSink & MediaSink & EntitySink

    let configuration: ONVIFConfiguration
    unowned let host: any Host
    let client: ONVIFClient
    let session: ONVIFSession
    let clock: () -> MonotonicTime
    let events: ONVIFEventFeed
    let controls: ControlDesk
    let ptz: PTZDesk
    /// By number; the camera itself is always there.
    private(set) var views: [ONVIFView] = []
    private(set) var list = ONVIFViewList()
    /// `nil` where there is nobody for views beside the camera itself.
    private let viewSink: (any ViewSink)?
    private let makePictures: (any PictureSink & MediaSink) -> ONVIFPictures
    private let ports: PortReach
    /// What is wanted of views that are not known yet: who wants it remembers them from before.
    private var early: [UInt16: (demand: Demand, wish: MediaWish?)] = [:]
    /// As it was retuned last, for views that come later.
    private var retuned: CameraConfiguration?
    private var wasOpen = false
    /// What the desks were told of the device, its clock aside.
    var toldDevice: ConnectedDevice?
    private var isGoing = false
    private var saidWarning: String?
    private var saidHost: String?
    private var saidComplaint: String?
    private var saidPorts: Set<UInt16> = []

    init(
        _ configuration: ONVIFConfiguration,
        staleAfter: Duration?,
        host: any Host,
        views: (any ViewSink)?,
        connections: CameraConnections,
        pictures: PictureDesk,
        address: @escaping (CameraURL, String) -> LiveAddress,
        clock: @escaping () -> MonotonicTime = { .now() }
    ) {
        self.configuration = configuration
        self.host = host
        self.viewSink = views
        self.clock = clock
        self.ports = connections.ports
        self.client = ONVIFClient(configuration, host: host, connections: connections)
        self.session = ONVIFSession(configuration, client: self.client, clock: clock)
        self.events = ONVIFEventFeed(
            configuration.events,
            webhook: configuration.webhook,
            name: "\(configuration.device)",
            client: self.client,
            clock: clock
        )
        self.controls = ControlDesk(client: self.client, clock: clock, wallClock: { .now() })
        self.ptz = PTZDesk(client: self.client, clock: clock)
        self.makePictures = { host in
            ONVIFPictures(
                configuration,
                staleAfter: staleAfter,
                host: host,
                connections: connections,
                pictures: pictures,
                address: address,
                clock: clock
            )
        }
        self.views = [self.view(0, token: "", host: host)]
        self.client.heard = { [unowned self] reply, order in self.heard(reply, to: order) }
        self.session.changed = { [unowned self] in self.sessionChanged() }
        self.session.first = { [unowned self] in self.list.first(of: $0.chosen) }
        self.listen()
    }

    // MARK: - CameraSource

    let hasMedia = true

    func start(at now: MonotonicTime) {
        self.session.start()
        self.reportAll(at: now)
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.retuned = configuration
        for view in self.views { view.pictures.retuned(configuration, at: now) }
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) { self.demandChanged(demand, of: 0, at: now) }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) { self.mediaWanted(wish, of: 0, at: now) }

    var wakeDescriptors: [Int32] { self.views.flatMap(\.pictures.wakeDescriptors) }

    func collect(at now: MonotonicTime) throws(Departure) {
        for view in self.views { try view.pictures.collect(at: now) }
    }

    var deadline: MonotonicTime? {
        let own = [self.client.deadline, self.session.deadline].compactMap(\.self)
        let parts = [self.events.deadline, self.controls.deadline, self.ptz.deadline].compactMap(\.self)
        let troubles = self.session.isInDoubt ? [] : self.views.compactMap(\.troubleEnd)
        return (own + parts + troubles + self.views.compactMap(\.pictures.deadline)).min()
    }

    func tick(at now: MonotonicTime) {
        self.client.tick()
        self.session.tick(at: now)
        for view in self.views {
            if let deadline = view.pictures.deadline, now >= deadline { view.pictures.tick(at: now) }
            self.forgive(view, at: now)
        }
        if let deadline = self.events.deadline, now >= deadline { self.events.tick(at: now) }
        if let deadline = self.controls.deadline, now >= deadline { self.controls.tick(at: now) }
        if let deadline = self.ptz.deadline, now >= deadline { self.ptz.tick(at: now) }
    }

    /// What the device keeps for us is given back, which it is told before all else.
    func leave(at now: MonotonicTime) {
        self.isGoing = true
        self.client.abandonAll()
        if self.session.availability.isOpen { self.events.farewell(at: now) }
    }

    var isLeaving: Bool { self.isGoing && self.client.isBusy }

    // MARK: - What is known of the device

    private func heard(_ reply: ConnectFlow.Reply, to order: ONVIFOrder) {
        self.session.heard(reply, to: order)
        // Of a subscription many devices answer whoever asks; and what waited for events was let in up to a minute ago.
        guard case .answer = reply, order.isAuthenticated, order.request.provesLogin,
            order.request.service != .events, self.session.availability.isOpen
        else { return }
        for view in self.views { view.pictures.letInElsewhere(at: self.clock()) }
    }

    private func sessionChanged() {
        let now = self.clock()
        self.takeViews(at: now)
        let isOpen = self.session.availability.isOpen
        let isBack = isOpen && !self.wasOpen
        for view in self.views {
            // First, or its video would be begun for a moment in place of snapshots that failed while it was away.
            if isBack { view.pictures.startOver(at: now) }
            self.place(view, at: now)
            let availability = self.session.availability
            view.pictures.open(!availability.isRefusing, keepsVideo: availability.state != .refused, at: now)
        }
        self.tellParts(isBack: isBack, at: now)
        self.wasOpen = isOpen
        self.warn()
        self.reportAll(at: now)
    }

    /// Tells the host which views there are, once that is known, and again when it is something else.
    private func takeViews(at now: MonotonicTime) {
        guard self.list.take(self.session.device.chosen) else { return }
        for (number, entry) in self.list.entries.enumerated() {
            if number < self.views.count {
                self.views[number].token = entry.token
            } else if let sink = self.viewSink {
                let view = self.view(number, token: entry.token, host: sink.port(of: UInt16(number)))
                if let retuned { view.pictures.retuned(retuned, at: now) }
                self.views.append(view)
            }
        }
        self.viewSink?.declare(self.list.declarations)
        for number in self.early.keys where Int(number) < self.views.count {
            guard let (demand, wish) = self.early.removeValue(forKey: number) else { continue }
            self.mediaWanted(wish, of: number, at: now)
            self.demandChanged(demand, of: number, at: now)
        }
    }

    private func view(_ number: Int, token: String, host: any PictureSink & MediaSink) -> ONVIFView {
        let view = ONVIFView(number: number, token: token, pictures: self.makePictures(host), host: host)
        view.pictures.tell = { [unowned self, unowned view] report in
            view.told(report, at: self.clock())
            self.report(view, at: self.clock())
            // Whether it is the password, questions find out: they are asked one at a time.
            if report.connection == .refused { self.session.doubtLogin() }
        }
        view.pictures.isDeviceInDoubt = { [unowned self] in self.session.isInDoubt }
        view.pictures.snapshotFailed = { [unowned self, unowned view] failure in
            // First the password; while that is in doubt, to ask where the snapshot is would be one more login.
            if failure != .unavailable { self.session.doubtLogin() }
            if failure == .unavailable || !self.session.isInDoubt { self.session.renew(snapshot: view.token) }
            self.session.doubt()
        }
        view.pictures.videoClosed = { [unowned self, unowned view] in self.session.closed(stream: view.token) }
        view.pictures.videoFailed = { [unowned self, unowned view] isRefused in
            if isRefused { self.session.doubtLogin() }
            if !isRefused || !self.session.isInDoubt { self.session.renew(stream: view.token) }
            self.session.doubt()
        }
        return view
    }

    /// Where a view's pictures and video are, as the device says.
    private func place(_ view: ONVIFView, at now: MonotonicTime) {
        let device = self.session.device
        let snapshot = device.snapshots[view.token].flatMap { self.reachable($0) }
        let video = device.streams[view.token].flatMap { self.reachable($0) }
        view.pictures.use(snapshot: snapshot, video: video, at: now)
    }

    private func reachable(_ address: MediaAddress) -> CameraURL? {
        guard var url = self.session.addresses.ofMedia(address.announced.reveal()) else { return nil }
        // UDP, which is the stream's `rtsp_transport` to say (RFC 2326 §3.2).
        if url.scheme == "rtspu" { url.scheme = "rtsp" }
        guard self.ports.passage(to: url) == .closed else { return url }
        if self.saidPorts.insert(url.effectivePort).inserted {
            let words = "it announces TCP port \(url.effectivePort), where no camera is expected"
            WorkerLog.write(.warning, "\(self.configuration.device): \(words)")
        }
        return nil
    }

    /// Says once where else the device is, which profiles it lacks, and what is odd about its clock.
    private func warn() {
        if let other = self.session.device.foreignHosts(by: self.session.addresses).min(), other != self.saidHost {
            self.saidHost = other
            let words =
                "it announces addresses at host \(other), which is asked there, and told the password by Digest alone; "
                + "`nat_override: true` asks the configured host instead"
            WorkerLog.write(.info, "\(self.configuration.device): \(words)")
        }
        if let complaint = self.profileComplaint ?? self.list.complaint, complaint != self.saidComplaint {
            self.saidComplaint = complaint
            WorkerLog.write(.warning, "\(self.configuration.device): \(complaint)")
        }
        let warning = ClockAdjustment.warning(offset: self.session.device.clockOffset)
        guard warning != self.saidWarning else { return }
        self.saidWarning = warning
        if let warning { WorkerLog.write(.warning, "\(self.configuration.device): \(warning)") }
    }
}

// MARK: - Views

extension ONVIFSource: ViewedSource {
    func demandChanged(_ demand: Demand, of number: UInt16, at now: MonotonicTime) {
        guard Int(number) < self.views.count else {
            if Int(number) < ViewDeclaration.most { self.early[number, default: (.none, nil)].demand = demand }
            return
        }
        let view = self.views[Int(number)]
        view.demand = demand
        self.look(at: view)
        view.pictures.demandChanged(demand, at: now)
        // Who waits is to hear that there is nothing to wait for.
        if demand.isFrameWanted { self.report(view, at: now) }
    }

    func mediaWanted(_ wish: MediaWish?, of number: UInt16, at now: MonotonicTime) {
        guard Int(number) < self.views.count else {
            if Int(number) < ViewDeclaration.most { self.early[number, default: (.none, nil)].wish = wish }
            return
        }
        let view = self.views[Int(number)]
        view.wish = wish
        self.look(at: view)
        view.pictures.mediaWanted(wish, at: now)
        if wish != nil { self.report(view, at: now) }
    }

    /// Asks for the addresses of a view that is one of very many.
    private func look(at view: ONVIFView) {
        guard view.isWanted, !view.pictures.hasPlace else { return }
        self.session.want(view.token)
    }
}
