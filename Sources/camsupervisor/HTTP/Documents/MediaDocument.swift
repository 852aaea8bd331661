/// A camera's live video as the API shows it.
struct MediaDocument: Codable, Sendable {
    /// Whether somebody wants it, so that the camera streams.
    var wanted: Bool
    /// Of live MP4; players of HLS come and go.
    var viewers: Int
    var recordings: Int
    /// RFC 6381; absent before the first video.
    var codecs: String?
    var size: String?
    var segments: Int
    var bytesHeld: Int
    /// Why there is none although it is wanted.
    var reason: String?

    enum CodingKeys: String, CodingKey {
        case wanted, viewers, recordings, codecs, size, segments, reason
        case bytesHeld = "bytes_held"
    }
}

extension MediaDocument {
    init(_ summary: MediaSummary, reason: String?) {
        self.init(
            wanted: summary.isWanted,
            viewers: summary.viewers,
            recordings: summary.recordings,
            codecs: summary.codecs,
            size: summary.size,
            segments: summary.segments,
            bytesHeld: summary.bytesHeld,
            reason: reason
        )
    }

    /// One line for the operator.
    var words: String {
        var parts = [self.wanted ? "streaming" : "nobody watches"]
        if let reason { parts.append(reason) }
        if let codecs { parts.append(codecs) }
        if let size { parts.append(size) }
        if self.viewers > 0 { parts.append("\(self.viewers) of MP4 watching") }
        if self.recordings > 0 { parts.append(self.recordings == 1 ? "1 recording" : "\(self.recordings) recordings") }
        if self.segments > 0 { parts.append("\(self.segments) segments of \(self.bytesHeld / 1024) KiB held") }
        return parts.joined(separator: ", ")
    }
}
