internal import IPC
internal import Shared

/// One of a device's streams, shown.
final class ONVIFView {
    let number: Int
    let pictures: ONVIFPictures
    /// Where the state is told.
    let host: any PictureSink & MediaSink
    /// The profile it is of; only the camera itself may become one of another.
    var token: String
    /// How the pictures are, and since when they are said to be.
    private(set) var report = StateReport(connection: .idle)
    private var reportedAt = MonotonicTime(nanoseconds: 0)
    var demand = Demand.none
    var wish: MediaWish?

    var isWanted: Bool { self.demand.isWatched || self.demand.isFrameWanted || self.wish != nil }

    init(number: Int, token: String, pictures: ONVIFPictures, host: any PictureSink & MediaSink) {
        self.number = number
        self.token = token
        self.pictures = pictures
        self.host = host
    }

    func told(_ report: StateReport, at now: MonotonicTime) {
        self.report = report
        self.reportedAt = now
    }

    /// Until when a trouble of pictures that nobody wants any more is said: its next try, which nobody makes.
    ///
    /// `nil` while there is none, or somebody wants them: then they are tried, and tell.
    var troubleEnd: MonotonicTime? {
        guard !self.isWanted, self.isInTrouble else { return nil }
        return self.reportedAt + .milliseconds(self.report.retryMilliseconds ?? 0)
    }

    /// Whether pictures do not come.
    var isInTrouble: Bool { self.report.connection == .offline || self.report.connection == .refused }
}
