/// Reads a NAL unit's payload bit by bit, without the emulation prevention bytes (ITU-T H.264 §7.3.1, H.265 §7.3.1).
///
/// Past the end everything is 0 and ``isExhausted``: who reads checks once, at the end.
struct BitReader {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var isExhausted = false

    /// - Parameter unit: With its header, which is read like all else.
    init(unescaping unit: some Sequence<UInt8>) {
        var bytes: [UInt8] = []
        var zeros = 0
        for byte in unit {
            if zeros >= 2, byte == 3 {
                zeros = 0
                continue
            }
            zeros = byte == 0 ? zeros + 1 : 0
            bytes.append(byte)
        }
        self.bytes = bytes
    }

    /// Reads bytes that hold no emulation prevention.
    init(bits bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func bit() -> Bool {
        guard self.position < self.bytes.count * 8 else {
            self.isExhausted = true
            return false
        }
        defer { self.position += 1 }
        return self.bytes[self.position / 8] & (0x80 >> UInt8(self.position % 8)) != 0
    }

    /// - Parameter count: At most 32.
    mutating func bits(_ count: Int) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count { value = value << 1 | (self.bit() ? 1 : 0) }
        return value
    }

    mutating func skip(_ count: Int) {
        self.position = min(self.bytes.count * 8 + 1, self.position + count)
        self.isExhausted = self.isExhausted || self.position > self.bytes.count * 8
    }

    /// `ue(v)`; what is longer than 32 bits is no number of ours.
    mutating func unsigned() -> UInt32 {
        var zeros = 0
        while !self.isExhausted, !self.bit() { zeros += 1 }
        guard zeros < 32 else {
            self.isExhausted = true
            return 0
        }
        return (1 << UInt32(zeros)) - 1 + self.bits(zeros)
    }

    /// `se(v)`.
    mutating func signed() -> Int64 {
        let code = Int64(self.unsigned())
        return code & 1 == 1 ? (code + 1) / 2 : -(code / 2)
    }
}
