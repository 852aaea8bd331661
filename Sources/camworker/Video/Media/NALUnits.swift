internal import Shared

/// Takes coded video apart into its NAL units: after start codes (H.264 Annex B) or lengths (ISO/IEC 14496-15).
///
/// Pure.
enum NALUnits {
    /// How units are told apart in the packets of a stream.
    enum Framing: Equatable {
        case startCodes
        /// Bytes of the length before each unit, 1 to 4.
        case lengths(Int)
    }

    /// Most units that are looked at: a picture of many slices; parameter sets come first.
    private static let most = 64

    /// Hands over each unit without what stands before it, until `body` returns `false`.
    static func forEach(
        in bytes: UnsafeRawBufferPointer,
        _ framing: Framing,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) {
        switch framing {
        case .startCodes: self.forEachAfterStartCode(bytes, body)
        case .lengths(let size): self.forEachWithLength(bytes, size, body)
        }
    }

    /// Units after start codes as MP4 holds them: each after four bytes of its length.
    ///
    /// - Parameter isKept: Which are, by their first byte; all when none is.
    static func withLengths(
        _ bytes: UnsafeRawBufferPointer,
        keeping isKept: (UInt8) -> Bool
    ) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count + 64)
        func append(_ unit: UnsafeRawBufferPointer) {
            withUnsafeBytes(of: UInt32(clamping: unit.count).bigEndian) { kept.append(contentsOf: $0) }
            kept.append(contentsOf: unit)
        }
        self.forEachAfterStartCode(bytes, most: .max) { unit in
            if isKept(unit[0]) { append(unit) }
            return true
        }
        guard kept.isEmpty else { return kept }
        self.forEachAfterStartCode(bytes, most: .max) { unit in
            append(unit)
            return true
        }
        return kept
    }

    private static func forEachWithLength(
        _ bytes: UnsafeRawBufferPointer,
        _ size: Int,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) {
        var rest = bytes
        for _ in 0..<Self.most {
            guard rest.count > size else { return }
            let length = rest.prefix(size).reduce(0) { $0 << 8 | Int($1) }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(size))
            guard length > 0, length <= rest.count else { return }
            guard body(UnsafeRawBufferPointer(rebasing: rest.prefix(length))) else { return }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
        }
    }

    private static func forEachAfterStartCode(
        _ bytes: UnsafeRawBufferPointer,
        most: Int = NALUnits.most,
        _ body: (UnsafeRawBufferPointer) -> Bool
    ) {
        var start = Self.startCode(in: bytes, from: 0)?.upperBound
        for _ in 0..<most {
            guard let begin = start, begin < bytes.count else { return }
            let next = Self.startCode(in: bytes, from: begin)
            var end = next?.lowerBound ?? bytes.count
            // A unit never ends with a zero byte; those before the next code belong to it.
            while end > begin, bytes[end - 1] == 0 { end -= 1 }
            if end > begin {
                guard body(UnsafeRawBufferPointer(rebasing: bytes[begin..<end])) else { return }
            }
            start = next?.upperBound
        }
    }

    /// Where the next `00 00 01` stands.
    private static func startCode(in bytes: UnsafeRawBufferPointer, from begin: Int) -> Range<Int>? {
        var index = begin + 2
        while index < bytes.count {
            let byte = bytes[index]
            if byte > 1 {
                index += 3
            } else if byte == 1, bytes[index - 1] == 0, bytes[index - 2] == 0 {
                return (index - 2)..<(index + 1)
            } else {
                index += 1
            }
        }
        return nil
    }
}
