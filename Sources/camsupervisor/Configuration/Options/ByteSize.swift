/// Sizes of memory as people write them.
///
/// | written | means |
/// |---|---|
/// | `256 MiB`, `1.5 GiB`, `512 KiB` | powers of 1024 |
/// | `256M`, `1G`, `512K` | the same, as systemd and Docker write them |
/// | `256 MB`, `1 GB`, `512 kB` | powers of 1000 |
///
/// A bare number is none: some mean bytes by it, some MiB.
enum ByteSize {
    private static let units: [String: Double] = [
        "b": 1, "k": 1024, "kib": 1024, "kb": 1000, "m": 1_048_576, "mib": 1_048_576, "mb": 1_000_000,
        "g": 1_073_741_824, "gib": 1_073_741_824, "gb": 1_000_000_000,
    ]

    /// Larger numbers are not exact any more.
    private static let largest = 1e15

    /// Whole bytes, or `nil`.
    static func parse(_ text: String) -> Int? {
        let number = text.prefix { !$0.isLetter && $0 != " " }
        let unit = text[number.endIndex...].drop { $0 == " " }
        guard let count = DecimalNumber.parse(number), let size = Self.units[unit.lowercased()] else { return nil }
        let bytes = (count * size).rounded()
        guard bytes >= 0, bytes <= Self.largest else { return nil }
        return Int(bytes)
    }

    /// For messages: `256 MiB`, `1.5 GiB`.
    static func shown(_ bytes: Int) -> String {
        for (size, unit) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] where bytes >= size {
            let (whole, rest) = bytes.quotientAndRemainder(dividingBy: size)
            return rest * 10 < size ? "\(whole) \(unit)" : "\(whole).\(rest * 10 / size) \(unit)"
        }
        return "\(bytes) bytes"
    }
}
