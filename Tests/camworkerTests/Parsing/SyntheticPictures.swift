/// Pictures made by the byte, for what no encoder writes on demand.
enum SyntheticPictures {
    /// A structurally whole JPEG of about `bytes` bytes that decodes to nothing.
    ///
    /// - Parameters:
    ///   - fill: the entropy-coded bytes; must not hold an FF.
    ///   - segments: segments before the frame header, with marker and length.
    static func jpeg(
        width: Int = 640,
        height: Int = 480,
        segments: [UInt8] = [],
        fill: [UInt8] = [UInt8](repeating: 0x5A, count: 64)
    ) -> [UInt8] {
        let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8]
        let component: [UInt8] = [1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
        return joined(
            [0xFF, 0xD8],
            segments,
            frame,
            self.word(height),
            self.word(width),
            component,
            scan,
            fill,
            [0xFF, 0xD9]
        )
    }

    /// One segment with its length.
    static func segment(_ marker: UInt8, _ contents: [UInt8]) -> [UInt8] {
        joined([0xFF, marker], self.word(contents.count + 2), contents)
    }

    static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)] }
}

/// A piece of a test's stream: text or bytes.
protocol StreamPiece {
    var pieceBytes: [UInt8] { get }
}

extension String: StreamPiece {
    var pieceBytes: [UInt8] { Array(self.utf8) }
}

extension [UInt8]: StreamPiece {
    var pieceBytes: [UInt8] { self }
}

/// The pieces one after the other.
func joined(_ pieces: any StreamPiece...) -> [UInt8] {
    pieces.flatMap(\.pieceBytes)
}
