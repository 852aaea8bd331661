import IPC
import Shared
import Testing

@testable import camworker

@Suite("Placeholder")
struct PlaceholderStateMachineTests {
    private let watched = Demand(isFrameWanted: true, viewers: 1, capturedAfter: MonotonicTime(nanoseconds: 0))

    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    private func picture(at seconds: Double, width: UInt32 = 800) -> Picture {
        Picture(
            bytes: [1],
            format: .jpeg,
            width: width,
            height: 600,
            captured: self.time(seconds),
            capturedWall: WallTime(nanoseconds: UInt64(seconds * 1e9))
        )
    }

    @Test("a healthy camera never has one drawn")
    func healthy() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        #expect(machine.next(at: self.time(1000)) == nil, "nobody watches")
        machine.demandChanged(self.watched, at: self.time(1000))
        for second in 1001...1100 {
            machine.published(self.picture(at: Double(second)))
            #expect(machine.next(at: self.time(Double(second) + 0.5)) == nil)
        }
    }

    @Test("drawn once when frames are wanted and none came for stale_after")
    func stale() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.demandChanged(self.watched, at: self.time(100))
        machine.published(self.picture(at: 101))
        #expect(machine.deadline == self.time(111))
        #expect(machine.next(at: self.time(110.9)) == nil)
        let text = machine.next(at: self.time(111))
        #expect(text?.width == 800)
        #expect(text?.lastPicture == WallTime(nanoseconds: 101_000_000_000))
        #expect(machine.next(at: self.time(200)) == nil, "once")
        #expect(machine.deadline == nil)
    }

    @Test("an old picture is no reason while nobody watches, and the time counts from when somebody does")
    func watchedAgain() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.published(self.picture(at: 1))
        machine.demandChanged(.none, at: self.time(50))
        #expect(machine.deadline == nil)
        machine.demandChanged(self.watched, at: self.time(100))
        machine.demandChanged(self.watched, at: self.time(105))
        #expect(machine.deadline == self.time(110))
    }

    @Test("a camera that gets another name has it drawn with that, when there is nothing to see")
    func renamed() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.demandChanged(self.watched, at: self.time(100))
        #expect(machine.next(at: self.time(110)) != nil)
        #expect(machine.next(at: self.time(111)) == nil)
        machine.renamed()
        #expect(machine.next(at: self.time(111)) != nil)
        #expect(machine.next(at: self.time(112)) == nil)
        machine.published(self.picture(at: 113))
        machine.renamed()
        #expect(machine.next(at: self.time(114)) == nil, "it is live")
    }

    static let troubles: [(StateReport.Connection, PlaceholderText.Trouble, String)] = [
        (.offline, .offline, "the camera is offline"), (.refused, .refused, "it refuses user or password"),
        (.misconfigured, .misconfigured, "its configuration is wrong"),
    ]

    @Test("trouble has it drawn at once, and named", arguments: troubles)
    func trouble(connection: StateReport.Connection, trouble: PlaceholderText.Trouble, words: String) {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.reported(StateReport(connection: connection))
        #expect(machine.next(at: self.time(1)) == nil, "nobody watches")
        machine.demandChanged(self.watched, at: self.time(2))
        let text = machine.next(at: self.time(2))
        #expect(text == PlaceholderText(width: 640, height: 360, lastPicture: nil, trouble: trouble))
        #expect(text?.words == "no picture yet\n\(words)")
    }

    @Test("a camera that is asked again is still away; it is not drawn anew for that")
    func askedAgain() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.demandChanged(self.watched, at: self.time(0))
        machine.reported(StateReport(connection: .offline, reason: "no route"))
        #expect(machine.next(at: self.time(0)) != nil)
        for second in 1...60 {
            machine.reported(StateReport(connection: second % 2 == 0 ? .offline : .connecting))
            #expect(machine.next(at: self.time(Double(second))) == nil)
        }
        machine.published(self.picture(at: 61))
        let later = machine.next(at: self.time(71))
        #expect(later?.trouble == nil, "connected, and silent")
    }

    @Test("drawn again when there was a picture in between")
    func again() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.demandChanged(self.watched, at: self.time(0))
        machine.published(self.picture(at: 1))
        #expect(machine.next(at: self.time(11)) != nil)
        machine.published(self.picture(at: 20, width: 0))
        let text = machine.next(at: self.time(30))
        #expect(text?.width == 800, "a picture without a size keeps the last")
        #expect(text?.lastPicture == WallTime(nanoseconds: 20_000_000_000))
    }

    @Test("what could not be drawn is tried again in a second")
    func postponed() {
        var machine = PlaceholderStateMachine(staleAfter: .seconds(10))
        machine.demandChanged(self.watched, at: self.time(0))
        #expect(machine.next(at: self.time(10)) != nil)
        machine.postpone(at: self.time(10))
        #expect(machine.next(at: self.time(10.5)) == nil)
        #expect(machine.deadline == self.time(11))
        #expect(machine.next(at: self.time(11)) != nil)
    }

    @Test("a camera that is never stale has none")
    func never() {
        var machine = PlaceholderStateMachine(staleAfter: nil)
        machine.demandChanged(self.watched, at: self.time(0))
        machine.reported(StateReport(connection: .offline))
        #expect(machine.next(at: self.time(1000)) == nil)
    }

    @Test("the words tell hour and minute with two digits")
    func words() throws {
        let words = PlaceholderText(width: 1, height: 1, lastPicture: WallTime(nanoseconds: 0)).words
        // The hour depends on the machine's time zone, some of which are off by minutes.
        #expect(try #/no picture since [0-9]{2}:[0-9]{2}/#.wholeMatch(in: words) != nil)
    }
}
