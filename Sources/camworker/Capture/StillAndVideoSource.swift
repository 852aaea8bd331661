internal import IPC
internal import Shared

/// A camera with a still URL and a stream: pictures come from the URL, media from the stream, which is open only while
/// somebody wants media.
final class StillAndVideoSource: ThreadedSource {
    /// Makes one of the two, with the host that hears of it.
    typealias Making<Source> = (any PictureSink & MediaSink) throws(Departure) -> Source

    private let still: any CameraSource
    private let video: VideoSource
    private unowned let host: any PictureSink & MediaSink
    private let ears: (still: ReportFilter, video: ReportFilter)
    private var state = StillAndVideoState()

    init(
        host: any PictureSink & MediaSink,
        still makeStill: Making<any CameraSource>,
        video makeVideo: Making<VideoSource>,
        clock: @escaping () -> MonotonicTime = { .now() }
    ) throws(Departure) {
        self.host = host
        self.ears = (ReportFilter(host), ReportFilter(host))
        self.still = try makeStill(self.ears.still)
        self.video = try makeVideo(self.ears.video)
        self.ears.still.tell = { [unowned self] report in
            let now = clock()
            self.state.picturesReported(report, at: now)
            self.report(at: now)
        }
        self.ears.video.tell = { [unowned self] report in
            self.state.streamReported(report)
            self.report(at: clock())
        }
    }

    let hasMedia = true

    var deadline: MonotonicTime? {
        [self.still.deadline, self.video.deadline, self.state.deadline].compactMap(\.self).min()
    }

    var wakeDescriptors: [Int32] { self.video.wakeDescriptors }

    func start(at now: MonotonicTime) {
        self.still.start(at: now)
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.still.retuned(configuration, at: now)
        self.video.retuned(configuration, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.state.watched(demand.isWatched, at: now)
        self.still.demandChanged(demand, at: now)
        self.report(at: now)
    }

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.state.isMediaWanted = wish != nil
        self.video.mediaWanted(wish, at: now)
        self.report(at: now)
    }

    func statesChanged(at now: MonotonicTime) {
        self.still.statesChanged(at: now)
        self.video.statesChanged(at: now)
    }

    func letInElsewhere(at now: MonotonicTime) {
        self.still.letInElsewhere(at: now)
        self.video.letInElsewhere(at: now)
    }

    func logins(_ check: LoginCheck, at now: MonotonicTime) {
        self.still.logins(check, at: now)
        self.video.logins(check, at: now)
    }

    var isHeldBack: Bool { self.still.isHeldBack || self.video.isHeldBack }

    var isRefused: Bool { self.still.isRefused || self.video.isRefused }

    func tick(at now: MonotonicTime) {
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

    private func report(at now: MonotonicTime) {
        if let report = self.state.report(at: now) { self.host.report(report) }
    }
}
