/// Takes bytes from a source in the pieces a parser wants: lines, exact counts, whatever is there.
final class ByteReader {
    private var buffer: [UInt8] = []
    /// Bytes of the buffer already used.
    private var consumed = 0
    /// More bytes; empty at the end.
    private let source: () throws -> [UInt8]

    /// Longest head or line read: far above what a sane server sends.
    private static let maximumLine = 256 << 10

    init(_ source: @escaping () throws -> [UInt8]) {
        self.source = source
    }

    /// Everything before `end`, which is used up too.
    func read(before end: [UInt8], during: String) throws -> [UInt8] {
        var searched = 0
        while true {
            if let found = self.unread.firstRange(of: end, from: searched) {
                let bytes = Array(self.unread[..<found])
                self.take(bytes.count + end.count)
                return bytes
            }
            searched = max(0, self.unread.count - end.count)
            guard self.unread.count < Self.maximumLine else {
                throw HTTPClientError.tooLong("what was read \(during)", limit: Self.maximumLine)
            }
            guard try self.fill() else {
                throw HTTPClientError.closed(during: "\(during), after \(self.unread.count) bytes of it")
            }
        }
    }

    /// A line without its end, CRLF or LF.
    func readLine(during: String) throws -> String {
        let line = try self.read(before: [UInt8(ascii: "\n")], during: during)
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
    }

    /// Exactly `count` bytes.
    func readExactly(_ count: Int, during: String) throws -> [UInt8] {
        while self.unread.count < count {
            guard try self.fill() else {
                throw HTTPClientError.closed(during: "\(during), after \(self.unread.count) of \(count) bytes")
            }
        }
        let bytes = Array(self.unread.prefix(count))
        self.take(count)
        return bytes
    }

    /// What is there, at least one byte, at most `limit`; empty at the end.
    func readSome(atMost limit: Int) throws -> [UInt8] {
        if self.unread.isEmpty, try !self.fill() { return [] }
        let bytes = Array(self.unread.prefix(limit))
        self.take(bytes.count)
        return bytes
    }

    private var unread: ArraySlice<UInt8> { self.buffer[self.consumed...] }

    private func take(_ count: Int) {
        self.consumed += count
        // Moving the rest down only now and then keeps reading linear.
        guard self.consumed > 1 << 20 || self.consumed == self.buffer.count else { return }
        self.buffer.removeFirst(self.consumed)
        self.consumed = 0
    }

    /// Reads once; false at the end.
    private func fill() throws -> Bool {
        let bytes = try self.source()
        self.buffer += bytes
        return !bytes.isEmpty
    }
}

extension ArraySlice<UInt8> {
    /// Where `pattern` begins, searching from `offset` bytes into the slice.
    func firstRange(of pattern: [UInt8], from offset: Int) -> Int? {
        guard let first = pattern.first else { return nil }
        var index = self.startIndex + offset
        while index + pattern.count <= self.endIndex {
            guard let candidate = self[index...].firstIndex(of: first) else { return nil }
            if self[candidate...].starts(with: pattern) { return candidate }
            index = candidate + 1
        }
        return nil
    }
}
