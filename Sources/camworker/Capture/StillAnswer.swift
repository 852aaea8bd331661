/// What an answer to a still request is before it is whole, or never becomes.
///
/// Pure.
enum StillAnswer {
    /// What to do about it stands in brackets, as where the bytes alone tell (``ContentKind``).
    static let streamWords = "a multipart stream (use it as mjpeg_url)"

    /// Whether it is a stream, which has no end to wait for.
    ///
    /// By the head, unless the body begins like a picture: firmware that calls its still multipart exists.
    static func isStream(_ head: HTTPResponseHead, _ body: [UInt8]) -> Bool {
        guard let type = head.contentType, HeaderValue(type).value.lowercased() == "multipart/x-mixed-replace" else {
            return false
        }
        return body.count >= Self.pictureStart && PictureSniffer.format(body.span) == nil
    }

    /// The shortest start that tells a JPEG, bytes.
    private static let pictureStart = 3
    /// Most that is looked at of what will be no picture, bytes.
    private static let longestLook = 64 * 1024

    /// Names what had come when a transfer broke off; `nil` when that was nothing.
    static func description(of body: [UInt8], _ head: HTTPResponseHead) -> String? {
        guard !body.isEmpty else { return nil }
        let start = Array(body.prefix(self.longestLook))
        return PictureSniffer.describe(start, contentType: head.contentType, total: body.count)
    }
}
