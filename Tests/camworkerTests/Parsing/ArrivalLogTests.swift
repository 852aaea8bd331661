import Shared
import Testing

@testable import camworker

@Suite("Arrival log")
struct ArrivalLogTests {
    private func time(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

    @Test("each byte has the time of its read, also after the front is gone")
    func times() {
        var log = ArrivalLog()
        log.note(self.time(10), from: 0)
        log.note(self.time(20), from: 100)
        log.note(self.time(30), from: 150)
        #expect([0, 99, 100, 149, 150, 9999].map { log.time(at: $0).nanoseconds } == [10, 10, 20, 20, 30, 30])
        log.drop(120)
        #expect([0, 29, 30].map { log.time(at: $0).nanoseconds } == [20, 20, 30])
        log.clear()
        log.note(self.time(40), from: 0)
        #expect(log.time(at: 5) == self.time(40))
    }

    @Test("with too many reads the newest bytes count as older, never as younger")
    func bounded() {
        var log = ArrivalLog()
        for index in 0..<1000 { log.note(self.time(UInt64(index)), from: index) }
        for index in 0..<1000 { #expect(log.time(at: index).nanoseconds <= UInt64(index)) }
    }
}
