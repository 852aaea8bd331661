internal import Shared

/// Bodies that are JPEGs: the one whose length is believed and the one that is walked.
extension MultipartStreamParser {
    /// Line ends that some cameras put between the empty line and the picture.
    private static let mostLineEndsBeforePicture = 4
    /// Settles what a body is, by its first bytes.
    mutating func open(_ headers: PartHeaders) -> Bool {
        let announced = headers.contentLength.flatMap { $0 <= self.limit ? $0 : nil }
        let isLengthUsed = self.trust != .lost || self.boundary == nil
        let length = isLengthUsed ? announced : nil
        let available = self.buffer.count - self.cursor
        let visible = min(available, length ?? available)
        var offset = 0
        while offset < min(visible, Self.mostLineEndsBeforePicture), self.buffer[self.cursor + offset].isLineEnd {
            offset += 1
        }
        let head = self.buffer[(self.cursor + offset)..<(self.cursor + visible)].prefix(3)
        if head.count == 3, self.buffer.span.holdsStart(at: self.cursor + offset) {
            self.cursor += offset
            self.state =
                if let length, self.trust == .proven, length >= 4 {
                    .sized(length: length)
                } else {
                    .scanned(JPEGScanner(limit: self.limit), length: announced)
                }
            return true
        }
        let mayBecomeStart = head.elementsEqual([0xFF, JPEGMarker.start, 0xFF].prefix(head.count))
        if mayBecomeStart, head.count < 3, visible < length ?? .max { return false }
        self.state = .other(OtherBody(headers, length: length))
        return true
    }

    mutating func readSized(_ length: Int, _ deliver: (StreamedPicture) -> Void) -> Bool {
        let end = self.cursor + length
        guard self.buffer.count >= end else { return false }
        if self.buffer[end - 2] == 0xFF, self.buffer[end - 1] == JPEGMarker.end,
            let identity = PictureSniffer.identify(self.buffer.span.extracting(self.cursor..<end)),
            identity.isComplete
        {
            self.state = .between
            self.deliver(to: end, as: identity, deliver)
        } else {
            self.state = .scanned(JPEGScanner(limit: self.limit), length: length)
        }
        return true
    }

    mutating func readScanned(
        _ scanner: JPEGScanner,
        _ length: Int?,
        _ deliver: (StreamedPicture) -> Void
    ) -> Bool {
        var scanner = scanner
        switch scanner.scan(self.buffer.span.extracting(self.cursor..<self.buffer.count)) {
        case .needsMore:
            self.state = .scanned(scanner, length: length)
            return false
        case .picture(let end): self.endScanned(at: end, length, deliver)
        case .restart(let offset):
            self.counters.truncated += 1
            self.lastProblem = "a JPEG picture was cut off after \(offset) bytes at the most"
            self.cursor += offset
            self.state = .scanned(JPEGScanner(limit: self.limit), length: nil)
        case .lost(let resume, let fault):
            if fault == .tooLarge { self.counters.tooLarge += 1 } else { self.counters.truncated += 1 }
            self.lastProblem = "a JPEG picture was dropped: \(fault)"
            self.discard(to: self.cursor + resume)
            self.isInsideLine = true
            self.state = .between
        }
        return true
    }

    private mutating func endScanned(at end: Int, _ length: Int?, _ deliver: (StreamedPicture) -> Void) {
        if let length, length != end {
            if self.trust != .lost { self.noteWrongLength(length, actual: end) }
        } else if length != nil, self.trust == .unknown {
            self.trust = .proven
        }
        self.state = .between
        let end = self.cursor + end
        if let identity = PictureSniffer.identify(self.buffer.span.extracting(self.cursor..<end)) {
            self.deliver(to: end, as: identity, deliver)
        }
    }
}

extension UInt8 {
    fileprivate var isLineEnd: Bool { self == UInt8(ascii: "\r") || self == UInt8(ascii: "\n") }
}
