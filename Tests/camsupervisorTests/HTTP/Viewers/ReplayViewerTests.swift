import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("MJPEGViewer: a push camera's event is replayed")
struct ReplayViewerTests {
    /// A stream that has been shown an event of three pictures.
    private func event(_ options: MJPEGViewer.Options = .init(replays: true)) throws -> ViewerHarness {
        let harness = try ViewerHarness(options, kept: 3)
        try harness.come()
        harness.frame("a", flags: [.keep, .eventStart])
        harness.pass(.milliseconds(100))
        harness.frame("b", flags: .keep)
        harness.pass(.milliseconds(100))
        harness.frame("c", flags: .keep)
        return harness
    }

    @Test("one picture each half second, in the event's order, round and round")
    func round() throws {
        let harness = try self.event()
        #expect(harness.shown == ["a", "b", "c"])
        harness.pass(.milliseconds(2_600))
        #expect(harness.shown == ["a", "b", "c", "a", "b", "c", "a", "b"])
        try harness.leave()
    }

    @Test("at the interval of the request when that is longer")
    func interval() throws {
        let harness = try self.event(.init(interval: .seconds(2), replays: true))
        harness.pass(.milliseconds(1_810))
        #expect(harness.shown == ["a", "c"])
        harness.pass(.seconds(6))
        #expect(harness.shown == ["a", "c", "a", "b", "c"])
        try harness.leave()
    }

    @Test("a new event is shown at once and replayed from then on")
    func newEvent() throws {
        let harness = try self.event()
        harness.pass(.milliseconds(600))
        harness.frame("d", flags: [.keep, .eventStart])
        harness.frame("e", flags: .keep)
        harness.pass(.milliseconds(1_100))
        #expect(harness.shown == ["a", "b", "c", "a", "d", "e", "d", "e"])
        try harness.leave()
    }

    @Test("one picture is no event to replay")
    func single() throws {
        let harness = try ViewerHarness(.init(replays: true), kept: 3)
        try harness.come()
        harness.frame("a", flags: [.keep, .eventStart])
        harness.pass(.seconds(10))
        #expect(harness.shown == ["a"])
        harness.frame("b", flags: .keep)
        harness.pass(.milliseconds(1_100))
        #expect(harness.shown == ["a", "b", "a", "b"])
        try harness.leave()
    }

    @Test("each viewer has its own place, and who comes late begins with the newest")
    func late() throws {
        let harness = try ViewerHarness(.init(replays: true), kept: 3)
        for (picture, flags) in [("a", [.keep, .eventStart]), ("b", .keep)] as [(String, FramePayload.Flags)] {
            harness.frame(picture, flags: flags)
        }
        harness.pass(.seconds(60))
        try harness.come()
        #expect(harness.shown == ["b"])
        harness.pass(.milliseconds(1_100))
        #expect(harness.shown == ["b", "a", "b"])
        try harness.leave()
    }

    @Test("an event that has grown stale is not replayed as if it were live")
    func stale() throws {
        let harness = try self.event(.init(staleAfter: .seconds(3), replays: true))
        harness.frame("none", flags: .placeholder)
        harness.pass(.seconds(20))
        #expect(harness.shown.last == "none")
        #expect(harness.shown.count(where: { $0 == "none" }) == 1)
        harness.frame("d", flags: [.keep, .eventStart])
        harness.frame("e", flags: .keep)
        harness.pass(.milliseconds(600))
        #expect(harness.shown.suffix(4) == ["none", "d", "e", "d"])
        try harness.leave()
    }

    @Test("a viewer that leaves ends its replay")
    func leaves() throws {
        let harness = try self.event()
        try harness.leave()
        harness.pass(.seconds(60))
        #expect(harness.view.viewers == 0)
    }
}
