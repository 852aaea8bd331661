internal import Shared

/// Work for the picture thread.
enum PictureJob: Sendable {
    /// The demo camera's picture number `counter`.
    case demo(width: Int, height: Int, counter: UInt64, name: String, look: DemoLook = DemoLook())
    /// A picture into a box; a side of 0 is free.
    case scale([UInt8], PictureFormat, width: UInt32, height: UInt32)
    /// The last picture of a stream's packets, the first of which is a key frame.
    case video([VideoPacket], EncodingOptions)
    /// The picture that says since when there is none; several lines of text are parted by newlines.
    case placeholder(width: UInt32, height: UInt32, name: String, text: String, last: LastPicture? = nil)

    /// For logs, and for `stuck in libav: …`.
    var name: String {
        switch self {
        case .demo: "demo"
        case .scale: "scale"
        case .video: "decode"
        case .placeholder: "placeholder"
        }
    }
}

/// What became of a job.
struct PictureResult: Sendable {
    var id: UInt64
    var outcome: Result<RenderedPicture, PictureError>
}
