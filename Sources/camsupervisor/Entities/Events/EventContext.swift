import Shared

/// What an event or a state came of: Home Assistant's `context`, an id that what belongs together shares.
struct EventContext: Sendable, Hashable {
    /// A ULID: 48 bits of time and 80 of chance in Crockford's Base32, as Home Assistant's are.
    var id: String
    var parent: String?

    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    init(at time: WallTime, using generator: inout some RandomNumberGenerator) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(26)
        let milliseconds = time.nanoseconds / 1_000_000
        for shift in stride(from: 45, through: 0, by: -5) {
            bytes.append(Self.digits[Int(milliseconds >> UInt64(shift) & 31)])
        }
        for _ in 0..<2 {
            var word = generator.next()
            for _ in 0..<8 {
                bytes.append(Self.digits[Int(word & 31)])
                word >>= 5
            }
        }
        self.id = String(decoding: bytes, as: UTF8.self)
    }

    func write(to writer: inout JSONWriter) {
        writer.raw("{\"id\":\"")
        writer.raw(text: self.id)
        writer.raw("\",\"parent_id\":")
        if let parent { writer.write(parent) } else { writer.raw("null") }
        writer.raw(",\"user_id\":null}")
    }
}
