import Shared

/// The smallest file that claims to be a huge picture and has its end.
enum HugePicture {
    struct NoSuchPicture: Error {}

    /// - Parameter side: Pixels; WebP can say 16,384 at most, GIF and JPEG 65,535.
    static func bytes(_ format: PictureFormat, side: Int) throws -> [UInt8] {
        switch format {
        case .jpeg: self.jpeg(side)
        case .png: self.png(side)
        case .gif: Array("GIF89a".utf8) + self.little(side, 2) + self.little(side, 2) + [0, 0, 0, 0x3B]
        case .webp: self.webp(side)
        case .avif, .svg: throw NoSuchPicture()
        }
    }

    private static func jpeg(_ side: Int) -> [UInt8] {
        let size = self.big(side, 2) + self.big(side, 2)
        let frame = [0xFF, 0xC0, 0, 17, 8] + size + [3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]
        return [0xFF, 0xD8] + frame + [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9]
    }

    private static func png(_ side: Int) -> [UInt8] {
        let header = self.chunk("IHDR", self.big(side, 4) + self.big(side, 4) + [8, 2, 0, 0, 0])
        return [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + header + self.chunk("IDAT", [0]) + self.chunk("IEND", [])
    }

    private static func chunk(_ type: String, _ contents: [UInt8]) -> [UInt8] {
        // The checksum is wrong; what judges by the header must not care.
        self.big(contents.count, 4) + Array(type.utf8) + contents + [0, 0, 0, 0]
    }

    private static func webp(_ side: Int) -> [UInt8] {
        let frame: [UInt8] = [0x2F] + self.little((side - 1) | (side - 1) << 14, 4) + [0, 0, 0, 0, 0]
        let body = Array("WEBPVP8L".utf8) + self.little(frame.count, 4) + frame
        return Array("RIFF".utf8) + self.little(body.count, 4) + body
    }

    private static func big(_ value: Int, _ count: Int) -> [UInt8] { self.little(value, count).reversed() }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
