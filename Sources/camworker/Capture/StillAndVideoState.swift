internal import IPC
internal import Shared

/// What a camera with a still URL and a stream says of itself: one state of the two that its sources tell.
///
/// Pure. The pictures tell it while somebody looks at them, and a while after, or a page that fetches one every some seconds
/// would see it change with each; else the stream does while media is wanted. What keeps the media away goes along.
/// Of a device that is known to be there in other ways, it is no more than that.
struct StillAndVideoState {
    /// How long what the pictures told counts after the last look at them: longer than pages wait between two.
    static let memory: Duration = .seconds(30)

    private var newestOfPictures: StateReport?
    /// The newest that says more than that nobody asks, and until when it counts when nobody looks.
    private var told: (report: StateReport, until: MonotonicTime)?
    private var stream: StateReport?
    private(set) var isWatched = false
    var isMediaWanted = false {
        // What kept the stream away when it was wanted last, may be over: it is tried now, or tells that it is not yet.
        didSet { if self.isMediaWanted, !oldValue, self.isStreamAway { self.stream = nil } }
    }

    /// Whether a stream that is away makes the camera away when nobody looks at its pictures.
    private let isStreamDecisive: Bool

    init(isStreamDecisive: Bool = true) {
        self.isStreamDecisive = isStreamDecisive
    }

    mutating func watched(_ isWatched: Bool, at now: MonotonicTime) {
        if self.isWatched, !isWatched { self.told?.until = now + Self.memory }
        self.isWatched = isWatched
    }

    mutating func picturesReported(_ report: StateReport, at now: MonotonicTime) {
        self.newestOfPictures = report
        if report.connection != .idle { self.told = (report, now + Self.memory) }
    }

    mutating func streamReported(_ report: StateReport) {
        self.stream = report
    }

    /// `nil` while nothing was told.
    func report(at now: MonotonicTime) -> StateReport? {
        guard self.isMediaWanted else { return self.newestOfPictures }
        let isOfPictures = self.isWatched || self.told.map { now < $0.until } ?? false
        var report = isOfPictures ? self.told?.report : nil
        if report == nil {
            let isStreams = self.isStreamDecisive || (self.stream != nil && !self.isStreamAway)
            report = isStreams ? self.stream : StateReport(connection: .idle)
        }
        // Also where it is the state's own reason: who waits for video is to know that it is about that.
        report?.mediaReason = self.mediaReason
        return report ?? self.newestOfPictures
    }

    /// What the pictures told counts no longer.
    mutating func forgive() {
        self.newestOfPictures = StateReport(connection: .idle)
        self.told = nil
    }

    /// When ``report(at:)`` changes by itself.
    var deadline: MonotonicTime? { self.isMediaWanted && !self.isWatched ? self.told?.until : nil }

    /// Lets go of what counts no longer.
    mutating func forget(at now: MonotonicTime) {
        if let deadline, now >= deadline { self.told = nil }
    }

    /// Why there is no media.
    private var mediaReason: String? {
        self.isStreamAway ? self.stream?.reason ?? "the stream is away" : self.stream?.mediaReason
    }

    private var isStreamAway: Bool {
        switch self.stream?.connection {
        case .offline, .refused, .off, .misconfigured: true
        case .idle, .connecting, .connected, nil: false
        }
    }
}
