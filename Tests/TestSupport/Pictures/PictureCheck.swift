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

    /// Width and height that a JPEG's frame header says, pixels; `nil` when there is none.
    package static func sizeOfJPEG(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var index = 2
        while index + 9 <= bytes.count, bytes[index] == 0xFF {
            let marker = bytes[index + 1]
            let number = { (offset: Int) in Int(bytes[index + offset]) << 8 + Int(bytes[index + offset + 1]) }
            // SOF0 to SOF15 without DHT, JPG and DAC, which lie among them.
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) { return (number(7), number(5)) }
            index += 2 + number(2)
        }
        return nil
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
