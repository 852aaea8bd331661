import IPC
import Shared
import Testing

@testable import camworker

@Suite("View mailbox")
struct ViewMailboxTests {
    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    private func picture(at seconds: Double) -> Picture {
        Picture(
            bytes: [UInt8(seconds)],
            format: .jpeg,
            width: 4,
            height: 3,
            captured: self.time(seconds),
            capturedWall: WallTime(nanoseconds: 0)
        )
    }

    @Test("a frame leaves for a credit, and the credit is spent")
    func credit() {
        var mailbox = ViewMailbox(maximumAge: nil)
        #expect(mailbox.receive(Want(credit: true, viewers: 1, newerThan: 0), at: self.time(1)) == nil)
        #expect(mailbox.demand.isFrameWanted)
        #expect(mailbox.publish(self.picture(at: 2))?.payload.sequence == 1)
        #expect(mailbox.demand == Demand(isFrameWanted: false, viewers: 1, capturedAfter: self.time(0)))
        #expect(mailbox.publish(self.picture(at: 3)) == nil)
    }

    @Test("the newest frame waits for the next credit; older ones are gone")
    func newest() {
        var mailbox = ViewMailbox(maximumAge: nil)
        for second in 1...5 { #expect(mailbox.publish(self.picture(at: Double(second))) == nil) }
        let frame = mailbox.receive(Want(credit: true, viewers: 1, newerThan: 0), at: self.time(6))
        #expect(frame?.payload.sequence == 5)
        #expect(frame?.bytes == [5])
        #expect(mailbox.receive(Want(credit: true, viewers: 1, newerThan: 5), at: self.time(6)) == nil)
    }

    @Test("only a frame captured late enough and newer than the hub's answers")
    func capturedAfter() {
        var mailbox = ViewMailbox(maximumAge: nil)
        let want = Want(credit: true, viewers: 0, newerThan: 2, capturedAfter: self.time(10))
        #expect(mailbox.receive(want, at: self.time(10)) == nil)
        #expect(mailbox.publish(self.picture(at: 9)) == nil, "sequence 1")
        #expect(mailbox.publish(self.picture(at: 9)) == nil, "sequence 2")
        #expect(mailbox.publish(self.picture(at: 9.5)) == nil, "sequence 3, too old")
        #expect(mailbox.publish(self.picture(at: 10))?.payload.sequence == 4)
        let newer = Want(credit: true, viewers: 0, newerThan: 6, capturedAfter: self.time(10))
        #expect(mailbox.receive(newer, at: self.time(10)) == nil)
        #expect(mailbox.publish(self.picture(at: 11)) == nil, "sequence 5, late enough but known")
    }

    @Test("a picture older than the last one is left out: time does not run backwards")
    func backwards() {
        var mailbox = ViewMailbox(maximumAge: nil)
        _ = mailbox.receive(Want(credit: true, viewers: 1, newerThan: 0), at: self.time(1))
        #expect(mailbox.publish(self.picture(at: 5))?.payload.sequence == 1)
        _ = mailbox.receive(Want(credit: true, viewers: 1, newerThan: 1), at: self.time(5))
        #expect(!mailbox.accepts(self.picture(at: 4)))
        #expect(mailbox.publish(self.picture(at: 4)) == nil)
        #expect(mailbox.publish(self.picture(at: 5))?.payload.sequence == 2, "the same moment is no step back")
    }

    @Test("a frame that has grown too old while it waited is not sent")
    func age() {
        var mailbox = ViewMailbox(maximumAge: .seconds(10))
        #expect(mailbox.publish(self.picture(at: 1)) == nil)
        #expect(mailbox.receive(Want(credit: true, viewers: 1, newerThan: 0), at: self.time(11.5)) == nil)
        #expect(mailbox.publish(self.picture(at: 12))?.payload.sequence == 2)
    }

    @Test("an event's frame takes its place in the sequence without a credit")
    func event() {
        var mailbox = ViewMailbox(maximumAge: nil)
        let frame = mailbox.frame(of: self.picture(at: 1), flags: [.keep, .eventStart])
        #expect(frame.payload.sequence == 1)
        #expect(frame.payload.flags == [.keep, .eventStart])
        #expect(mailbox.frame(of: self.picture(at: 2), flags: .keep).payload.sequence == 2)
    }

    @Test("nobody has asked for anything at first")
    func first() {
        #expect(ViewMailbox(maximumAge: nil).demand == .none)
        #expect(!Demand.none.isWatched)
    }
}
