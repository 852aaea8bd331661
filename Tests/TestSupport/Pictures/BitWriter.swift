/// Entropy-coded bytes of a JPEG: most significant bit first, a zero stuffed after every FF, ones at the end.
struct BitWriter {
    private var bytes: [UInt8] = []
    private var current: UInt8 = 0
    private var used = 0

    /// Writes the lowest `count` bits of `value`.
    mutating func write(_ value: Int, count: Int) {
        for position in stride(from: count - 1, through: 0, by: -1) {
            self.current = self.current << 1 | UInt8(truncatingIfNeeded: value >> position & 1)
            self.used += 1
            if self.used == 8 { self.flush() }
        }
    }

    /// All bytes, the last one filled up.
    mutating func finished() -> [UInt8] {
        while self.used > 0 { self.write(1, count: 1) }
        return self.bytes
    }

    private mutating func flush() {
        self.bytes.append(self.current)
        if self.current == 0xFF { self.bytes.append(0) }
        self.current = 0
        self.used = 0
    }
}
