internal import IPC
internal import Shared

/// A camera with a still URL and a stream: pictures come from the URL, media from the stream, which is open only while
/// somebody wants media.
final class StillAndVideoSource: ThreadedSource {
    /// Makes one of the two, with the host that hears of it.
    typealias Making<Source> = (any PictureSink & MediaSink) throws(Departure) -> Source

    private let still: any CameraSource
    private let video: VideoSource
    private let ears: (still: ReportFilter, video: ReportFilter)

    init(
        host: any PictureSink & MediaSink,
        still makeStill: Making<any CameraSource>,
        video makeVideo: Making<VideoSource>
    ) throws(Departure) {
        self.ears = (ReportFilter(host), ReportFilter(host))
        self.still = try makeStill(self.ears.still)
        self.video = try makeVideo(self.ears.video)
        self.ears.video.isHeard = false
        self.ears.video.tell = { [unowned self] report in self.videoReported(report) }
    }

    let hasMedia = true

    var deadline: MonotonicTime? { [self.still.deadline, self.video.deadline].compactMap(\.self).min() }

    var wakeDescriptor: Int32? { self.video.wakeDescriptor }

    func start(at now: MonotonicTime) {
        self.still.start(at: now)
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.still.retuned(configuration, at: now)
        self.video.retuned(configuration, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        // The pictures tell the camera's state while somebody looks at them, else the stream does while it is wanted.
        self.isWatched = demand.isWatched
        self.still.demandChanged(demand, at: now)
        self.listen()
    }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.isMediaWanted = wish != nil
        self.listen()
        self.video.mediaWanted(wish, at: now)
    }

    func tick(at now: MonotonicTime) {
        if let deadline = self.still.deadline, now >= deadline { self.still.tick(at: now) }
        if let deadline = self.video.deadline, now >= deadline { self.video.tick(at: now) }
    }

    func collect(at now: MonotonicTime) throws(Departure) {
        try self.video.collect(at: now)
    }

    // MARK: State

    private var isWatched = false
    private var isMediaWanted = false

    private func listen() {
        let isVideoHeard = self.isMediaWanted && !self.isWatched
        self.ears.still.isHeard = !isVideoHeard
        self.ears.video.isHeard = isVideoHeard
        if !self.isMediaWanted { self.ears.still.mediaReason = nil }
    }

    /// The stream's trouble is why there is no video, also while the pictures are well.
    private func videoReported(_ report: StateReport) {
        guard self.isMediaWanted else { return }
        switch report.connection {
        case .offline, .refused, .misconfigured: self.ears.still.mediaReason = report.reason ?? "the stream is away"
        case .idle, .connecting, .connected: self.ears.still.mediaReason = report.mediaReason
        }
    }
}

/// Passes everything on to the host, and the state only while it is to be heard; what was said before is then said anew.
private final class ReportFilter: PictureSink, MediaSink {
    private unowned let host: any PictureSink & MediaSink
    private var last: StateReport?

    init(_ host: any PictureSink & MediaSink) {
        self.host = host
    }

    var isHeard = true {
        didSet { if self.isHeard, !oldValue { self.sayLast() } }
    }

    /// Hears every report, also those that are not passed on.
    var tell: ((StateReport) -> Void)?

    /// Goes along with every report.
    var mediaReason: String? {
        didSet { if self.isHeard, self.mediaReason != oldValue { self.sayLast() } }
    }

    func report(_ state: StateReport) {
        self.last = state
        self.tell?(state)
        if self.isHeard { self.sayLast() }
    }

    private func sayLast() {
        guard var last else { return }
        last.mediaReason = last.mediaReason ?? self.mediaReason
        self.host.report(last)
    }

    func publish(_ picture: Picture) { self.host.publish(picture) }

    func count(bytes: Int, connections: Int) { self.host.count(bytes: bytes, connections: connections) }

    var takesMedia: Bool { self.host.takesMedia }

    func send(_ item: MediaItem) { self.host.send(item) }
}
