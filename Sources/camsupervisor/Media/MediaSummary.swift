import IPC
import Shared

/// What is known of a view's video right now.
struct MediaSummary: Sendable {
    /// Of live MP4; players of HLS come and go.
    var viewers: Int
    var recordings: Int
    var isWanted: Bool
    var segments: Int
    var bytesHeld: Int
    /// Over all workers.
    var parts: UInt64
    var partBytes: UInt64
    var skippedParts: UInt64
    var squeezedSegments: UInt64
    /// When the newest video was captured.
    var newest: MonotonicTime?
    /// The same by the wall clock.
    var newestWall: WallTime?
    /// RFC 6381; `nil` before the first initialization segment.
    var codecs: String?
    var size: String?
}

extension MediaSummary {
    init(_ machine: MediaView.StateMachine) {
        let start = machine.window.newest?.opening.start
        self.init(
            viewers: machine.feeds(.viewer),
            recordings: machine.feeds(.recording),
            isWanted: machine.wantedSince != nil,
            segments: machine.window.segments.count,
            bytesHeld: machine.window.bytes,
            parts: machine.parts,
            partBytes: machine.partBytes,
            skippedParts: machine.skippedByFeeds,
            squeezedSegments: machine.window.squeezed,
            newest: machine.newest,
            newestWall: machine.newestWall,
            codecs: start?.codecs,
            size: start.map { "\($0.width)x\($0.height)" }
        )
    }
}
