/// A picture that came by upload.
struct UploadedPicture: Hashable, Sendable {
    var bytes: [UInt8]
    /// Always complete.
    var identity: PictureIdentity
    /// As the sender named it; printable, at most ``longestFilename`` characters; `nil` for a raw body.
    var filename: String?

    /// File systems end at 255 bytes, and it is only shown.
    static let longestFilename = 255
}
