internal import Shared

/// Names what bytes are, by the bytes alone: cameras send JPEG as `text/html` and login pages as `image/jpeg`.
enum PictureSniffer {
    /// The picture that begins at the first byte, or `nil` when there is none.
    static func identify(_ bytes: [UInt8]) -> PictureIdentity? {
        self.identify(bytes.span)
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity? {
        switch self.format(bytes) {
        case .jpeg: JPEGHeader.identify(bytes)
        case .png: PNGHeader.identify(bytes)
        case .gif: GIFHeader.identify(bytes)
        case .webp: WebPHeader.identify(bytes)
        case .avif: AVIFHeader.identify(bytes)
        case .svg: SVGHeader.identify(bytes)
        case nil: nil
        }
    }

    /// The kind of picture that begins at the first byte; ``headLength`` bytes are enough to know.
    static func format(_ bytes: Span<UInt8>) -> PictureFormat? {
        switch true {
        case JPEGHeader.begins(bytes): .jpeg
        case PNGHeader.begins(bytes): .png
        case GIFHeader.begins(bytes): .gif
        case WebPHeader.begins(bytes): .webp
        case AVIFHeader.begins(bytes): .avif
        case SVGHeader.begins(bytes): .svg
        default: nil
        }
    }

    /// Bytes after which the kind is settled: binary ones need 16, an SVG may open with prolog, comment and doctype
    /// (Inkscape's and yr.no's take 400).
    static let headLength = 4096
}
