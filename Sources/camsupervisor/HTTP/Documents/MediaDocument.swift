import Shared

/// A camera's live video as the API shows it.
struct MediaDocument: Codable, Sendable {
    /// Whether somebody wants it.
    var wanted: Bool
    /// Of live MP4.
    var viewers: Int
    /// Tickets of HLS that were used in the last half minute: players come and go, and may share one.
    var players: Int
    var recordings: Int
    /// RFC 6381; absent before the first video.
    var codecs: String?
    var size: String?
    /// Seconds since the newest of it was captured; absent before the first.
    var age: Double?
    var segments: Int
    var bytesHeld: Int
    /// Why there is none although it is wanted.
    var reason: String?

    enum CodingKeys: String, CodingKey {
        case wanted, viewers, players, recordings, codecs, size, age, segments, reason
        case bytesHeld = "bytes_held"
    }
}

extension MediaDocument {
    init(_ summary: MediaSummary, players: Int = 0, reason: String?, at now: MonotonicTime) {
        self.init(
            wanted: summary.isWanted,
            viewers: summary.viewers,
            players: players,
            recordings: summary.recordings,
            codecs: summary.codecs,
            size: summary.size,
            age: summary.newest.map { (now.since($0).inSeconds * 10).rounded() / 10 },
            segments: summary.segments,
            bytesHeld: summary.bytesHeld,
            reason: reason
        )
    }

    /// Older is no part of a stream that flows, but for cameras whose key frames are very rare.
    private static let stream = 15.0

    private var flow: String {
        guard let age else { return "wanted, and none has come" }
        if age < Self.stream { return "streaming" }
        return "wanted, and none has come for \(Duration.seconds(age).roundedForPeople)"
    }

    /// One line for the operator.
    var words: String {
        var parts = [self.wanted ? self.flow : "nobody watches"]
        if let reason { parts.append(reason) }
        if let codecs { parts.append(codecs) }
        if let size { parts.append(size) }
        if self.viewers > 0 { parts.append("\(self.viewers) of MP4 watching") }
        if self.players > 0 { parts.append("\(self.players) of HLS watching") }
        if self.recordings > 0 { parts.append(self.recordings == 1 ? "1 recording" : "\(self.recordings) recordings") }
        if self.segments > 0 { parts.append("\(self.segments) segments of \(self.bytesHeld / 1024) KiB held") }
        return parts.joined(separator: ", ")
    }
}
