/// Status and the headers that matter, of the newest response of a transfer (a challenge or redirect comes before).
struct HTTPResponseHead: Equatable {
    /// Longest header block, bytes; a camera sends less than 1 kB.
    ///
    /// libcurl 7.88 has a limit per line only.
    static let largest = 64 * 1024

    private(set) var status = 0
    private(set) var contentType: String?
    private(set) var entityTag: String?
    private(set) var lastModified: String?
    private(set) var date: String?
    /// As the camera sent it; may be relative.
    private(set) var location: String?
    /// Whether it says how it wants to know who asks.
    private(set) var isChallenge = false
    /// Whether Digest is among the ways.
    private(set) var offersDigest = false
    /// Whether Basic is.
    private(set) var offersBasic = false
    private var size = 0

    /// Takes one header line, as libcurl delivers them.
    ///
    /// - Returns: `false` when the headers have become too long.
    mutating func receive(line: some Collection<UInt8>) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let digits = text.drop { $0 != " " }.dropFirst().prefix(while: \.isWholeNumber)
            self = HTTPResponseHead()
            self.status = Int(digits) ?? 0
        }
        self.size += line.count
        if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop(while: \.isWhitespace)
            let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
            self.keep(String(value[..<end]), as: text[..<colon].lowercased())
        }
        return self.size <= Self.largest
    }

    private mutating func keep(_ value: String, as name: String) {
        switch name {
        case "content-type": self.contentType = value
        case "etag": self.entityTag = value
        case "last-modified": self.lastModified = value
        case "date": self.date = value
        case "location": self.location = value
        case "www-authenticate":
            self.isChallenge = true
            // Each in a line of its own, or several in one (RFC 9110 §11.6.1).
            let value = value.lowercased()
            self.offersDigest = self.offersDigest || value.contains("digest")
            self.offersBasic = self.offersBasic || value.contains("basic ")
        default: break
        }
    }

    var isSuccess: Bool { (200..<300).contains(self.status) }

    /// The URL is another one: 301, 302, 303, 307, 308.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(self.status) }

    /// Whether a redirected POST stays one: of the others clients make a GET (RFC 9110 §15.4), which is no question any more.
    var keepsMethod: Bool { [307, 308].contains(self.status) }
}
