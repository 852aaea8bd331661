internal import Shared

/// When each byte of a buffer arrived, as far as that is needed: one mark per read.
struct ArrivalLog: Sendable {
    /// Most marks kept; a picture arrives in about ten reads.
    ///
    /// When there are more, the newest bytes count as old as the last mark, which errs on the honest side.
    private static let maximumMarks = 64

    private var marks: [(offset: Int, time: MonotonicTime)] = []

    /// Bytes from `offset` on arrived at `time`.
    mutating func note(_ time: MonotonicTime, from offset: Int) {
        if let last = self.marks.last, last.time == time || self.marks.count >= Self.maximumMarks { return }
        self.marks.append((offset, time))
    }

    /// When the byte at `offset` arrived.
    func time(at offset: Int) -> MonotonicTime {
        let mark = self.marks.last { $0.offset <= offset } ?? self.marks.first
        return mark?.time ?? MonotonicTime(nanoseconds: 0)
    }

    /// The buffer's first `count` bytes are gone.
    mutating func drop(_ count: Int) {
        // The last mark at or before the cut tells the new first byte's time.
        let keep = self.marks.lastIndex { $0.offset <= count } ?? 0
        self.marks.removeFirst(min(keep, self.marks.count))
        for index in self.marks.indices { self.marks[index].offset = max(0, self.marks[index].offset - count) }
    }

    /// The buffer is empty.
    mutating func clear() {
        self.marks.removeAll(keepingCapacity: true)
    }
}
