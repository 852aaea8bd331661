import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The ring of events")
struct EventRingTests {
    private static func draft(_ type: String, bytes: Int = 0) -> EventDraft {
        var generator = SeededGenerator(seed: 1)
        let context = EventContext(at: WallTime(nanoseconds: 0), using: &generator)
        return EventDraft(type, camera: nil, context: context, at: WallTime(nanoseconds: 0)) { writer in
            writer.write(String(repeating: "x", count: bytes))
        }
    }

    @Test("who reads in time reads everything, in order and once")
    func readsAll() {
        var ring = EventRing(capacity: 8)
        var cursor = ring.next
        var read: [UInt64] = []
        for _ in 0..<100 {
            for _ in 0..<5 { ring.append(Self.draft("a")) }
            while true {
                let reading = ring.read(from: &cursor, most: 3) { _ in true }
                #expect(reading.lost == 0)
                guard !reading.events.isEmpty else { break }
                read += reading.events.map(\.number)
            }
        }
        #expect(read == Array(1...500))
    }

    @Test("who is slow is told how many are gone, and reads the rest")
    func slow() {
        var ring = EventRing(capacity: 4)
        for _ in 0..<10 { ring.append(Self.draft("a")) }
        var cursor: UInt64 = 3
        let reading = ring.read(from: &cursor, most: 10) { _ in true }
        #expect(reading.lost == 4 && reading.events.map(\.number) == [7, 8, 9, 10] && cursor == 11)
        #expect(ring.read(from: &cursor, most: 10) { _ in true }.events.isEmpty)
    }

    @Test("what is not wanted is passed over")
    func filtered() {
        var ring = EventRing(capacity: 100)
        for number in 0..<10 { ring.append(Self.draft(number % 3 == 0 ? "a" : "b")) }
        var cursor: UInt64 = 1
        let reading = ring.read(from: &cursor, most: 3) { $0.type == "a" }
        #expect(reading.events.map(\.number) == [1, 4, 7])
        #expect(ring.read(from: &cursor, most: 3) { $0.type == "a" }.events.map(\.number) == [10])
        #expect(cursor == 11)
    }

    @Test("it holds no more bytes than it may, and one event however large")
    func bytes() {
        var ring = EventRing(capacity: 100, bytes: 3_000)
        for _ in 0..<10 { ring.append(Self.draft("a", bytes: 800)) }
        #expect(ring.count == 3 && ring.oldest == 8)
        ring.append(Self.draft("a", bytes: 10_000))
        #expect(ring.count == 1 && ring.oldest == 11 && ring.next == 12)
    }

    @Test(
        "random readers: nothing is lost without a word, nothing comes twice",
        arguments: 1...50 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var ring = EventRing(capacity: 16)
        var cursors = [ring.next, ring.next, ring.next]
        var expected = cursors
        for _ in 0..<500 {
            if Bool.random(using: &generator) {
                ring.append(Self.draft("a"))
                continue
            }
            let reader = Int.random(in: 0..<3, using: &generator)
            let reading = ring.read(from: &cursors[reader], most: .random(in: 1...20, using: &generator)) { _ in true }
            expected[reader] += reading.lost
            for event in reading.events {
                #expect(event.number == expected[reader], "seed \(seed)")
                expected[reader] += 1
            }
        }
    }

    static let ids: [(String, EventID?)] = [
        ("abc-12", EventID(run: "abc", number: 12)), ("abc", nil), ("-12", nil), ("abc-", nil), ("abc-x", nil),
        ("abc-1-2", nil), ("", nil), ("abc--1", nil), ("12", nil),
    ]

    @Test("ids are read as they are written, others are none", arguments: ids)
    func id(_ text: String, _ id: EventID?) {
        #expect(EventID(text) == id)
        if let id { #expect("\(id)" == text) }
    }
}
