/// FIPS 180-4, for the camera's side of HTTP Digest with `algorithm=SHA-256`.
///
/// Nothing secret depends on it.
enum SHA256 {
    /// The digest in lower-case hexadecimal.
    static func hex(_ text: String) -> String {
        self.digest(Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    static func digest(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) &* 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
        var state = self.start
        for start in stride(from: 0, to: padded.count, by: 64) {
            self.mix(&state, self.schedule(padded[start..<(start + 64)]))
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    private static let primes: [Int] = {
        var found: [Int] = []
        var candidate = 2
        while found.count < 64 {
            if !found.contains(where: { candidate % $0 == 0 }) { found.append(candidate) }
            candidate += 1
        }
        return found
    }()

    /// The first 32 bits of the fractions of the square roots of the first 8 primes (§5.3.3).
    private static let start = Self.primes.prefix(8).map { Self.fraction(Double($0).squareRoot()) }
    /// The same of the cube roots of the first 64 (§4.2.2).
    private static let constants = Self.primes.map { Self.fraction(Self.cubeRoot(Double($0))) }

    private static func fraction(_ value: Double) -> UInt32 {
        UInt32((value - value.rounded(.down)) * 4_294_967_296)
    }

    /// Newton's method: twenty rounds reach a double's last bit for numbers this small.
    private static func cubeRoot(_ value: Double) -> Double {
        var root = 7.0
        for _ in 0..<20 { root -= (root * root * root - value) / (3 * root * root) }
        return root
    }

    private static func schedule(_ block: ArraySlice<UInt8>) -> [UInt32] {
        var words = (0..<16).map { index in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[block.startIndex + index * 4 + $1]) }
        }
        for index in 16..<64 {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = self.turn(early, 7) ^ self.turn(early, 18) ^ (early >> 3)
            let second = self.turn(late, 17) ^ self.turn(late, 19) ^ (late >> 10)
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        return words
    }

    private static func mix(_ state: inout [UInt32], _ words: [UInt32]) {
        var now = state
        for step in 0..<64 {
            let (a, e) = (now[0], now[4])
            let choice = (e & now[5]) ^ (~e & now[6])
            let majority = (a & now[1]) ^ (a & now[2]) ^ (now[1] & now[2])
            let first = self.turn(e, 6) ^ self.turn(e, 11) ^ self.turn(e, 25)
            let second = self.turn(a, 2) ^ self.turn(a, 13) ^ self.turn(a, 22)
            let sum = now[7] &+ first &+ choice &+ self.constants[step] &+ words[step]
            now = [sum &+ second &+ majority, a, now[1], now[2], now[3] &+ sum, e, now[5], now[6]]
        }
        state = zip(state, now).map { $0 &+ $1 }
    }

    private static func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
}
