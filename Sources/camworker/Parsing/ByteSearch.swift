internal import CLinux
internal import Glibc

extension Span<UInt8> {
    /// Index of the first `byte` in `start..<end`, by `memchr`: bodies are searched at memory speed.
    func firstIndex(of byte: UInt8, from start: Int, to end: Int) -> Int? {
        guard start < end else { return nil }
        precondition(start >= 0 && end <= self.count, "callers stay inside what they hold")
        return self.withUnsafeBufferPointer { bytes -> Int? in
            guard let base = bytes.baseAddress,
                let found = memchr(base + start, Int32(byte), end - start)
            else { return nil }
            return UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }

    /// Whether `pattern` stands at `offset`.
    func holds(_ pattern: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, self.count - offset >= pattern.utf8CodeUnitCount else { return false }
        for index in 0..<pattern.utf8CodeUnitCount where self[offset + index] != pattern.utf8Start[index] {
            return false
        }
        return true
    }

    /// Like ``holds(_:at:)``, A to Z and a to z alike; `pattern` is lower case.
    func holdsIgnoringCase(_ pattern: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, self.count - offset >= pattern.utf8CodeUnitCount else { return false }
        for index in 0..<pattern.utf8CodeUnitCount
        where self[offset + index].lowercasedASCII != pattern.utf8Start[index] {
            return false
        }
        return true
    }

    /// Offset of the first `pattern` (lower case, case ignored) in `start..<end`.
    func firstOffset(ofIgnoringCase pattern: StaticString, from start: Int, to end: Int) -> Int? {
        let last = Swift.min(end, self.count) - pattern.utf8CodeUnitCount
        guard start <= last else { return nil }
        return (start...last).first { self.holdsIgnoringCase(pattern, at: $0) }
    }

    /// A big-endian integer of `length` bytes (1 to 4) at `offset`, or `nil` when it is not there.
    func bigEndian(at offset: Int, length: Int) -> Int? {
        guard offset >= 0, self.count - offset >= length else { return nil }
        var value = 0
        for index in offset..<(offset + length) { value = value << 8 | Int(self[index]) }
        return value
    }

    /// A little-endian integer of `length` bytes (1 to 4) at `offset`, or `nil` when it is not there.
    func littleEndian(at offset: Int, length: Int) -> Int? {
        guard offset >= 0, self.count - offset >= length else { return nil }
        var value = 0
        for index in (offset..<(offset + length)).reversed() { value = value << 8 | Int(self[index]) }
        return value
    }

    /// A copy of some of the bytes.
    func array(_ range: Range<Int>) -> [UInt8] {
        self.extracting(range).withUnsafeBufferPointer { [UInt8]($0) }
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self
    }

    /// Space, tab, CR, LF, form feed.
    var isWhitespace: Bool { self == 0x20 || 0x09...0x0D ~= self }

    var isPrintableASCII: Bool { 0x20...0x7E ~= self }
}
