/// The comment segment of a JPEG (COM, ITU T.81 §B.2.4.5).
enum JPEGComment {
    /// Longest comment, bytes: a segment's length field counts itself and ends at 65,535.
    static let maximumLength = 65_533

    /// Inserts a comment behind the JFIF segment, which has to be the first.
    static func insert(_ text: String, into jpeg: inout [UInt8]) {
        let comment = [UInt8](text.utf8.prefix(self.maximumLength))
        let length = comment.count + 2
        let segment = [0xFF, 0xFE, UInt8(length >> 8), UInt8(length & 0xFF)] + comment
        jpeg.insert(contentsOf: segment, at: self.positionAfterJFIF(jpeg))
    }

    private static func positionAfterJFIF(_ jpeg: [UInt8]) -> Int {
        guard jpeg.count >= 6, jpeg[2] == 0xFF, jpeg[3] == 0xE0 else { return 2 }
        return min(4 + (Int(jpeg[4]) << 8 | Int(jpeg[5])), jpeg.count)
    }
}
