internal import Shared

/// The parts of a form, one after the other.
extension MultipartFormParser {
    /// Longest line before the first part and around delimiters that is judged.
    private static let longestLine = 1024
    /// Names of other fields kept for the error text.
    private static let mostNames = 8

    mutating func readBetween() -> Bool {
        if self.isRawAfterAll() { return true }
        guard let newline = self.newline(longest: Self.longestLine) else {
            if self.buffer.count - self.cursor > Self.longestLine {
                self.fail(.malformed("a line of \(Self.longestLine) bytes where a boundary is expected"))
            }
            return false
        }
        let line = self.buffer[self.cursor..<newline].trimmed
        self.cursor = newline + 1
        guard MultipartBoundary.isDelimiter(line, of: self.boundary, isProven: self.isBoundaryProven) else {
            return true
        }
        if !self.isBoundaryProven, self.boundary?.match(line) == nil { self.boundary = MultipartBoundary(line) }
        self.state = .headers(PartHeaders())
        return true
    }

    /// Without a boundary in the header the body shows whether it is multipart at all.
    private mutating func isRawAfterAll() -> Bool {
        guard self.boundary == nil,
            let first = self.buffer[self.cursor...].firstIndex(where: { !$0.isWhitespace }),
            self.buffer[first] != UInt8(ascii: "-")
        else { return false }
        self.cursor = first
        self.state = .raw
        return true
    }

    private func newline(longest: Int) -> Int? {
        let horizon = min(self.buffer.count, self.cursor + longest + 1)
        return self.buffer.span.firstIndex(of: UInt8(ascii: "\n"), from: self.cursor, to: horizon)
    }

    mutating func readHeader(_ headers: PartHeaders) -> Bool {
        guard let newline = self.newline(longest: PartHeaders.maximumLine) else {
            if self.buffer.count - self.cursor > PartHeaders.maximumLine {
                self.fail(.malformed("a header line of a part is longer than \(PartHeaders.maximumLine) bytes"))
            }
            return false
        }
        let line = self.buffer[self.cursor..<newline].trimmed
        self.cursor = newline + 1
        var headers = headers
        if line.isEmpty {
            self.beginBody(headers)
        } else if headers.take(line) {
            self.state = .headers(headers)
        } else {
            self.fail(.malformed("the headers of a part are longer than \(PartHeaders.maximumBytes) bytes"))
        }
        return true
    }

    private mutating func beginBody(_ headers: PartHeaders) {
        if headers.disposition != nil { self.isBoundaryProven = true }
        let name = headers.disposition?["name"]
        if name != self.field, let name, self.names.count < Self.mostNames {
            self.names.append(TextExcerpt.of(UploadFilename.text(name), longest: 40))
        }
        self.state = .body(headers, DelimiterSearch(), isWanted: name == self.field)
    }

    mutating func readBody(_ headers: PartHeaders, _ search: DelimiterSearch, _ isWanted: Bool) -> Bool {
        var search = search
        let found = search.search(
            self.buffer.span.extracting(self.cursor..<self.buffer.count),
            mayBegin: { $0 == UInt8(ascii: "-") },
            isDelimiter: { self.boundary?.match($0) != nil }
        )
        guard let found else {
            if !isWanted {
                self.cursor += search.certain
                search.drop(search.certain)
            } else if search.certain > self.limit {
                self.fail(.tooLarge(limit: self.limit))
            }
            if case .body = self.state { self.state = .body(headers, search, isWanted: isWanted) }
            return false
        }
        if isWanted {
            self.accept(headers, self.buffer.span.array(self.cursor..<(self.cursor + found.bodyEnd)))
        } else {
            self.state = .between
        }
        self.cursor = min(self.buffer.count, self.cursor + found.lineStart)
        return true
    }

    private mutating func accept(_ headers: PartHeaders, _ bytes: [UInt8]) {
        switch self.judge(headers, bytes) {
        case .success(let picture):
            self.state = .done(picture)
            self.buffer = []
        case .failure(let error): self.fail(error)
        }
    }
}
