/// Finds the delimiter line that ends a part's body while the body still arrives.
///
/// Give it everything from the body's first byte on, again and longer each time; it remembers how far it came. A delimiter
/// counts once its line is complete, so that a body may hold anything that only begins like one.
struct DelimiterSearch: Hashable, Sendable {
    /// Start of the line to judge next, counted from the body's first byte.
    private var lineStart = 0
    /// Whether no line begins at `lineStart`: a part of a long line was skipped.
    private var insideLine = false

    /// Where a body ended.
    struct Found: Hashable, Sendable {
        /// End of the body: before the line end that belongs to the delimiter.
        var bodyEnd: Int
        /// Start of the delimiter line.
        var lineStart: Int
    }

    /// Bytes from the front that certainly belong to the body.
    ///
    /// Two less than what was searched, for the line end before a delimiter.
    var certain: Int { max(0, self.lineStart - 2) }

    /// Goes on with the search.
    ///
    /// - Parameters:
    ///   - mayBegin: whether a delimiter may begin with a byte.
    ///   - isDelimiter: judges a whole line, without its end.
    mutating func search(
        _ body: Span<UInt8>,
        mayBegin: (UInt8) -> Bool,
        isDelimiter: ([UInt8]) -> Bool
    ) -> Found? {
        while self.lineStart < body.count {
            let isCandidate = !self.insideLine && mayBegin(body[self.lineStart])
            let horizon = min(body.count, self.lineStart + MultipartBoundary.longestLine)
            let end = isCandidate ? horizon : body.count
            guard let newline = body.firstIndex(of: UInt8(ascii: "\n"), from: self.lineStart, to: end) else {
                if isCandidate, body.count < self.lineStart + MultipartBoundary.longestLine { return nil }
                self.insideLine = true
                self.lineStart = isCandidate ? horizon : body.count
                continue
            }
            if isCandidate, isDelimiter(body.array(self.lineStart..<newline)) {
                return Found(bodyEnd: self.endOfBody(body), lineStart: self.lineStart)
            }
            self.lineStart = newline + 1
            self.insideLine = false
        }
        return nil
    }

    /// The searched bytes' first `count` were dropped from the front.
    mutating func drop(_ count: Int) {
        self.lineStart -= count
    }

    private func endOfBody(_ body: Span<UInt8>) -> Int {
        var end = self.lineStart
        if end > 0, body[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > 0, end < self.lineStart, body[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }
}
