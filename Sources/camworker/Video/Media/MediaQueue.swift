internal import IPC
internal import Shared

/// Parts that wait for the loop, bounded in every way: what does not fit is left out up to the next key frame.
///
/// Pure. The supervisor always reads; a queue that fills means that it, or the machine, is behind by seconds, or that the
/// camera sends what no camera sends.
struct MediaQueue: Sendable {
    /// Bytes: 16 s of an 8 Mbit/s camera, or the largest part there is.
    static let mostBytes = 16 * 1024 * 1024
    /// A minute and a half of the shortest parts.
    static let mostItems = 512
    /// Parts a second, and at once; with ``mostItems`` on top it is less than the supervisor lets a worker send before it
    /// ends it, and twelve times what the shortest parts make.
    static let parts = MessageBudget(perSecond: 60, burst: 400)
    /// Bytes of them, likewise: 100 Mbit/s.
    static let partBytes = MessageBudget(perSecond: 12 * 1024 * 1024, burst: 64 * 1024 * 1024)

    private var items = Fifo<MediaItem>()
    private var bytes = 0
    private var sequence: UInt64 = 0
    /// Whether something is missing before what comes next.
    private var isAfterGap = false
    /// The beginning of an epoch none of whose parts has been taken in yet.
    private var start: MediaItem?
    private var partsLeft = MediaQueue.parts
    private var bytesLeft = MediaQueue.partBytes
    /// How often something was left out.
    private(set) var gaps = 0

    var isEmpty: Bool { self.items.isEmpty }

    mutating func append(_ item: MediaItem, at now: MonotonicTime) {
        guard case .part(var part, let fragment) = item else {
            // Before its first part it is of no use to anybody; one that is followed by another at once never will be.
            self.start = item
            return
        }
        let isIndependent = part.flags.contains(.independent)
        // What would be the first of its epoch begins it, or is of no use; the supervisor takes it for a violation.
        guard isIndependent || (!self.isAfterGap && self.start == nil) else { return }
        let length = fragment.count + (self.start?.count ?? 0)
        guard self.hasRoom(for: length), self.partsLeft.take(at: now), self.bytesLeft.take(length, at: now) else {
            self.gaps += self.isAfterGap ? 0 : 1
            self.isAfterGap = true
            return
        }
        if let start { self.items.append(start) }
        self.start = nil
        if self.isAfterGap { part.flags.insert(.gap) }
        self.isAfterGap = false
        self.items.append(.part(part, fragment: fragment))
        self.bytes += length
    }

    private func hasRoom(for length: Int) -> Bool {
        self.items.isEmpty || (self.bytes + length <= Self.mostBytes && self.items.count < Self.mostItems)
    }

    /// The oldest, numbered.
    mutating func take() -> MediaItem? {
        guard let item = self.items.popFirst() else { return nil }
        self.bytes -= item.count
        guard case .part(var part, let fragment) = item else { return item }
        self.sequence += 1
        part.sequence = self.sequence
        return .part(part, fragment: fragment)
    }

    /// Nobody wants it any more.
    mutating func clear() {
        self.items.removeAll()
        self.bytes = 0
        self.start = nil
        self.isAfterGap = false
    }
}
