internal import Shared

/// Why a stream cannot be read, or cannot be read any longer.
enum StreamError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libav is not installed, or not the version this was built with.
    case noLibAV(String)
    /// It let us in with these credentials, or without any, no longer or never.
    case refused(LibAVError)
    case libAV(LibAVError)
    /// A deadline of ours passed; what was waited for, and seconds.
    case silent(String, seconds: Int64)
    /// It cannot be asked for; why.
    case unusable(String)
    /// The camera could not prove who it is.
    case unproven(String)
    /// The stream is elsewhere, the camera says: where, in its words.
    case redirected(Secret<String>)
    /// The camera sent us elsewhere, where we do not go.
    case misled(StreamRedirect.Refusal)
    /// The camera ended it.
    case ended
    /// It goes on as something that everything has to be begun anew for; what.
    case changed(String)
    /// We ended it.
    case cancelled
    /// Nothing in it is a picture of a kind we know; what there is, in libav's words.
    case noVideo(String)

    var description: String {
        switch self {
        case .noLibAV(let text): "streams need libav: \(text)"
        case .refused(let error): "the camera wants another user or password (\(error.text))"
        case .libAV(let error): "\(error)"
        case .silent(let what, let seconds): "\(what) within \(seconds) s"
        case .unusable(let reason), .unproven(let reason): reason
        case .redirected: "the camera redirects"
        case .misled(let refusal): "\(refusal)"
        case .ended: "the camera ended the stream; connecting again"
        case .changed(let what): "\(what); connecting again"
        case .cancelled: "closed"
        case .noVideo(let found): "the stream has no H.264, H.265 or MJPEG video, but \(found)"
        }
    }
}
