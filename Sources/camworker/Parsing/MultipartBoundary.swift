/// The word between the parts of a multipart body, and how cameras really write it.
///
/// RFC 2046 §5.1.1 says that a delimiter is `--` and the parameter. Home Assistant's stream announces
/// `boundary=--frameboundary` and sends exactly that; others announce `x` and send `----x`, or `--x` and send
/// `----x`. So leading dashes are not compared: a delimiter is a line of two dashes or more (or of as many as the parameter
/// has) and then the same word.
struct MultipartBoundary: Hashable, Sendable {
    enum Match: Hashable, Sendable {
        case delimiter
        /// `--word--`: no part follows, unless the camera thinks otherwise.
        case close
    }

    /// Longest word taken, bytes; RFC 2046 allows 70.
    static let maximumLength = 200

    /// The word without leading dashes.
    let word: [UInt8]
    /// Dashes that suffice before it.
    private let fewestDashes: Int

    /// - Parameters:
    ///   - parameter: as it stands in `Content-Type`, or a delimiter line.
    ///   - bare: whether a line of the bare parameter is a delimiter too. Never in uploads, whose bytes may hold it.
    /// - Returns: `nil` when no word is left or it cannot be one.
    init?(_ parameter: [UInt8], bare: Bool = false) {
        let trimmed = parameter[...].trimmed
        let dashes = Self.dashes(trimmed)
        let word = Array(trimmed[dashes...])
        guard !word.isEmpty, word.count <= Self.maximumLength, word.allSatisfy(\.isPrintableASCII) else { return nil }
        self.word = word
        self.fewestDashes = bare ? min(2, dashes) : 2
    }

    /// Judges a line without its end.
    func match(_ line: [UInt8]) -> Match? {
        let line = line[...].trimmed
        let dashes = Self.dashes(line)
        guard dashes >= self.fewestDashes else { return nil }
        let rest = line[dashes...]
        if rest.elementsEqual(self.word) { return .delimiter }
        return rest.count == self.word.count + 2 && rest.starts(with: self.word)
            && rest.suffix(2).elementsEqual([UInt8(ascii: "-"), UInt8(ascii: "-")]) ? .close : nil
    }

    /// Whether a line is a delimiter: of `boundary`, or of any word while the boundary has not been seen in the body.
    static func isDelimiter(_ line: [UInt8], of boundary: Self?, isProven: Bool) -> Bool {
        if boundary?.match(line) != nil { return true }
        return !isProven && line.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]) && Self(line) != nil
    }

    /// Whether a delimiter may begin with `byte`.
    func mayBegin(with byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || self.fewestDashes == 0 && byte == self.word[0]
    }

    /// Longest line that can be a delimiter, its end included: dashes, word, closing dashes and some padding.
    static let longestLine = maximumLength + 64

    private static func dashes(_ bytes: [UInt8]) -> Int {
        bytes.firstIndex { $0 != UInt8(ascii: "-") } ?? bytes.count
    }
}
