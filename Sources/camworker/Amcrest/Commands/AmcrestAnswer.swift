/// What a command gave: lines of `key=value`, or `OK`.
///
/// Pure. A value may hold spaces and `=`: everything behind the first `=` belongs to it.
struct AmcrestAnswer: Hashable {
    struct Line: Hashable {
        var key: String
        var value: String
    }

    let lines: [Line]

    /// A list with nothing in it.
    static let nothing = Self(lines: [])

    private init(lines: [Line]) {
        self.lines = lines
    }

    /// What a value says, in the words of the `amcrest` library: everything that is no yes is a no.
    static func isYes(_ value: String) -> Bool { ["y", "yes", "on", "1", "true", "t"].contains(value.lowercased()) }

    /// Why a body is no such answer.
    enum Refusal: Error, Hashable, CustomStringConvertible {
        /// `Error`, with what the camera says behind it.
        case error(String)
        /// A page for people: another kind of device, or its web pages alone.
        case page
        case empty
        /// A status that is no success, without a word.
        case status(Int)
        case unreadable(String)

        var description: String {
            switch self {
            case .error(""): "the camera answered Error"
            case .error(let words): "the camera answered Error: \(words)"
            case .page: "it answered a web page: that is no Amcrest or Dahua camera, or its CGI commands are turned off"
            case .empty: "the camera answered nothing"
            case .status(let status): HTTPStatus(code: status, hadCredentials: true).reason
            case .unreadable(let words): "the camera's answer makes no sense: \(words)"
            }
        }

        /// The user may not ask that.
        var isForbidden: Bool {
            switch self {
            case .error(let words): words.lowercased().contains("authority")
            case .status(let status): status == 403
            case .page, .empty, .unreadable: false
            }
        }

        /// `Error`, `No Events`: nothing of that kind goes on.
        var isNoEvents: Bool {
            guard case .error(let words) = self else { return false }
            return words.lowercased().hasPrefix("no event")
        }
    }

    /// Bytes of an answer: `Encode` of a recorder with 64 channels has 400 kB.
    static let longest = 512 * 1024
    /// Lines of an answer; that of such a recorder has 9,000.
    static let mostLines = 32 * 1024
    /// Scalars of a camera's words that are repeated.
    private static let longestExcerpt = 80
    /// Bytes of what is looked at for them.
    private static let longestLook = 1024

    /// Reads bytes and not characters: whoever sends half a megabyte holds up the worker's loop while it is read.
    init(_ body: [UInt8]) throws(Refusal) {
        let all = body.split(maxSplits: Self.mostLines) { Self.isLineEnd($0) }
        let lines = all.lazy.map { Self.trimmed($0) }.filter { !$0.isEmpty }
        guard let first = lines.first else { throw .empty }
        let start = String(decoding: first.prefix(Self.errorWord.count + 1), as: UTF8.self).lowercased()
        if start.hasPrefix("<") { throw .page }
        if start == Self.errorWord || ["\(Self.errorWord):", "\(Self.errorWord) "].contains(start) {
            throw .error(Self.excerpt(of: lines.joined(separator: [UInt8(ascii: " ")]).dropFirst(start.utf8.count)))
        }
        if start == "ok" {
            self.lines = []
            return
        }
        guard all.count <= Self.mostLines else { throw .unreadable("more than \(Self.mostLines) lines") }
        self.lines = lines.compactMap { line in
            guard let sign = line.firstIndex(of: UInt8(ascii: "=")), sign != line.startIndex else { return nil }
            return Line(key: Self.text(line[..<sign]), value: Self.text(Self.trimmed(line[(sign + 1)...])))
        }
        guard !self.lines.isEmpty else { throw .unreadable(Self.excerpt(of: body)) }
    }

    private static let errorWord = "error"

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func excerpt(of bytes: some Sequence<UInt8>) -> String {
        TextExcerpt.of(
            String(decoding: Array(bytes.prefix(Self.longestLook)), as: UTF8.self),
            longest: Self.longestExcerpt
        )
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte }
        let line = line.drop(while: isSpace)
        return line.prefix(upTo: line.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? line.startIndex)
    }

    /// The value of a key; `table.` before it need not be said.
    subscript(key: String) -> String? {
        let full = "table.\(key)"
        return self.lines.first { $0.key == key || $0.key == full }?.value
    }

    /// Of the first key that ends so, where firmware differs in what stands before it.
    func first(endingIn suffix: String) -> String? {
        self.lines.first { $0.key.hasSuffix(suffix) }?.value
    }

    /// The value as yes or no.
    func flag(_ key: String) -> Bool? {
        self[key].map { Self.isYes($0) }
    }
}
