package import Shared

/// Reads a `multipart/x-mixed-replace` body part by part, strictly: every part must have a Content-Length that is
/// right, and delimiters must stand exactly where they belong.
package final class MultipartReader {
    /// One part, once it has been seen to end.
    package struct Part: Sendable {
        package var fields: HTTPFields
        package var body: [UInt8]
        /// When the body's last byte was here.
        package var arrived: MonotonicTime
        /// When the delimiter after it was here: browsers show a part only then.
        package var delimited: MonotonicTime
    }

    package let boundary: String
    private let connection: HTTPConnection
    private let reader: ByteReader
    private var hasBegun = false
    private var count = 0

    /// Longest part read.
    private static let maximumPart = 64 << 20

    /// Takes over the connection after its head.
    ///
    /// - Throws: ``HTTPClientError`` when the answer is no multipart stream.
    package init(_ connection: HTTPConnection, head: HTTPResponseHead) throws {
        guard let boundary = Self.boundary(inContentType: head.fields["Content-Type"] ?? "") else {
            throw HTTPClientError.malformed("no multipart stream but \(head.status), '\(head.fields)'")
        }
        self.boundary = boundary
        self.connection = connection
        let isChunked = head.framing(toMethod: "GET") == .chunked
        self.reader = ByteReader {
            isChunked ? try connection.readChunk() ?? [] : try connection.readSome()
        }
    }

    /// The next whole part; `nil` after the closing delimiter.
    package func nextPart() throws -> Part? {
        if !self.hasBegun {
            self.hasBegun = true
            guard try self.readDelimiter(self.reader.readLine(during: "before the first part")) else { return nil }
        } else if self.isOver {
            return nil
        }
        let fields = try self.readFields()
        guard let length = fields["Content-Length"].flatMap({ Int($0) }), (0...Self.maximumPart).contains(length) else {
            throw HTTPClientError.malformed("part \(self.count) has no usable Content-Length: '\(fields)'")
        }
        let body = try self.reader.readExactly(length, during: "in part \(self.count)")
        let arrived = self.connection.lastArrival
        guard try self.reader.readLine(during: "after part \(self.count)").isEmpty else {
            throw HTTPClientError.malformed("part \(self.count) does not end after its \(length) bytes")
        }
        let line = try self.reader.readLine(during: "in the delimiter after part \(self.count)")
        self.isOver = try !self.readDelimiter(line)
        self.count += 1
        return Part(fields: fields, body: body, arrived: arrived, delimited: self.connection.lastArrival)
    }

    private var isOver = false

    /// True for a delimiter, false for the closing one.
    private func readDelimiter(_ line: String) throws -> Bool {
        if line == "--\(self.boundary)" { return true }
        if line == "--\(self.boundary)--" { return false }
        throw HTTPClientError.malformed("'\(line.prefix(200))' where --\(self.boundary) belongs, part \(self.count)")
    }

    private func readFields() throws -> HTTPFields {
        var lines: [Substring] = []
        while true {
            let line = try self.reader.readLine(during: "in the headers of part \(self.count)")
            guard !line.isEmpty else { break }
            lines.append(line[...])
        }
        guard let fields = HTTPFields(parsing: lines) else {
            throw HTTPClientError.malformed("headers of part \(self.count): \(lines)")
        }
        return fields
    }

    private static func boundary(inContentType type: String) -> String? {
        guard type.lowercased().hasPrefix("multipart/") else { return nil }
        for parameter in type.split(separator: ";").dropFirst() {
            let pair = parameter.trimmingBlanks()
            guard pair.lowercased().hasPrefix("boundary=") else { continue }
            let value = pair.dropFirst("boundary=".count)
            return String(value.hasPrefix("\"") ? value.dropFirst().dropLast() : value)
        }
        return nil
    }
}
