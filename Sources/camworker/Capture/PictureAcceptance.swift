internal import Shared

/// Whether bytes are a picture that may be passed on, and if not, why, in words for the operator.
enum PictureAcceptance {
    /// Takes whole pictures of the six kinds within ``Limits/picture`` and ``Limits/decodedPixels``.
    ///
    /// - Throws: ``PictureRefusal``.
    static func judge(_ bytes: [UInt8]) throws(PictureRefusal) -> PictureIdentity {
        guard bytes.count <= Limits.picture else { throw .tooLarge }
        guard let identity = PictureSniffer.identify(bytes) else {
            throw .noPicture(PictureSniffer.describe(bytes))
        }
        guard identity.pixels <= Limits.decodedPixels else { throw .tooManyPixels(identity) }
        guard identity.isComplete else { throw .truncated(identity, bytes: bytes.count) }
        return identity
    }
}

/// Why bytes are no picture to pass on.
enum PictureRefusal: Error, Hashable, CustomStringConvertible {
    case tooLarge
    /// With what it is instead: `an HTML page "Login" (1234 bytes)`.
    case noPicture(String)
    case tooManyPixels(PictureIdentity)
    case truncated(PictureIdentity, bytes: Int)

    /// Whether it may be the front of a picture.
    var isTruncation: Bool {
        if case .truncated = self { true } else { false }
    }

    var description: String {
        switch self {
        case .tooLarge: "a picture of more than \(Limits.picture / (1024 * 1024)) MiB"
        case .noPicture(let description): "\(description) instead of a picture"
        case .tooManyPixels(let identity):
            "a \(identity.format) header that claims \(identity.width) × \(identity.height) pixels, more than any camera has"
        case .truncated(let identity, let bytes):
            "a truncated \(identity.format) picture (\(bytes) bytes, its end is missing)"
        }
    }
}
