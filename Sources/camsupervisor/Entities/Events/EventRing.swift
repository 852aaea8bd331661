import DequeModule
import NIOCore
import Shared

/// The newest events, for those who listen and those who come back.
///
/// Pure. Every listener reads from it at its own pace: a slow one costs the others nothing and holds nothing, and what the
/// ring has dropped meanwhile it is told to have lost.
struct EventRing: Sendable {
    /// Events kept: a minute of 70 a second.
    static let most = 4_096
    /// Bytes kept; an event with two states has one kilobyte.
    static let mostBytes = 8 * 1024 * 1024

    let capacity: Int
    let bytes: Int
    private var events: Deque<BusEvent> = []
    private var held = 0
    /// Of the event to come.
    private(set) var next: UInt64 = 1

    init(capacity: Int = EventRing.most, bytes: Int = EventRing.mostBytes) {
        self.capacity = capacity
        self.bytes = bytes
    }

    /// The oldest that is kept.
    var oldest: UInt64 { self.events.first?.number ?? self.next }
    var count: Int { self.events.count }

    mutating func append(_ draft: EventDraft) {
        let json = ByteBuffer(bytes: draft.json)
        self.events.append(BusEvent(number: self.next, type: draft.type, camera: draft.camera, json: json))
        self.next += 1
        self.held += json.readableBytes
        // One that is larger than the ring is kept alone.
        while self.events.count > self.capacity || (self.held > self.bytes && self.events.count > 1) {
            self.held -= self.events.removeFirst().json.readableBytes
        }
    }

    /// What a listener gets next.
    struct Reading: Sendable {
        /// Events that are gone and were not read.
        var lost: UInt64 = 0
        var events: [BusEvent] = []
    }

    /// Reads on behind what was read.
    ///
    /// - Parameters:
    ///   - cursor: the number of the next event to read; moved behind what is returned.
    ///   - most: events returned at once.
    ///   - isWanted: others are passed over.
    func read(from cursor: inout UInt64, most: Int, where isWanted: (BusEvent) -> Bool) -> Reading {
        var reading = Reading()
        if cursor < self.oldest {
            reading.lost = self.oldest - cursor
            cursor = self.oldest
        }
        while cursor < self.next, reading.events.count < most {
            let event = self.events[Int(cursor - self.oldest)]
            cursor += 1
            if isWanted(event) { reading.events.append(event) }
        }
        return reading
    }
}

/// An event's id in the stream: the run of the supervisor, and the event's number in it.
struct EventID: Sendable, Hashable, CustomStringConvertible {
    var run: String
    var number: UInt64

    var description: String { "\(self.run)-\(self.number)" }

    init(run: String, number: UInt64) {
        self.run = run
        self.number = number
    }

    /// `nil` for what is no id of ours.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = UInt64(parts[1]) else { return nil }
        self.init(run: String(parts[0]), number: number)
    }
}
