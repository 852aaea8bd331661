/// What stands before the first element of an XML or HTML document, and that element's name.
enum MarkupProlog {
    /// Longest element name kept, bytes; ours are `svg` and `html`.
    private static let longestName = 64

    /// Name of the first element as written, or `nil` when the bytes are no markup (or end before it).
    static func rootName(_ bytes: Span<UInt8>) -> String? {
        guard let offset = self.rootOffset(bytes) else { return nil }
        let name = self.name(bytes, at: offset + 1)
        return name.isEmpty ? nil : name
    }

    /// Offset of the first element's `<`.
    static func rootOffset(_ bytes: Span<UInt8>) -> Int? {
        var position = 0
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
        while true {
            while position < bytes.count, bytes[position].isWhitespace { position += 1 }
            guard position < bytes.count, bytes[position] == UInt8(ascii: "<") else { return nil }
            let end: Int?
            if bytes.holds("<!--", at: position) {
                end = self.end(of: "-->", bytes, from: position + 4)
            } else if bytes.holds("<?", at: position) {
                end = self.end(of: "?>", bytes, from: position + 2)
            } else if bytes.holdsIgnoringCase("<!doctype", at: position) {
                end = self.endOfDoctype(bytes, from: position + 9)
            } else {
                return position
            }
            guard let end else { return nil }
            position = end
        }
    }

    /// The name that begins at `offset`; empty when none does.
    static func name(_ bytes: Span<UInt8>, at offset: Int) -> String {
        var end = offset
        while end < bytes.count, end - offset < self.longestName, self.isNameByte(bytes[end]) { end += 1 }
        return String(decoding: bytes.array(offset..<end), as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func end(of mark: StaticString, _ bytes: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while let found = bytes.firstIndex(of: mark.utf8Start[0], from: position, to: bytes.count) {
            if bytes.holds(mark, at: found) { return found + mark.utf8CodeUnitCount }
            position = found + 1
        }
        return nil
    }

    /// A doctype ends at the first `>` outside quotes and of its internal subset (`[…]`).
    private static func endOfDoctype(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        var inSubset = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "["): inSubset = true
            case UInt8(ascii: "]"): inSubset = false
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let close = bytes.firstIndex(of: bytes[position], from: position + 1, to: bytes.count)
                else { return nil }
                position = close
            case UInt8(ascii: ">") where !inSubset: return position + 1
            default: break
            }
            position += 1
        }
        return nil
    }
}
