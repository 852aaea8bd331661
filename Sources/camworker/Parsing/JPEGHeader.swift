internal import Shared

/// JPEG's segments up to the first scan (ITU-T T.81 annex B).
enum JPEGHeader {
    static func begins(_ bytes: Span<UInt8>) -> Bool { bytes.holdsStart(at: 0) }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        var identity = PictureIdentity(format: .jpeg, width: 0, height: 0, isComplete: false)
        guard self.readFrame(bytes, into: &identity) else { return identity }
        // Nearly every picture ends with EOI, which spares the walk through its scans.
        let count = bytes.count
        if bytes[count - 2] == 0xFF, bytes[count - 1] == JPEGMarker.end {
            identity.isComplete = true
        } else {
            var scanner = JPEGScanner(limit: .max)
            if case .picture = scanner.scan(bytes) { identity.isComplete = true }
        }
        return identity
    }

    /// Finds the frame header (SOFn), segment by segment, and says whether a scan follows.
    private static func readFrame(_ bytes: Span<UInt8>, into identity: inout PictureIdentity) -> Bool {
        var position = 2
        while let marker = self.marker(bytes, at: &position) {
            guard let length = bytes.bigEndian(at: position, length: 2), length >= 2 else { return false }
            if JPEGMarker.isFrameHeader(marker) {
                identity.height = bytes.bigEndian(at: position + 3, length: 2) ?? 0
                identity.width = bytes.bigEndian(at: position + 5, length: 2) ?? 0
            }
            position += length
            if marker == JPEGMarker.scan { return position < bytes.count }
        }
        return false
    }

    /// The marker of the segment at `position`, which then stands at the segment's length.
    static func marker(_ bytes: Span<UInt8>, at position: inout Int) -> UInt8? {
        guard position < bytes.count, bytes[position] == 0xFF else { return nil }
        // Any number of fill bytes may precede a marker (T.81 B.1.1.2).
        while position < bytes.count, bytes[position] == 0xFF { position += 1 }
        guard position < bytes.count, JPEGMarker.hasSegment(bytes[position]) else { return nil }
        defer { position += 1 }
        return bytes[position]
    }
}

/// The second byte of JPEG's markers (T.81 table B.1).
enum JPEGMarker {
    static let start: UInt8 = 0xD8
    static let end: UInt8 = 0xD9
    static let scan: UInt8 = 0xDA
    /// Exif, and other things that begin with another name.
    static let application1: UInt8 = 0xE1

    /// SOF0 to SOF15: the codes C0 to CF without DHT (C4), JPG (C8) and DAC (CC).
    static func isFrameHeader(_ code: UInt8) -> Bool {
        0xC0...0xCF ~= code && code != 0xC4 && code != 0xC8 && code != 0xCC
    }

    /// Markers that are followed by a length: tables, frame and scan headers, APPn, COM.
    static func hasSegment(_ code: UInt8) -> Bool {
        switch code {
        case 0xC8: false
        case 0xC0...0xCF, 0xDA...0xDF, 0xE0...0xEF, 0xFE: true
        default: false
        }
    }

    /// Segments that may stand between two scans.
    ///
    /// Anything else inside entropy-coded bytes is taken as such: some encoders forget to stuff a byte, and no decoder
    /// minds.
    static func mayFollowScan(_ code: UInt8) -> Bool {
        switch code {
        case 0xC4, 0xCC, 0xDA...0xDD, 0xE0...0xEF, 0xFE: true
        default: false
        }
    }
}

extension Span<UInt8> {
    /// Whether `FF D8 FF`, the start of every JPEG, stands at `offset`.
    func holdsStart(at offset: Int) -> Bool {
        self.count - offset >= 3 && self[offset] == 0xFF && self[offset + 1] == JPEGMarker.start
            && self[offset + 2] == 0xFF
    }
}
