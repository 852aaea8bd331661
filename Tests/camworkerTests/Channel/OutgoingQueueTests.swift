import Testing

@testable import camworker

@Suite("Outgoing queue")
struct OutgoingQueueTests {
    /// Takes at most `room` bytes a write and keeps what it was given.
    private struct Sink {
        var room: Int
        var bytes: [UInt8] = []

        mutating func write(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> OutgoingQueue.Outcome
        {
            guard self.room > 0 else { return .full }
            let taken = (Array(first) + Array(second)).prefix(self.room)
            self.room -= taken.count
            self.bytes += taken
            return .wrote(taken.count)
        }
    }

    @Test("whatever the socket takes at a time, the bytes come out in order and once", arguments: 1...12)
    func pieces(room: Int) {
        var queue = OutgoingQueue()
        #expect(queue.append(control: [1, 2, 3]) == true)
        queue.append(prefix: [4, 5], picture: [6, 7, 8, 9])
        #expect(queue.append(control: [10]) == true)
        var sink = Sink(room: 0)
        while !queue.isEmpty {
            sink.room = room
            _ = queue.drain { sink.write($0, $1) }
        }
        #expect(sink.bytes == Array(1...10))
        #expect(queue.pictureBytes == 0)
    }

    @Test("a full socket keeps the rest, a failed one says why")
    func outcomes() {
        var queue = OutgoingQueue()
        #expect(queue.append(control: [1, 2, 3]) == true)
        var sink = Sink(room: 2)
        #expect(queue.drain { sink.write($0, $1) } == .full)
        #expect(!queue.isEmpty)
        #expect(queue.drain { _, _ in .failed(errorNumber: 32) } == .failed(errorNumber: 32))
    }

    @Test("control messages that wait are bounded, and pictures are counted")
    func bounds() {
        var queue = OutgoingQueue()
        #expect(queue.append(control: [UInt8](repeating: 0, count: OutgoingQueue.mostControlBytes)) == true)
        #expect(queue.append(control: [0]) == false)
        queue.append(prefix: [0], picture: [UInt8](repeating: 0, count: 1000))
        #expect(queue.pictureBytes == 1000)
        _ = queue.drain { .wrote($0.count + $1.count) }
        #expect(queue.append(control: [0]) == true)
        #expect(queue.pictureBytes == 0)
    }
}
