/// A line as it is typed, key by key, with the keys that a terminal would otherwise see to.
///
/// Pure.
struct TypedLine {
    enum Outcome: Hashable {
        case goesOn
        case done
        case givenUp
    }

    /// Bytes; more keys are not taken.
    private static let longest = 1024

    private(set) var bytes: [UInt8] = []

    mutating func take(_ byte: UInt8) -> Outcome {
        switch byte {
        case 0x0A, 0x0D: return .done
        // Ctrl-C, Ctrl-\; Ctrl-D where nothing was typed.
        case 0x03, 0x1C: return .givenUp
        case 0x04: return self.bytes.isEmpty ? .givenUp : .done
        // Backspace, by either name; the whole letter, not its last byte.
        case 0x08, 0x7F:
            while let last = self.bytes.popLast(), last & 0xC0 == 0x80 {}
        // Ctrl-U.
        case 0x15: self.bytes = []
        case 0x00..<0x20: break
        default: if self.bytes.count < Self.longest { self.bytes.append(byte) }
        }
        return .goesOn
    }
}
