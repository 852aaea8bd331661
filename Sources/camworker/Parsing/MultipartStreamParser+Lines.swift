internal import Shared

/// Lines between bodies: delimiters, part headers, and garbage in which a picture may begin.
extension MultipartStreamParser {
    /// Longest line between parts that is judged as one; a longer one is garbage.
    private static let longestLine = 1024

    /// What is found from the cursor on.
    private enum Line {
        /// A JPEG starts at that offset, before any line end.
        case picture(at: Int)
        /// A whole line; its end's offset.
        case whole(newline: Int)
        case tooLong
        case partial
    }

    private func nextLine(longest: Int) -> Line {
        let horizon = min(self.buffer.count, self.cursor + longest + 1)
        let bytes = self.buffer.span
        let newline = bytes.firstIndex(of: UInt8(ascii: "\n"), from: self.cursor, to: horizon)
        if let start = JPEGScanner.start(in: bytes, from: self.cursor, to: newline ?? horizon) {
            return .picture(at: start)
        }
        if let newline { return .whole(newline: newline) }
        return self.buffer.count - self.cursor > longest ? .tooLong : .partial
    }

    mutating func readBetween() -> Bool {
        if self.isInsideLine { return self.readInsideLine() }
        switch self.nextLine(longest: Self.longestLine) {
        case .partial: return false
        case .picture(let start):
            self.discard(to: start)
            self.state = .opening(PartHeaders())
        case .tooLong: self.isInsideLine = true
        case .whole(let newline): self.judge(newline)
        }
        return true
    }

    /// Passes over the rest of a line in which only a picture counts.
    private mutating func readInsideLine() -> Bool {
        let end = self.buffer.count
        let newline = self.buffer.span.firstIndex(of: UInt8(ascii: "\n"), from: self.cursor, to: end)
        if let start = JPEGScanner.start(in: self.buffer.span, from: self.cursor, to: newline ?? end) {
            self.isInsideLine = false
            self.discard(to: start)
            self.state = .opening(PartHeaders())
            return true
        }
        guard let newline else {
            // The last two bytes may be the start's first.
            self.discard(to: max(self.cursor, end - 2))
            return false
        }
        self.isInsideLine = false
        self.discard(to: newline + 1)
        return true
    }

    private mutating func judge(_ newline: Int) {
        let line = self.buffer[self.cursor..<newline].trimmed
        if line.isEmpty {
            self.cursor = newline + 1
        } else if self.isDelimiter(line) {
            self.cursor = newline + 1
            self.beginPart(after: line)
        } else if PartHeaders.isContentLine(line) {
            // A part without a delimiter: the line is read again as its first header.
            self.state = .headers(PartHeaders())
        } else {
            self.discard(to: newline + 1)
        }
    }

    func isDelimiter(_ line: [UInt8]) -> Bool {
        MultipartBoundary.isDelimiter(line, of: self.boundary, isProven: self.isBoundaryProven)
    }

    private mutating func beginPart(after delimiter: [UInt8]) {
        if self.boundary?.match(delimiter) != nil {
            self.isBoundaryProven = true
        } else {
            self.candidate = MultipartBoundary(delimiter)
        }
        self.state = .headers(PartHeaders())
    }

    mutating func readHeader(_ headers: PartHeaders) -> Bool {
        switch self.nextLine(longest: PartHeaders.maximumLine) {
        case .partial: return false
        case .picture(let start):
            // No empty line before the body.
            self.cursor = start
            self.endHeaders(headers)
        case .tooLong: self.dropHeaders(insideLine: true)
        case .whole(let newline):
            let line = self.buffer[self.cursor..<newline].trimmed
            self.cursor = newline + 1
            self.take(line, headers)
        }
        return true
    }

    private mutating func take(_ line: [UInt8], _ headers: PartHeaders) {
        var headers = headers
        if line.isEmpty {
            self.endHeaders(headers)
        } else if self.isDelimiter(line) {
            self.beginPart(after: line)
        } else if headers.take(line) {
            self.state = .headers(headers)
        } else {
            self.dropHeaders(insideLine: false)
        }
    }

    private mutating func endHeaders(_ headers: PartHeaders) {
        if let candidate, headers.hasContentLine {
            self.boundary = candidate
            self.isBoundaryProven = true
        }
        self.candidate = nil
        self.state = .opening(headers)
    }

    private mutating func dropHeaders(insideLine: Bool) {
        self.lastProblem = "part headers above \(PartHeaders.maximumBytes) bytes"
        self.candidate = nil
        self.isInsideLine = insideLine
        self.state = .between
    }
}
