import Shared
import Testing

@testable import camsupervisor

@Suite("A stream that is judged anew")
struct ReviewedStreamTests {
    @Test("one that would not be admitted any more ends at once when nothing is being written")
    func ends() throws {
        let viewer = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try viewer.come()
        #expect(viewer.streams.count == 1)
        viewer.frame("one")
        viewer.review(nil)
        #expect(!viewer.isOpen)
        #expect(viewer.shown == ["one"])
        #expect(viewer.streams.count == 0 && viewer.view.viewers == 0)
    }

    @Test("one whose admission was taken back before it was known ends too")
    func endsBeforeItIsKnown() throws {
        let viewer = try ViewerHarness(.init(staleAfter: .seconds(10)))
        viewer.judge(nil)
        try viewer.come()
        #expect(!viewer.isOpen)
        #expect(viewer.streams.count == 0 && viewer.view.viewers == 0)
    }

    @Test("it ends after the part that is being written, and a second after it at the latest")
    func endsAfterPart() throws {
        let reads = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try reads.come()
        reads.setReading(false)
        reads.frame("one")
        reads.review(nil)
        #expect(reads.isOpen)
        reads.setReading(true)
        #expect(!reads.isOpen && reads.shown == ["one"])

        let stuck = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try stuck.come()
        stuck.setReading(false)
        stuck.frame("one")
        stuck.review(nil)
        stuck.pass(.milliseconds(900))
        #expect(stuck.isOpen)
        stuck.pass(.milliseconds(200))
        #expect(!stuck.isOpen)
    }

    @Test("one that is still admitted goes on, with the options of now")
    func goesOn() throws {
        let viewer = try ViewerHarness(.init(staleAfter: .seconds(100), whenStale: .hold))
        try viewer.come()
        viewer.frame("one")
        viewer.review(.init(staleAfter: .seconds(2), whenStale: .close))
        #expect(viewer.isOpen)
        viewer.frame("two")
        viewer.pass(.milliseconds(1_900))
        #expect(viewer.isOpen && viewer.shown == ["one", "two"])
        viewer.pass(.milliseconds(300))
        #expect(!viewer.isOpen)
        try viewer.leave()
    }

    @Test("a viewer that has left is not called any more")
    func left() throws {
        let viewer = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try viewer.come()
        try viewer.leave()
        #expect(viewer.streams.count == 0)
        viewer.review(nil)
    }
}
