/// What recordings came to since the start, for the metrics.
struct RecordingTotals: Sendable, Equatable {
    /// Why a recording was not made; labels of a metric.
    enum Reason: String, CaseIterable, Sendable {
        /// None came, or the camera is away.
        case noVideo = "no_video"
        /// It was stopped, or the service was, before anything came.
        case stopped
        /// The file is there or is being written, or has no folder.
        case name
        case tooMany = "too_many"
        case diskFull = "disk_full"
        case diskSlow = "disk_slow"
        case disk

        init(_ error: any Error) {
            switch error {
            case let error as WriteError: self.init(error)
            case Recorder.Failure.unwritten(let error, _): self.init(error)
            case Recorder.Failure.noVideo(.stopped): self = .stopped
            case Recorder.Failure.noVideo: self = .noVideo
            default: self = .disk
            }
        }

        private init(_ error: WriteError) {
            switch error {
            case .noFolder, .notAFolder, .exists, .notAFile, .beingWritten: self = .name
            case .full: self = .diskFull
            case .tooSlow, .silent: self = .diskSlow
            case .tooMany: self = .tooMany
            case .failed: self = .disk
            }
        }
    }

    var running = 0
    /// Written, those of recordings under way too.
    var bytes = 0
    /// Those that left a file under its name.
    var made = 0
    var failed: [Reason: Int] = [:]
}
