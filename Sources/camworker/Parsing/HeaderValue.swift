/// A header value with parameters: `multipart/x-mixed-replace; boundary="x"`, `form-data; name="image"; filename=…`.
struct HeaderValue: Hashable, Sendable {
    /// What stands before the first semicolon, lower case and trimmed.
    var value: String
    /// Names are lower case; values unquoted, bytes as they came (cameras and browsers send Latin-1 and UTF-8 alike).
    var parameters: [Parameter]

    struct Parameter: Hashable, Sendable {
        var name: String
        var value: [UInt8]
    }

    /// Most parameters kept; a header has two or three.
    private static let maximumParameters = 16

    /// Reads a value; what is malformed in it is left out, nothing fails.
    init(_ bytes: [UInt8]) {
        var reader = HeaderReader(bytes: bytes)
        self.value = String(decoding: reader.token(until: [UInt8(ascii: ";")]), as: UTF8.self).lowercased()
        self.parameters = []
        while reader.skip(UInt8(ascii: ";")), self.parameters.count < Self.maximumParameters {
            let name = reader.token(until: [UInt8(ascii: "="), UInt8(ascii: ";")])
            guard reader.skip(UInt8(ascii: "=")) else { continue }
            let value = reader.parameterValue()
            self.parameters.append(
                Parameter(name: String(decoding: name, as: UTF8.self).lowercased(), value: value)
            )
        }
    }

    init(_ text: String) {
        self.init([UInt8](text.utf8))
    }

    /// The first parameter of that name.
    subscript(name: String) -> [UInt8]? {
        self.parameters.first { $0.name == name }?.value
    }
}

/// A cursor over a header value.
private struct HeaderReader {
    let bytes: [UInt8]
    var position = 0

    /// The bytes up to one of `ends`, trimmed.
    mutating func token(until ends: [UInt8]) -> [UInt8] {
        let start = self.position
        while self.position < self.bytes.count, !ends.contains(self.bytes[self.position]) { self.position += 1 }
        return self.bytes[start..<self.position].trimmed
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard self.position < self.bytes.count, self.bytes[self.position] == byte else { return false }
        self.position += 1
        return true
    }

    mutating func parameterValue() -> [UInt8] {
        while self.position < self.bytes.count, self.bytes[self.position].isWhitespace { self.position += 1 }
        guard self.skip(UInt8(ascii: "\"")) else { return self.token(until: [UInt8(ascii: ";")]) }
        let value = self.quoted()
        _ = self.token(until: [UInt8(ascii: ";")])
        return value
    }

    /// The rest of a quoted string.
    ///
    /// Only `\"` and `\\` are escapes: Internet Explorer sent `C:\pictures\a.jpg` as is.
    private mutating func quoted() -> [UInt8] {
        var value: [UInt8] = []
        while self.position < self.bytes.count {
            var byte = self.bytes[self.position]
            self.position += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\"), self.position < self.bytes.count,
                self.bytes[self.position] == UInt8(ascii: "\"") || self.bytes[self.position] == UInt8(ascii: "\\")
            {
                byte = self.bytes[self.position]
                self.position += 1
            }
            value.append(byte)
        }
        return value
    }
}

extension ArraySlice<UInt8> {
    /// Without whitespace at both ends.
    var trimmed: [UInt8] {
        guard let first = self.firstIndex(where: { !$0.isWhitespace }),
            let last = self.lastIndex(where: { !$0.isWhitespace })
        else { return [] }
        return Array(self[first...last])
    }
}
