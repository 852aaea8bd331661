/// The status line and headers of an answer.
package struct HTTPResponseHead: Sendable {
    package var version: String
    package var status: Int
    package var reason: String
    package var fields: HTTPFields

    /// How the body ends.
    package enum Framing: Sendable, Hashable {
        /// There is none: the answer to HEAD, 1xx, 204, 304.
        case none
        case length(Int)
        case chunked
        /// With the connection.
        case close
    }

    /// RFC 9112 §6.3.
    package func framing(toMethod method: String) -> Framing {
        if method == "HEAD" || self.status < 200 || self.status == 204 || self.status == 304 { return .none }
        if self.fields["Transfer-Encoding"]?.lowercased().contains("chunked") == true { return .chunked }
        return self.fields["Content-Length"].flatMap { Int($0) }.map { .length($0) } ?? .close
    }

    /// Whether the server closes after this answer.
    package var closesConnection: Bool {
        let connection = self.fields["Connection"]?.lowercased() ?? ""
        return connection.contains("close") || (self.version == "HTTP/1.0" && !connection.contains("keep-alive"))
    }

    /// Parses everything before the empty line.
    ///
    /// - Throws: ``HTTPClientError/malformed(_:)``.
    init(parsing bytes: some Collection<UInt8>) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        // CR and LF together are one Character; so they are removed by scalar.
        let lines = text.unicodeScalars.split(separator: "\n").map { line in
            Substring(line.last == "\r" ? line.dropLast() : line)
        }
        let parts = lines.first?.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false) ?? []
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), parts[1].count == 3, let status = Int(parts[1]) else {
            throw HTTPClientError.malformed("status line '\(lines.first ?? "")'")
        }
        guard let fields = HTTPFields(parsing: lines.dropFirst()) else {
            throw HTTPClientError.malformed("header lines '\(text)'")
        }
        self.version = String(parts[0])
        self.status = status
        self.reason = parts.count > 2 ? String(parts[2]) : ""
        self.fields = fields
    }
}

/// A whole answer.
package struct HTTPResponse: Sendable, CustomStringConvertible {
    package var head: HTTPResponseHead
    package var body: [UInt8]

    package var status: Int { self.head.status }
    package var text: String { String(decoding: self.body, as: UTF8.self) }

    package subscript(name: String) -> String? { self.head.fields[name] }

    package var description: String {
        let isText = self.body.count < 2000 && !self.body.contains(0)
        return "\(self.status) \(self.head.reason)\n\(self.head.fields)\n"
            + (isText ? self.text : "(\(self.body.count) bytes)")
    }
}

/// What a server did that HTTP does not allow, or too soon.
package enum HTTPClientError: Error, Equatable, CustomStringConvertible {
    case malformed(String)
    case closed(during: String)
    /// More bytes than the client is willing to hold.
    case tooLong(String, limit: Int)

    package var description: String {
        switch self {
        case .malformed(let what): "the server's answer is malformed: \(what)"
        case .closed(let during): "the server closed the connection \(during)"
        case .tooLong(let what, let limit): "\(what) is longer than \(limit) bytes"
        }
    }
}
