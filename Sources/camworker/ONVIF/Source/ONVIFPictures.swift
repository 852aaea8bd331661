internal import IPC
internal import Shared

/// A profile's pictures and its media: pictures from the snapshot where there is one that works, from the video else.
///
/// Where both are the device says, and later perhaps something else (``use(snapshot:video:at:)``); nothing is asked for
/// before that.
final class ONVIFPictures: ThreadedSource {
    /// How the pictures are; not what is known of the device.
    var tell: (StateReport) -> Void = { _ in }
    /// The snapshot did not come: perhaps it is elsewhere since; or it was refused: perhaps the password is another.
    var snapshotFailed: (RetrySchedule.Failure) -> Void = { _ in }
    /// - Parameter isRefused: whether by user and password.
    var videoFailed: (_ isRefused: Bool) -> Void = { _ in }
    /// Nobody wants the video any more, which was there.
    var videoClosed: () -> Void = {}

    /// Whether it is being found out if the device is there and lets us in, or known that not.
    var isDeviceInDoubt: () -> Bool = { false }

    private let configuration: ONVIFConfiguration
    private let ears: (still: ReportFilter, video: ReportFilter)
    private let places: (snapshot: LiveAddress, video: LiveAddress)
    private let clock: () -> MonotonicTime
    private let still: StillSource
    private let video: VideoSource
    /// What the fetches of ``still`` ask about and tell.
    private let desk = SnapshotDesk()
    private var way = PictureWay()
    private var current = PictureWay.Way.none
    private var authentication = SnapshotAuthentication()
    private var state = StillAndVideoState(isStreamDecisive: false)
    private var videoReport = StateReport(connection: .idle)
    private var demand = Demand.none
    private var wish: MediaWish?
    /// What the two were told last.
    private var told = (way: PictureWay.Way.none, isMediaWanted: false)
    /// Closed while each try would be a login that fails.
    private var isOpen = true
    /// Whether a video that is there stays all the same: its login is long over.
    private var keepsVideo = true
    /// A snapshot failed; what is to be done about it is done when its source is done with it.
    private var isRouteDue = false
    /// Whether the snapshot that was refused last can be asked for in another way.
    private var hasOtherWay = false
    /// Whether something is put off until the device is in doubt no more.
    private var isPutOff = false

    init(
        _ configuration: ONVIFConfiguration,
        staleAfter: Duration?,
        host: any PictureSink & MediaSink,
        connections: CameraConnections,
        pictures: PictureDesk,
        address: (CameraURL, String) -> LiveAddress,
        clock: @escaping () -> MonotonicTime
    ) {
        self.configuration = configuration
        self.clock = clock
        self.ears = (ReportFilter(host), ReportFilter(host))
        self.places = (
            address(configuration.device, "snapshot"),
            address(ONVIFConfiguration.assumedVideo(of: configuration.device), "video")
        )
        self.video = VideoSource(
            StreamPlace(configuration.stream, address: self.places.video, ports: connections.ports),
            encoding: configuration.stream.encoding,
            frameRate: configuration.streamFrameRate,
            staleAfter: staleAfter,
            host: self.ears.video,
            pictures: pictures
        )
        let request = StillRequest(
            configuration,
            address: self.places.snapshot,
            door: { [desk] in desk.door },
            ended: { [desk] in desk.ended($0) },
            hasOtherWay: { [desk] in desk.hasOtherWay() }
        )
        self.still = StillSource(
            request,
            staleAfter: staleAfter,
            host: self.ears.still,
            connections: connections,
            clock: clock
        )
        self.desk.door = SnapshotDoor(configuration.snapshotAuthentication, .digest)
        self.desk.ended = { [unowned self] in self.ended($0) }
        self.desk.hasOtherWay = { [unowned self] in self.hasOtherWay }
        self.ears.still.tell = { [unowned self] in self.stillReported($0) }
        self.ears.video.tell = { [unowned self] in self.videoReported($0) }
    }

    // MARK: - Where they are

    /// What the device says; `nil` for what it has not, or does not say.
    func use(snapshot: CameraURL?, video: CameraURL?, at now: MonotonicTime) {
        self.way.hasSnapshot = snapshot != nil
        self.way.hasVideo = video != nil
        if let snapshot, (try? self.places.snapshot.url()) != snapshot { self.places.snapshot.move(to: snapshot) }
        if let video, (try? self.places.video.url()) != video {
            self.places.video.move(to: video)
            self.video.statesChanged(at: now)
        }
        self.route(at: now)
    }

    /// Lets nothing be asked for, or everything again.
    ///
    /// - Parameter keepsVideo: whether a video that is there is left alone meanwhile.
    func open(_ isOpen: Bool, keepsVideo: Bool, at now: MonotonicTime) {
        guard isOpen != self.isOpen || keepsVideo != self.keepsVideo else { return }
        (self.isOpen, self.keepsVideo) = (isOpen, keepsVideo)
        self.route(at: now)
    }

    /// What was wrong counts no longer: nobody wants a picture, and the device is there.
    func forgive() {
        self.state.forgive()
        self.videoReport = StateReport(connection: .idle)
    }

    /// The device is back after it was away, or lets us in again.
    func startOver(at now: MonotonicTime) {
        self.way.startOver()
        self.authentication.startOver()
        self.setDoor()
        self.route(at: now)
    }

    /// Whether the device has said where pictures are.
    var hasPlace: Bool { self.way.hasSnapshot || self.way.hasVideo }

    // MARK: - CameraSource

    let hasMedia = true

    func start(at now: MonotonicTime) {}

    var deadline: MonotonicTime? {
        if self.isRouteDue || (self.isPutOff && !self.isDeviceInDoubt()) { return MonotonicTime(nanoseconds: 0) }
        return [self.still.deadline, self.video.deadline, self.state.deadline, self.way.deadline].compactMap(\.self)
            .min()
    }

    var wakeDescriptors: [Int32] { self.video.wakeDescriptors }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.still.retuned(configuration, at: now)
        self.video.retuned(configuration, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.demand = demand
        self.state.watched(demand.isWatched && self.current == .snapshot, at: now)
        self.route(at: now)
        self.report(at: now)
    }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.wish = wish
        self.route(at: now)
        self.report(at: now)
    }

    func letInElsewhere(at now: MonotonicTime) {
        self.still.letInElsewhere(at: now)
        self.video.letInElsewhere(at: now)
    }

    func tick(at now: MonotonicTime) {
        if self.isRouteDue || (self.isPutOff && !self.isDeviceInDoubt()) {
            self.isRouteDue = false
            self.route(at: now)
            self.report(at: now)
        }
        if let deadline = self.way.deadline, now >= deadline {
            self.way.tick(at: now)
            self.route(at: now)
        }
        if let deadline = self.still.deadline, now >= deadline { self.still.tick(at: now) }
        if let deadline = self.video.deadline, now >= deadline { self.video.tick(at: now) }
        if let deadline = self.state.deadline, now >= deadline {
            self.state.forget(at: now)
            self.report(at: now)
        }
    }

    func collect(at now: MonotonicTime) throws(Departure) {
        try self.video.collect(at: now)
    }

    /// Tells each of the two what is wanted of it.
    private func route(at now: MonotonicTime) {
        self.way.hold(until: self.still.refusedUntil, at: now)
        let next = self.way.way(at: now)
        let isInDoubt = self.isDeviceInDoubt()
        // A device that goes away takes its video along, and a password that is wrong is wrong in every way.
        let isFallbackPutOff = isInDoubt && self.current == .snapshot && next == .video
        if !isFallbackPutOff { self.current = next }
        let isOtherWayPutOff = isInDoubt && self.current == .snapshot && self.hasOtherWay
        self.isPutOff = isFallbackPutOff || isOtherWayPutOff
        let demand = self.isOpen && !isOtherWayPutOff ? self.demand : .none
        let isVideoOpen = self.isOpen || (self.keepsVideo && self.videoReport.connection == .connected)
        let isMediaWanted = isVideoOpen && self.way.hasVideo && self.wish != nil
        self.state.isMediaWanted = isMediaWanted && self.current == .snapshot
        let before = self.told
        self.told = (self.current, isMediaWanted)
        if [before.way, self.current].contains(.snapshot) {
            self.still.demandChanged(self.current == .snapshot ? demand : .none, at: now)
        }
        if before.isMediaWanted || isMediaWanted { self.video.mediaWanted(isMediaWanted ? self.wish : nil, at: now) }
        if [before.way, self.current].contains(.video) {
            self.video.demandChanged(self.current == .video && isVideoOpen ? self.demand : .none, at: now)
        }
    }

    // MARK: - How it goes

    /// A fetch of a snapshot is over.
    private func ended(_ failure: RetrySchedule.Failure?) {
        let now = self.clock()
        let way = self.authentication.way ?? .digest
        self.hasOtherWay = false
        switch failure {
        case nil:
            self.authentication.succeeded(way)
            self.way.snapshotCame()
        case .unavailable:
            self.way.snapshotFailed(isFinal: false, at: now)
        case .refused, .refusedThisWay, .doubted:
            let isFixed = self.configuration.snapshotAuthentication != .automatic
            let isFinal = isFixed || self.authentication.refused(way, at: try? self.places.snapshot.url())
            if isFinal { self.authentication.startOver() }
            self.hasOtherWay = !isFinal
            self.way.snapshotFailed(isFinal: isFinal, at: now)
        }
        self.setDoor()
        guard let failure else { return }
        self.isRouteDue = true
        self.snapshotFailed(failure)
    }

    private func setDoor() {
        self.desk.door = SnapshotDoor(self.configuration.snapshotAuthentication, self.authentication.way ?? .digest)
    }

    private func stillReported(_ report: StateReport) {
        self.state.picturesReported(report, at: self.clock())
        self.report(at: self.clock())
    }

    private func videoReported(_ report: StateReport) {
        let wasConnected = self.videoReport.connection == .connected
        let isClosed = wasConnected && report.connection == .idle
        self.videoReport = report
        self.state.streamReported(report)
        if isClosed { self.videoClosed() }
        // Another try of it would be a login.
        if !self.isOpen, wasConnected, report.connection != .connected { self.isRouteDue = true }
        if report.connection == .offline || report.connection == .refused {
            if self.current == .video, self.way.videoFailed(at: self.clock()) { self.isRouteDue = true }
            self.videoFailed(report.connection == .refused)
        }
        self.report(at: self.clock())
    }

    private func report(at now: MonotonicTime) {
        switch self.current {
        case .none: break
        case .snapshot: if let report = self.state.report(at: now) { self.tell(report) }
        case .video:
            var report = self.videoReport
            let isAway = report.connection == .offline || report.connection == .refused
            // Who waits for video is to know that it is about that.
            if isAway, self.wish != nil { report.mediaReason = report.reason }
            self.tell(report)
        }
    }
}

/// Stands between a source of stills and who made it.
private final class SnapshotDesk {
    var door = SnapshotDoor(.automatic, .digest)
    var ended: (RetrySchedule.Failure?) -> Void = { _ in }
    var hasOtherWay: () -> Bool = { false }
}
