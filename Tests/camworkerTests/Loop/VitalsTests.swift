import IPC
import Shared
import Testing

@testable import camworker

@Suite("Vitals")
struct VitalsTests {
    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    @Test("told at most once a second, and not at all while nothing happens")
    func pace() throws {
        var vitals = Vitals()
        let report = vitals.take(at: self.time(100))
        let first = try #require(report)
        #expect(first.peakMemoryKilobytes > 0)
        #expect(vitals.deadline == nil, "an idle worker sleeps")
        vitals.count(frames: 1, bytes: 500, connections: 1)
        #expect(vitals.deadline == self.time(101))
        #expect(vitals.take(at: self.time(100.5)) == nil)
        vitals.count(frames: 2, bytes: 500)
        let next = vitals.take(at: self.time(101))
        let second = try #require(next)
        #expect(second.frames == 3)
        #expect(second.bytes == 1000)
        #expect(second.connections == 1)
        #expect(vitals.deadline == nil)
    }
}
