internal import Shared

extension MultipartStreamParser {
    /// Stray bytes that came without a picture before it is worth a word: no part's headers are that long.
    private static let strayBeforeProblem = 64 * 1024
    /// Stray bytes kept to say what came; a page's title stands within.
    private static let longestSample = 4 * 1024

    /// Hands over the picture from the cursor to `end` and moves behind it.
    mutating func deliver(
        to end: Int,
        as identity: PictureIdentity,
        _ deliver: (StreamedPicture) -> Void
    ) {
        let arrived = self.arrivals.time(at: self.cursor)
        let picture = self.take(to: end)
        self.counters.pictures += 1
        self.sample = []
        deliver(StreamedPicture(bytes: picture, identity: identity, firstByteAt: arrived))
    }

    /// The bytes from the cursor to `end`; without a copy when they are nearly the whole buffer.
    private mutating func take(to end: Int) -> [UInt8] {
        let count = end - self.cursor
        guard self.cursor == 0, self.buffer.capacity < 2 * count + Self.longestStep else {
            let picture = Array(self.buffer[self.cursor..<end])
            self.cursor = end
            return picture
        }
        var picture = self.buffer
        // The next picture will be about as long, and growing step by step would copy it twice.
        self.buffer = []
        self.buffer.reserveCapacity(count + count / 8)
        self.buffer.append(contentsOf: picture[end...])
        self.arrivals.drop(end)
        picture.removeLast(picture.count - end)
        return picture
    }

    /// Counts the bytes from the cursor to `end` as stray and moves there.
    mutating func discard(to end: Int) {
        guard end > self.cursor else { return }
        let room = Self.longestSample - self.sample.count
        if self.counters.pictures == 0, room > 0 {
            self.sample.append(contentsOf: self.buffer[self.cursor..<end].prefix(room))
        }
        let before = self.counters.strayBytes
        self.counters.strayBytes += end - self.cursor
        self.cursor = end
        let mark = Self.strayBeforeProblem
        if self.counters.pictures == 0, before < mark, self.counters.strayBytes >= mark { self.reportNoPicture() }
    }

    /// Says what the stream holds instead of pictures.
    mutating func reportNoPicture() {
        if self.sample.isEmpty, self.lastProblem != nil { return }
        let what = PictureSniffer.describe(
            self.sample,
            contentType: self.streamType,
            total: self.counters.strayBytes
        )
        self.lastProblem = "the stream holds no picture but \(what)"
    }

    /// A Content-Length was not the part's length; none is used from here on.
    mutating func noteWrongLength(_ announced: Int, actual: Int) {
        self.trust = .lost
        self.counters.wrongLengths += 1
        self.lastProblem = "Content-Length \(announced) for a part of \(actual) bytes: lengths are ignored from here on"
    }
}
