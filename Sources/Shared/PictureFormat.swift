/// The picture kinds that are passed on.
///
/// Judged by content, never by what a header claims.
///
/// Raw values are wire values (docs/wire-protocol.md) and are never reused.
package enum PictureFormat: UInt8, Sendable, CaseIterable, Codable {
    case jpeg = 1
    case png = 2
    case gif = 3
    case webp = 4
    case avif = 5
    case svg = 6

    /// The media type a client is told.
    package var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .gif: "image/gif"
        case .webp: "image/webp"
        case .avif: "image/avif"
        case .svg: "image/svg+xml"
        }
    }

    /// Of names of files, the usual one first.
    package var endings: [String] {
        switch self {
        case .jpeg: ["jpg", "jpeg"]
        case .png: ["png"]
        case .gif: ["gif"]
        case .webp: ["webp"]
        case .avif: ["avif"]
        case .svg: ["svg"]
        }
    }
}
