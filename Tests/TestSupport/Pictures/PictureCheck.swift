/// Whether a picture is all there, judged without decoding it.
package enum PictureCheck {
    /// JPEG as ``isWholeJPEG(_:)``; PNG and GIF by first and last bytes; everything else is not whole.
    package static func isWhole(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return bytes.suffix(8).starts(with: Array("IEND".utf8)) }
        if bytes.starts(with: Array("GIF8".utf8)) { return bytes.last == 0x3B }
        return self.isWholeJPEG(bytes)
    }

    /// SOI, segments whose lengths fit, scans, and an EOI that is the very last thing.
    package static func isWholeJPEG(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return false }
        var index = 2
        while index + 1 < bytes.count {
            guard bytes[index] == 0xFF else { return false }
            let marker = bytes[index + 1]
            switch marker {
            case 0xFF:
                index += 1
            case 0xD9:
                return index + 2 == bytes.count
            case 0xD0...0xD7, 0x01:
                index += 2
            default:
                guard index + 3 < bytes.count else { return false }
                index += 2 + Int(bytes[index + 2]) << 8 + Int(bytes[index + 3])
                if marker == 0xDA { index = self.endOfScan(bytes, from: index) }
            }
        }
        return false
    }

    /// The first marker after entropy-coded bytes; stuffed zeros and restarts belong to the scan.
    private static func endOfScan(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == 0xFF, bytes[index + 1] != 0, !(0xD0...0xD7).contains(bytes[index + 1]) { return index }
            index += 1
        }
        return bytes.count
    }
}
