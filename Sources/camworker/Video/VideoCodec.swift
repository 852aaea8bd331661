/// The kinds of video that cameras send and we read.
enum VideoCodec: Sendable, Hashable {
    case h264
    case h265
    /// Each packet is a picture already.
    case mjpeg
}
