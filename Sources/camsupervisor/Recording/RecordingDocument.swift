import Shared

/// A recording that is there; field names are part of the API.
struct RecordingDocument: Codable, Sendable {
    var camera: String
    var filename: String
    /// Seconds.
    var duration: Double
    var bytes: Int
    /// Seconds of it from before it was asked for: what there was of what was asked, and up to a key frame more.
    var lookback: Double
    /// Why it is shorter than was asked for; absent when it is not.
    var ended: String?
    /// Whether that was nobody's wish; absent when it is not so.
    var isCutShort: Bool?

    enum CodingKeys: String, CodingKey {
        case filename, duration, bytes, lookback, ended
        case camera = "entity_id"
        case isCutShort = "cut_short"
    }
}

extension RecordingDocument {
    init(_ recorded: Recorder.Recorded, of entity: EntityID) {
        self.init(
            camera: entity.text,
            filename: recorded.path,
            duration: recorded.length.roundedSeconds,
            bytes: recorded.bytes,
            lookback: recorded.before.roundedSeconds,
            ended: recorded.ending.words.map { "ended after \(recorded.length.forPeople): \($0)" },
            isCutShort: recorded.ending.isWished ? nil : true
        )
    }

    /// `/srv/a.mp4: 12.3 s, 4567890 bytes`.
    var words: String {
        let seconds = Duration.seconds(self.duration).forPeople
        let before = self.lookback > 0 ? " (\(Duration.seconds(self.lookback).forPeople) of it from before)" : ""
        return "\(self.filename): \(seconds)\(before), \(self.bytes) bytes" + (self.ended.map { "; \($0)" } ?? "")
    }
}

/// One that is under way, as part of its camera's document.
struct RunningRecordingDocument: Codable, Sendable {
    var filename: String
    var started: String
    /// Seconds that are recorded.
    var duration: Double
    /// In the file.
    var bytes: Int
    /// Seconds that are wanted from when it was asked for.
    var wanted: Double

    /// - Parameter isWhole: whether who asks may know where files lie; else the name below files.write is shown.
    init(_ progress: Recorder.Progress, isWhole: Bool) {
        self.filename = isWhole ? "\(progress.path)" : progress.path.below
        self.started = "\(Timestamp(progress.startedAt))"
        self.duration = progress.length.roundedSeconds
        self.bytes = progress.bytes
        self.wanted = progress.duration.roundedSeconds
    }

    /// `/srv/a.mp4: 12.3 s, 4567890 bytes`.
    var words: String { "\(self.filename): \(Duration.seconds(self.duration).forPeople), \(self.bytes) bytes" }
}

extension RecordingPlan.Ending {
    /// Whether it is as somebody asked for, in the beginning or later.
    fileprivate var isWished: Bool { self == .complete || self == .stopped(.asked) }

    /// `nil` for one that is as long as was asked.
    fileprivate var words: String? {
        switch self {
        case .complete: nil
        case .codingChanged: "the camera changed its coding"
        case .silent(let time): "the camera sent nothing for \(time.roundedForPeople)"
        case .slowClock: "the clock of its stream is slow"
        case .stopped(let reason): reason.rawValue
        }
    }
}

extension Duration {
    /// To a millisecond.
    fileprivate var roundedSeconds: Double { (self.inSeconds * 1_000).rounded() / 1_000 }
}
