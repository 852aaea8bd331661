internal import Shared

/// Why a picture could not be decoded, scaled, drawn or encoded.
enum PictureError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libav is not installed, or not the version this was built with; the text names the library or function.
    case noLibAV(String)
    /// libav refused.
    case libAV(LibAVError)
    /// A kind of picture we pass on but cannot decode.
    case cannotScale(PictureFormat)
    /// The bytes are not of the kind they should be, or their header gives no size.
    case notA(PictureFormat, bytes: Int)
    /// More pixels than ``Limits/decodedPixels``, by the picture's own header.
    case tooManyPixels(PictureSize)
    /// The picture ends before its end.
    case truncated(PictureFormat, bytes: Int)
    /// The address-space limit is reached.
    case noMemory(bytes: Int)
    /// Encoded larger than ``Limits/picture``, bytes.
    case tooLarge(bytes: Int)
    /// The job waited until its deadline and was not begun.
    case expired

    var description: String {
        switch self {
        case .noLibAV(let text): "pictures need libav: \(text)"
        case .libAV(let error): "\(error)"
        case .cannotScale(let format): "cannot scale \(format)"
        case .notA(let format, let bytes): "\(bytes) bytes hold no readable \(format) header"
        case .tooManyPixels(let size): "\(size) pixels exceed \(Limits.decodedPixels)"
        case .truncated(let format, let bytes): "the \(format) is cut off after \(bytes) bytes"
        case .noMemory(let bytes): "no memory for \(bytes) bytes of pixels"
        case .tooLarge(let bytes): "the encoded picture of \(bytes) bytes exceeds \(Limits.picture)"
        case .expired: "too many pictures are being made; this one was not begun in time"
        }
    }

    /// Whether the picture itself is at fault: asking again with the same one is of no use.
    var isPicturesFault: Bool {
        switch self {
        case .libAV, .cannotScale, .notA, .tooManyPixels, .truncated: true
        case .noLibAV, .noMemory, .tooLarge, .expired: false
        }
    }
}
