/// A small, valid baseline JPEG of one grey, that carries a counter in a comment: a test can prove which picture it got.
package struct TestPicture: Sendable {
    package var counter: Int
    /// Pixels, 1 to 65,535.
    package var width: Int
    package var height: Int
    /// Bytes of comment added, to make it as long as a real one.
    package var padding: Int
    /// Carry a whole JPEG as thumbnail in an APP1 segment: whoever looks for FF D9 alone stops there.
    package var hasThumbnail: Bool

    package init(counter: Int, width: Int = 64, height: Int = 48, padding: Int = 0, hasThumbnail: Bool = false) {
        self.counter = counter
        self.width = width
        self.height = height
        self.padding = padding
        self.hasThumbnail = hasThumbnail
    }

    /// The counter of a ``TestPicture``; `nil` for any other bytes, re-encoded ones included.
    package static func counter(in bytes: [UInt8]) -> Int? {
        let mark = Array(Self.mark.utf8)
        // The comment comes before everything long.
        guard let start = bytes.prefix(256)[...].firstRange(of: mark, from: 0) else { return nil }
        let digits = bytes[(start + mark.count)...].prefix { (0x30...0x39).contains($0) }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The luma of every pixel, 16 to 235, so that a re-encoded picture can still be told from its neighbours.
    package var grey: Int { 16 + self.counter % 220 }

    /// The whole file.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        bytes += Self.segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
        bytes += Self.segment(0xFE, Array("\(Self.mark)\(self.counter);".utf8))
        if self.hasThumbnail {
            let thumbnail = TestPicture(counter: self.counter, width: 16, height: 16).bytes
            // A TIFF header with an empty directory, so that Exif readers are content.
            let directory: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            bytes += Self.segment(0xE1, Array("Exif\0\0".utf8) + directory + thumbnail)
        }
        var left = self.padding
        while left > 0 {
            let count = min(left, 65_000)
            bytes += Self.segment(0xFE, [UInt8](repeating: UInt8(ascii: "."), count: count))
            left -= count
        }
        return bytes + self.header + self.scan + [0xFF, 0xD9]
    }

    /// Everything from the quantisation table to the scan's header.
    private var header: [UInt8] {
        // All 64 factors 8: then the DC coefficient is the mean minus 128.
        var bytes = Self.segment(0xDB, [0] + [UInt8](repeating: 8, count: 64))
        let size = Self.bigEndian(self.height) + Self.bigEndian(self.width)
        // Three components; luma sampled 2 × 2, as cameras do (4:2:0).
        bytes += Self.segment(0xC0, [8] + size + [3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0])
        // DC: the nine categories 0–8, four bits each. AC: only "end of block", one bit.
        bytes += Self.segment(0xC4, [0x00, 0, 0, 0, 9] + [UInt8](repeating: 0, count: 12) + Array(0...8))
        bytes += Self.segment(0xC4, [0x10, 1] + [UInt8](repeating: 0, count: 15) + [0])
        return bytes + Self.segment(0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0])
    }

    private var scan: [UInt8] {
        var bits = BitWriter()
        let units = ((self.width + 15) / 16) * ((self.height + 15) / 16)
        let difference = self.grey - 128
        let category = difference == 0 ? 0 : Int.bitWidth - difference.magnitude.leadingZeroBitCount
        bits.write(category, count: 4)
        // A negative value is written as its ones' complement.
        bits.write(difference < 0 ? difference + (1 << category) - 1 : difference, count: category)
        bits.write(0, count: 1)
        // Five more blocks of the first unit, six of each other: "no difference, end of block", 00000.
        for _ in 0..<(units * 6 - 1) { bits.write(0, count: 5) }
        return bits.finished()
    }

    private static let mark = "camsupervisor test picture "

    private static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        [0xFF, marker] + self.bigEndian(content.count + 2) + content
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }
}

extension TestPicture {
    /// A file that says it is `width` × `height` and holds nothing of it: what a decompression bomb looks like.
    package static func huge(width: Int = 40_000, height: Int = 40_000) -> [UInt8] {
        let small = TestPicture(counter: 0)
        var large = small
        large.width = width
        large.height = height
        var bytes = small.bytes
        let (old, new) = (small.header, large.header)
        guard let start = bytes[...].firstRange(of: old, from: 0) else { return bytes }
        bytes.replaceSubrange(start..<(start + old.count), with: new)
        return bytes
    }

    /// The smallest valid PNG: one transparent pixel.
    package static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
        0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4,
        0x89, 0x00, 0x00, 0x00, 0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0xDA, 0x63, 0x60, 0x00, 0x02, 0x00,
        0x00, 0x05, 0x00, 0x01, 0xE9, 0xFA, 0xDC, 0xD8, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44,
        0xAE, 0x42, 0x60, 0x82,
    ]

    /// The smallest valid GIF: one transparent pixel.
    package static let gif: [UInt8] =
        Array("GIF89a".utf8) + [
            0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x21, 0xF9, 0x04,
            0x01, 0x00, 0x00, 0x00, 0x00, 0x2C, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02,
            0x02, 0x44, 0x01, 0x00, 0x3B,
        ]
}
