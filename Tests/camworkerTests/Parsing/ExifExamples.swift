/// Exif segments for the tests, from well-formed to hostile.
struct ExifExample: Sendable, CustomStringConvertible {
    var description: String
    /// The JPEG's segments after its start.
    var segments: [UInt8]
    /// What the tag says; 1 when nothing can be understood.
    var orientation: Int

    static let all: [ExifExample] =
        (1...8).flatMap { value in
            [
                ExifExample("\(value), little-endian", Self.exif(Self.tiff([Self.entry(value: value)])), value),
                ExifExample(
                    "\(value), big-endian",
                    Self.exif(Self.tiff([Self.entry(value: value)], isBig: true)),
                    value
                ),
            ]
        } + Self.odd

    private static let odd: [ExifExample] = [
        ExifExample("no Exif", SyntheticPictures.segment(0xE0, Array("JFIF\0".utf8)), 1),
        ExifExample("after JFIF and XMP", Self.jfif + Self.xmp + Self.exif(Self.tiff([Self.entry(value: 6)])), 6),
        ExifExample(
            "the second entry",
            Self.exif(Self.tiff([Self.entry(tag: 0x0110, value: 3), Self.entry(value: 8)])),
            8
        ),
        ExifExample(
            "only the first segment counts",
            Self.exif(Self.tiff([])) + Self.exif(Self.tiff([Self.entry(value: 3)])),
            1
        ),
        ExifExample("value 0", Self.exif(Self.tiff([Self.entry(value: 0)])), 1),
        ExifExample("value 9", Self.exif(Self.tiff([Self.entry(value: 9)])), 1),
        ExifExample("another type", Self.exif(Self.tiff([Self.entry(type: 4, value: 6)])), 1),
        ExifExample("two values", Self.exif(Self.tiff([Self.entry(count: 2, value: 6)])), 1),
        ExifExample("no byte order", Self.exif([0x58, 0x58] + Self.tiff([Self.entry(value: 6)]).dropFirst(2)), 1),
        ExifExample("not 42", Self.exif([0x49, 0x49, 43, 0] + Self.tiff([Self.entry(value: 6)]).dropFirst(4)), 1),
        ExifExample("a directory far away", Self.exif([0x49, 0x49, 42, 0, 0xFF, 0xFF, 0xFF, 0xFF]), 1),
        ExifExample("a directory on top of its header", Self.exif([0x49, 0x49, 42, 0, 0, 0, 0, 0]), 1),
        ExifExample(
            "65,535 entries of which none is there",
            Self.exif([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0xFF, 0xFF]),
            1
        ),
        ExifExample("cut in the entry", Self.exif(Self.tiff([Self.entry(value: 6)]).dropLast(7)), 1),
        ExifExample("empty", Self.exif([]), 1),
        ExifExample("a segment longer than the file", [0xFF, 0xE1, 0xFF, 0xFF] + Array("Exif\0\0".utf8), 1),
        ExifExample("a segment shorter than its length", [0xFF, 0xE1, 0, 1], 1),
    ]

    private init(_ description: String, _ segments: [UInt8], _ orientation: Int) {
        self.description = description
        self.segments = segments
        self.orientation = orientation
    }

    /// An APP1 segment that says how a picture is turned.
    static func exif(orientation: Int) -> [UInt8] { self.exif(self.tiff([self.entry(value: orientation)])) }

    private static let jfif = SyntheticPictures.segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
    private static let xmp = SyntheticPictures.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8))

    private struct Entry {
        var tag: Int
        var type: Int
        var count: Int
        var value: Int
    }

    private static func entry(tag: Int = 0x0112, type: Int = 3, count: Int = 1, value: Int) -> Entry {
        Entry(tag: tag, type: type, count: count, value: value)
    }

    private static func exif(_ tiff: some Sequence<UInt8>) -> [UInt8] {
        SyntheticPictures.segment(0xE1, Array("Exif\0\0".utf8) + tiff)
    }

    private static func tiff(_ entries: [Entry], isBig: Bool = false) -> [UInt8] {
        func number(_ value: Int, _ length: Int) -> [UInt8] {
            let little = (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            return isBig ? little.reversed() : little
        }
        var bytes = Array((isBig ? "MM" : "II").utf8) + number(42, 2) + number(8, 4) + number(entries.count, 2)
        for entry in entries {
            bytes += number(entry.tag, 2) + number(entry.type, 2) + number(entry.count, 4)
            bytes += number(entry.value, 2) + [0, 0]
        }
        return bytes + number(0, 4)
    }
}
