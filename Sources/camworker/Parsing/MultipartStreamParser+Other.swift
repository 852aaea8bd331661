internal import Shared

/// Bodies that do not begin like a JPEG.
extension MultipartStreamParser {
    /// What may follow a picture of the largest size until its delimiter line is complete.
    private static let delimiterRoom = MultipartBoundary.longestLine + 2

    mutating func readOther(_ body: OtherBody, _ deliver: (StreamedPicture) -> Void) -> Bool {
        var body = body
        let visible = body.visible(self.buffer.count - self.cursor)
        let clipped = body.format == nil ? visible : min(visible, self.limit + Self.delimiterRoom)
        let found = self.searchDelimiter(&body, within: clipped)
        if body.maySearchStart, let start = self.searchStart(&body, upTo: found?.bodyEnd ?? clipped) {
            // What lies before an embedded start decides whether this is another kind of picture.
            body.format = self.format(of: body, upTo: start)
            guard body.format == nil else {
                self.state = .other(body)
                return true
            }
            self.discard(to: self.cursor + start)
            self.state = .opening(PartHeaders())
            return true
        }
        if let found {
            if let length = body.length { self.noteWrongLength(length, actual: body.dropped + found.bodyEnd) }
            self.endOther(body, at: self.cursor + found.bodyEnd, deliver)
            return true
        }
        if let length = body.length, body.dropped + visible == length {
            self.endOther(body, at: self.cursor + visible, deliver)
            return true
        }
        return self.continueOther(body, clipped)
    }

    /// The body goes on: refuses a picture above the limit and lets go of what is no picture.
    private mutating func continueOther(_ body: OtherBody, _ clipped: Int) -> Bool {
        var body = body
        if body.format != nil {
            guard clipped == self.limit + Self.delimiterRoom else {
                self.state = .other(body)
                return false
            }
            self.refuseTooLarge(to: self.cursor + clipped)
            self.isInsideLine = true
            return true
        }
        if body.dropped == 0 {
            guard clipped >= PictureSniffer.headLength else {
                self.state = .other(body)
                return false
            }
            body.format = self.format(of: body, upTo: clipped)
            guard body.format == nil else {
                self.state = .other(body)
                return true
            }
            body.sample = self.head(to: self.buffer.count)
        }
        self.cursor += body.drop(upTo: clipped)
        self.state = .other(body)
        return false
    }

    /// The body ends before `end`: delivers it when it is a whole picture.
    mutating func endOther(_ body: OtherBody, at end: Int, _ deliver: (StreamedPicture) -> Void) {
        self.state = .between
        self.isInsideLine = false
        guard self.format(of: body, upTo: end - self.cursor) != nil,
            let identity = PictureSniffer.identify(self.buffer.span.extracting(self.cursor..<end))
        else {
            let sample = body.dropped > 0 ? body.sample : self.head(to: end)
            self.counters.otherParts += 1
            self.lastProblem =
                "a part is no picture but "
                + PictureSniffer.describe(
                    sample,
                    contentType: body.contentType,
                    total: body.dropped + end - self.cursor
                )
            self.cursor = end
            return
        }
        guard end - self.cursor <= self.limit else {
            self.refuseTooLarge(to: end)
            return
        }
        guard identity.isComplete else {
            self.counters.truncated += 1
            self.lastProblem = "a \(identity.format) picture was cut off after \(end - self.cursor) bytes"
            if body.length != nil { self.trust = .lost }
            self.cursor = end
            return
        }
        self.deliver(to: end, as: identity, deliver)
    }

    private func head(to end: Int) -> [UInt8] {
        Array(self.buffer[self.cursor..<end].prefix(PictureSniffer.headLength))
    }

    private mutating func refuseTooLarge(to end: Int) {
        self.counters.tooLarge += 1
        self.lastProblem = "a picture above \(self.limit) bytes was dropped"
        self.discard(to: end)
        self.state = .between
    }

    private func searchDelimiter(_ body: inout OtherBody, within length: Int) -> DelimiterSearch.Found? {
        body.search.search(
            self.buffer.span.extracting(self.cursor..<(self.cursor + length)),
            mayBegin: { $0 == UInt8(ascii: "-") || self.boundary?.mayBegin(with: $0) ?? false },
            isDelimiter: { self.isDelimiter($0) }
        )
    }

    private func searchStart(_ body: inout OtherBody, upTo end: Int) -> Int? {
        let bytes = self.buffer.span.extracting(self.cursor..<(self.cursor + end))
        let start = JPEGScanner.start(in: bytes, from: min(body.startSearch, end), to: end)
        // Two bytes of a start may wait for the third.
        body.startSearch = start ?? max(body.startSearch, end - 2)
        return start
    }

    /// The kind of picture by the body's bytes before `end`; `nil` once some were dropped as no picture.
    private func format(of body: OtherBody, upTo end: Int) -> PictureFormat? {
        guard body.dropped == 0 else { return nil }
        let head = min(end, PictureSniffer.headLength)
        return PictureSniffer.format(self.buffer.span.extracting(self.cursor..<(self.cursor + head)))
    }
}
