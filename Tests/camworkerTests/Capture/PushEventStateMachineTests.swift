import Shared
import Testing

@testable import camworker

@Suite("Push events")
struct PushEventStateMachineTests {
    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }
    private func wall(_ seconds: UInt64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("the first picture begins an event, others go on with it, and it ends `timeout` after the last")
    func event() {
        var event = PushEventStateMachine(timeout: .seconds(5))
        #expect(!event.isRecording)
        #expect(event.deadline == nil)
        event.accepted(at: self.time(100), wall: self.wall(1000))
        #expect(event.isRecording)
        #expect(event.lastTrip == self.wall(1000))
        event.accepted(at: self.time(104), wall: self.wall(1004))
        #expect(event.lastTrip == self.wall(1000), "the same event")
        #expect(event.deadline == self.time(109))
        event.expire(at: self.time(108.9))
        #expect(event.isRecording)
        event.expire(at: self.time(109))
        #expect(!event.isRecording)
        #expect(event.lastTrip == self.wall(1000), "kept")
        event.accepted(at: self.time(120), wall: self.wall(1020))
        #expect(event.lastTrip == self.wall(1020))
    }

    @Test("a picture that comes when the time is over begins a new event, though no timer has fired")
    func late() {
        var event = PushEventStateMachine(timeout: .seconds(5))
        event.accepted(at: self.time(100), wall: self.wall(1000))
        event.accepted(at: self.time(106), wall: self.wall(1006))
        #expect(event.lastTrip == self.wall(1006))
    }
}
