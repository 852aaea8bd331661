import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("MJPEGViewer")
struct MJPEGViewerTests {
    @Test("a viewer that comes is counted and asks, one that leaves is not and does not")
    func comesAndLeaves() throws {
        let harness = try ViewerHarness()
        #expect(harness.port.wants.isEmpty)
        try harness.come()
        #expect(harness.view.viewers == 1)
        #expect(harness.port.wants.last?.credit == true)
        try harness.leave()
        #expect(harness.view.viewers == 0)
        #expect(harness.port.wants.last == Want(credit: false, viewers: 0, newerThan: 0))
        #expect(!harness.view.isWanted)
    }

    @Test("frames come one after the other, each asked for when the last is written")
    func frames() throws {
        let harness = try ViewerHarness()
        try harness.come()
        for number in 1...5 {
            #expect(harness.frame("picture \(number)"))
            #expect(harness.port.wants.last?.credit == true)
        }
        #expect(harness.shown == (1...5).map { "picture \($0)" })
        try harness.leave()
    }

    @Test("what a viewer is sent is the bytes that came from the worker, not a copy of his own")
    func noCopies() throws {
        let harness = try ViewerHarness()
        try harness.come()
        let picture = ByteBuffer(repeating: 0xFF, count: 100_000)
        #expect(harness.frame(picture))
        let sent = try #require(harness.sent.first { $0.readableBytes == picture.readableBytes })
        let addresses = [sent, picture].map { $0.withUnsafeReadableBytes { UInt(bitPattern: $0.baseAddress) } }
        #expect(addresses[0] == addresses[1])
        try harness.leave()
    }

    @Test("the newest picture is shown at once, unless it is stale")
    func first() throws {
        for (age, isShown) in [(9, true), (11, false)] {
            let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
            harness.otherAsks()
            #expect(harness.frame("before"))
            harness.pass(.seconds(age))
            try harness.come()
            #expect(harness.shown == (isShown ? ["before"] : []))
            try harness.leave()
        }
    }

    @Test("a slow viewer skips frames: it gets the one being written and then the newest")
    func slow() throws {
        let harness = try ViewerHarness()
        try harness.come()
        harness.setReading(false)
        for number in 1...9 {
            harness.otherAsks()
            #expect(harness.frame("picture \(number)"))
        }
        harness.setReading(true)
        #expect(harness.shown == ["picture 1", "picture 9"])
        #expect(harness.isOpen)
        try harness.leave()
    }

    @Test("a slow viewer alone costs the camera nothing meanwhile")
    func slowAlone() throws {
        let harness = try ViewerHarness()
        try harness.come()
        harness.setReading(false)
        #expect(harness.frame("picture 1"))
        let asked = harness.port.wants.count
        harness.pass(.seconds(60))
        #expect(harness.port.wants.count == asked)
        // Nobody has asked for another.
        #expect(!harness.frame("picture 2"))
        #expect(harness.isOpen)
        try harness.leave()
    }

    @Test("a viewer that leaves in the middle of a picture is gone")
    func leavesWhileWriting() throws {
        let harness = try ViewerHarness()
        try harness.come()
        harness.setReading(false)
        harness.frame("picture")
        try harness.leave()
        #expect(harness.view.viewers == 0)
        #expect(!harness.view.isWanted)
        harness.pass(.seconds(60))
    }

    @Test("an interval paces: never sooner, and then the newest")
    func interval() throws {
        let harness = try ViewerHarness(.init(interval: .seconds(1)))
        try harness.come()
        for number in 1...35 {
            harness.otherAsks()
            harness.frame("\(number)")
            harness.pass(.milliseconds(100))
        }
        #expect(harness.shown == ["1", "10", "20", "30"])
        try harness.leave()
    }

    @Test("a frame that nothing follows for 400 ms is sent once more, once: browsers draw a part when the next begins")
    func repeated() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("one")
        harness.pass(.milliseconds(390))
        harness.frame("two")
        #expect(harness.parts == ["one", "two"])
        harness.pass(.milliseconds(390))
        #expect(harness.parts == ["one", "two"])
        harness.pass(.seconds(5))
        #expect(harness.parts == ["one", "two", "two"])
        harness.frame("none", flags: .placeholder)
        harness.pass(.seconds(30))
        #expect(harness.parts == ["one", "two", "two", "none", "none"])
        try harness.leave()
    }

    @Test("a stream stays open while its worker is replaced, and frames go on")
    func replaced() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("one")
        harness.view.workerGone(generation: 1)
        let next = RecordingPort(generation: 2)
        harness.view.workerReady(next)
        #expect(next.wants == [Want(credit: true, viewers: 1, newerThan: 0)])
        harness.frame("two", generation: 2)
        #expect(harness.shown == ["one", "two"])
        #expect(harness.isOpen)
        try harness.leave()
    }
}

@Suite("MJPEGViewer: a stale camera")
struct StaleViewerTests {
    @Test("after `stale_after` the built-in placeholder is shown, once")
    func builtIn() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("live")
        harness.pass(.seconds(9))
        #expect(harness.shown == ["live"])
        harness.pass(.seconds(1))
        #expect(harness.shown.count == 2)
        harness.pass(.seconds(60))
        #expect(harness.shown.count == 2)
        #expect(harness.isOpen)
        try harness.leave()
    }

    @Test("of a camera known to be away the placeholder is shown after a second; of one that may still come, not")
    func away() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.pass(.seconds(3))
        #expect(harness.shown.isEmpty)
        harness.frame("it refuses user or password", flags: .placeholder)
        harness.isAway.set()
        harness.pass(.seconds(1))
        #expect(harness.shown == ["it refuses user or password"])
        harness.frame("live")
        harness.pass(.seconds(5))
        #expect(harness.shown == ["it refuses user or password", "live"], "what is live is not covered")
        try harness.leave()
    }

    @Test(
        "away or not, a stream to be held or closed is left alone until it is stale",
        arguments: [WhenStale.hold, .close]
    )
    func awayHeld(whenStale: WhenStale) throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10), whenStale: whenStale))
        harness.isAway.set()
        try harness.come()
        harness.pass(.milliseconds(9_900))
        #expect(harness.shown.isEmpty && harness.isOpen)
        harness.pass(.seconds(1))
        #expect(harness.shown.isEmpty && harness.isOpen == (whenStale == .hold))
        if harness.isOpen { try harness.leave() }
    }

    @Test("the worker's placeholder is shown instead, and each new one again")
    func workers() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("none since 22:41", flags: .placeholder)
        harness.pass(.seconds(30))
        #expect(harness.shown == ["none since 22:41"])
        harness.frame("none since 22:42", flags: .placeholder)
        harness.pass(.seconds(5))
        #expect(harness.shown == ["none since 22:41", "none since 22:42"])
        try harness.leave()
    }

    @Test("the next frame is shown at once, and the placeholder when it grows stale again")
    func recovers() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("none", flags: .placeholder)
        harness.pass(.seconds(11))
        harness.frame("live")
        #expect(harness.shown == ["none", "live"])
        harness.pass(.seconds(20))
        #expect(harness.shown == ["none", "live", "none"])
        try harness.leave()
    }

    @Test("frames that keep coming keep the placeholder away")
    func live() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        for number in 1...20 {
            harness.frame("\(number)")
            harness.pass(.seconds(8))
        }
        #expect(harness.shown == (1...20).map { "\($0)" })
        try harness.leave()
    }

    @Test("`hold` keeps the last picture: nothing is sent")
    func hold() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10), whenStale: .hold))
        try harness.come()
        harness.frame("live")
        harness.pass(.seconds(60))
        #expect(harness.shown == ["live"])
        #expect(harness.isOpen)
        harness.frame("again")
        #expect(harness.shown == ["live", "again"])
        try harness.leave()
    }

    @Test("`close` ends the stream")
    func close() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10), whenStale: .close))
        try harness.come()
        harness.frame("live")
        harness.pass(.milliseconds(9_990))
        #expect(harness.isOpen)
        harness.pass(.milliseconds(20))
        #expect(!harness.isOpen)
        #expect(harness.view.viewers == 0)
    }

    @Test("a slow viewer gets the placeholder when it reads again, and no backlog")
    func slow() throws {
        let harness = try ViewerHarness(.init(staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("none", flags: .placeholder)
        harness.setReading(false)
        harness.frame("live")
        harness.pass(.seconds(60))
        harness.setReading(true)
        #expect(harness.shown == ["live"])
        // Only now does it wait for the next one.
        harness.pass(.milliseconds(9_900))
        #expect(harness.shown == ["live"])
        harness.pass(.seconds(5))
        #expect(harness.shown == ["live", "none"])
        try harness.leave()
    }

    @Test("between the pictures of a long interval nothing is stale, and at its end there is a new picture")
    func interval() throws {
        for whenStale in [WhenStale.placeholder, .close] {
            let options = MJPEGViewer.Options(interval: .seconds(30), staleAfter: .seconds(10), whenStale: whenStale)
            let harness = try ViewerHarness(options)
            try harness.come()
            harness.frame("none", flags: .placeholder)
            for number in 1...4 {
                #expect(harness.frame("\(number)"))
                #expect(harness.view.awaitedSince == nil)
                harness.pass(.milliseconds(30_050))
                #expect(harness.view.awaitedSince != nil)
            }
            #expect(harness.shown == ["1", "2", "3", "4"])
            #expect(harness.isOpen)
            try harness.leave()
        }
    }

    @Test("a paced viewer waits too, when its interval is over: then the camera may grow stale")
    func staleAfterInterval() throws {
        let harness = try ViewerHarness(.init(interval: .seconds(30), staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("none", flags: .placeholder)
        harness.frame("live")
        harness.pass(.milliseconds(39_900))
        #expect(harness.shown == ["live"])
        harness.pass(.seconds(10))
        #expect(harness.shown == ["live", "none"])
        try harness.leave()
    }

    @Test("a picture that somebody else was shown long ago is not shown at the end of an interval")
    func oldPicture() throws {
        let harness = try ViewerHarness(.init(interval: .seconds(30), staleAfter: .seconds(10)))
        try harness.come()
        harness.frame("live")
        harness.otherAsks()
        harness.frame("somebody else's")
        harness.pass(.seconds(31))
        #expect(harness.shown == ["live"])
        #expect(harness.frame("new"))
        #expect(harness.shown == ["live", "new"])
        try harness.leave()
    }
}
