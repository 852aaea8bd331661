/// How a stored picture is turned to be seen: the values of Exif's tag 0x0112, named by where the stored first row and
/// first column belong (Exif 2.32 §4.6.4).
///
/// Cameras that hang upside down or on their side often turn nothing and write this.
enum PictureOrientation: Int, CaseIterable {
    case topLeft = 1
    case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

    /// Whether width and height change places.
    var isTransposed: Bool { self.rawValue >= 5 }

    /// Whether the stored first column is seen at the far end.
    var isMirroredInColumns: Bool { [.topRight, .bottomRight, .rightBottom, .leftBottom].contains(self) }

    /// Whether the stored first row is seen at the far end.
    var isMirroredInRows: Bool { [.bottomRight, .bottomLeft, .rightTop, .rightBottom].contains(self) }
}

extension PictureOrientation {
    private static let tag = 0x0112
    /// A number of 16 bits, as TIFF numbers its types.
    private static let short = 3
    private static let entryLength = 12

    /// What a JPEG says; upright where it says nothing that can be understood.
    init(jpeg bytes: Span<UInt8>) {
        self = Self.find(bytes) ?? .topLeft
    }

    /// Looks into the first Exif segment before the first scan.
    private static func find(_ bytes: Span<UInt8>) -> PictureOrientation? {
        guard JPEGHeader.begins(bytes) else { return nil }
        var position = 2
        while let marker = JPEGHeader.marker(bytes, at: &position), marker != JPEGMarker.scan {
            guard let length = bytes.bigEndian(at: position, length: 2), length >= 2,
                length <= bytes.count - position
            else { return nil }
            let content = bytes.extracting((position + 2)..<(position + length))
            if marker == JPEGMarker.application1, content.holds("Exif\0\0") {
                return Self.find(inTIFF: content.extracting(6..<content.count))
            }
            position += length
        }
        return nil
    }

    /// Reads the first directory; every number is checked against what is there.
    private static func find(inTIFF bytes: Span<UInt8>) -> PictureOrientation? {
        let isBig = bytes.holds("MM")
        guard isBig || bytes.holds("II") else { return nil }
        func number(at offset: Int, length: Int) -> Int? {
            isBig ? bytes.bigEndian(at: offset, length: length) : bytes.littleEndian(at: offset, length: length)
        }
        guard number(at: 2, length: 2) == 42, let directory = number(at: 4, length: 4),
            let count = number(at: directory, length: 2)
        else { return nil }
        for index in 0..<count {
            let entry = directory + 2 + index * Self.entryLength
            // The directory is longer than its segment: nothing more to read.
            guard let tag = number(at: entry, length: 2) else { return nil }
            guard tag == Self.tag else { continue }
            guard number(at: entry + 2, length: 2) == Self.short, number(at: entry + 4, length: 4) == 1 else {
                return nil
            }
            return number(at: entry + 8, length: 2).flatMap { PictureOrientation(rawValue: $0) }
        }
        return nil
    }
}
