/// The header lines of one part, as far as they matter, collected within bounds.
struct PartHeaders: Hashable, Sendable {
    /// Most bytes of all lines; real ones have 60 to 300.
    static let maximumBytes = 16 * 1024
    /// Longest line; Digifort and Milestone put camera state of up to 2 kB into one.
    static let maximumLine = 8 * 1024

    private(set) var contentType: String?
    /// As announced; not to be believed.
    private(set) var contentLength: Int?
    private(set) var disposition: HeaderValue?
    private(set) var transferEncoding: String?
    /// Whether any `Content-…` line was among them, which tells headers from text.
    private(set) var hasContentLine = false
    private var bytes = 0

    /// Takes one line without its end.
    ///
    /// - Returns: `false` when the lines together exceed ``maximumBytes``.
    mutating func take(_ line: [UInt8]) -> Bool {
        self.bytes += line.count + 2
        guard self.bytes <= Self.maximumBytes else { return false }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = line[..<colon].trimmed.map(\.lowercasedASCII)
        let value = line[(colon + 1)...].trimmed
        switch String(decoding: name, as: UTF8.self) {
        case "content-type": self.contentType = self.contentType ?? String(decoding: value, as: UTF8.self)
        case "content-length": self.contentLength = self.contentLength ?? Self.number(value)
        case "content-disposition": self.disposition = self.disposition ?? HeaderValue(value)
        case "content-transfer-encoding":
            self.transferEncoding = String(decoding: value, as: UTF8.self).lowercased()
        default: break
        }
        self.hasContentLine = self.hasContentLine || Self.isContentLine(line)
        return true
    }

    /// Whether a line is a part's header, wherever it stands.
    static func isContentLine(_ line: [UInt8]) -> Bool {
        line.span.holdsIgnoringCase("content-") && line.contains(UInt8(ascii: ":"))
    }

    /// Decimal digits only; `nil` for anything else and for numbers no buffer could hold.
    private static func number(_ text: [UInt8]) -> Int? {
        guard 1...12 ~= text.count, text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
