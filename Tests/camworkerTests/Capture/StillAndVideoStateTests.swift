import IPC
import Shared
import Testing

@testable import camworker

@Suite("The state of a camera with a still URL and a stream")
struct StillAndVideoStateTests {
    private static let idle = StateReport(connection: .idle)
    private static let well = StateReport(connection: .connected)
    private static let away = StateReport(connection: .offline, reason: "the stream is away, it says")

    private static func time(_ seconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    /// Somebody fetches one still.
    private static func fetch(_ state: inout StillAndVideoState, at seconds: UInt64) -> [StateReport?] {
        let now = Self.time(seconds)
        state.watched(true, at: now)
        let before = state.report(at: now)
        state.picturesReported(Self.well, at: now)
        let during = state.report(at: now)
        state.watched(false, at: now)
        state.picturesReported(Self.idle, at: now)
        return [before, during, state.report(at: now)]
    }

    @Test("while nobody wants media the pictures alone tell it, idleness included")
    func pictures() {
        var state = StillAndVideoState()
        #expect(state.report(at: Self.time(1)) == nil)
        state.picturesReported(Self.idle, at: Self.time(1))
        #expect(state.report(at: Self.time(1)) == Self.idle)
        #expect(Self.fetch(&state, at: 2) == [Self.idle, Self.well, Self.idle])
        #expect(state.deadline == nil)
    }

    @Test("a page that fetches stills beside a stream that is wanted changes nothing")
    func steady() {
        var state = StillAndVideoState()
        state.picturesReported(Self.idle, at: Self.time(1))
        state.isMediaWanted = true
        state.streamReported(Self.well)
        for second in [10, 20, 30] as [UInt64] {
            #expect(Self.fetch(&state, at: second) == [Self.well, Self.well, Self.well])
        }
    }

    @Test("the stream's trouble is why there is no media while the pictures are well, and the state once nobody looks")
    func trouble() {
        var state = StillAndVideoState()
        state.isMediaWanted = true
        state.streamReported(Self.away)
        var (away, well) = (Self.away, Self.well)
        away.mediaReason = Self.away.reason
        well.mediaReason = Self.away.reason
        #expect(state.report(at: Self.time(1)) == away)
        #expect(Self.fetch(&state, at: 10) == [away, well, well])
        #expect(Self.fetch(&state, at: 20) == [well, well, well])
        #expect(state.deadline == Self.time(50))
        #expect(state.report(at: Self.time(49)) == well && state.report(at: Self.time(50)) == away)
        state.forget(at: Self.time(50))
        #expect(state.deadline == nil && state.report(at: Self.time(51)) == away)
        state.streamReported(StateReport(connection: .connected, mediaReason: "MJPEG"))
        state.watched(true, at: Self.time(60))
        state.picturesReported(Self.well, at: Self.time(60))
        #expect(state.report(at: Self.time(60))?.mediaReason == "MJPEG")
        state.isMediaWanted = false
        #expect(state.report(at: Self.time(60)) == Self.well)
    }

    @Test("of a device that is there in other ways a stream that is away is why there is no media, and no more")
    func notDecisive() {
        var state = StillAndVideoState(isStreamDecisive: false)
        var idle = Self.idle
        idle.mediaReason = Self.away.reason
        state.isMediaWanted = true
        #expect(state.report(at: Self.time(1)) == Self.idle)
        state.streamReported(Self.away)
        #expect(state.report(at: Self.time(1)) == idle)
        state.streamReported(Self.well)
        #expect(state.report(at: Self.time(2)) == Self.well)
        let missing = StateReport(connection: .offline, reason: "404")
        state.watched(true, at: Self.time(3))
        state.picturesReported(missing, at: Self.time(3))
        #expect(state.report(at: Self.time(3)) == missing, "the pictures' trouble is")
    }

    @Test("what kept the stream away yesterday is not said of today's demand")
    func yesterday() {
        var state = StillAndVideoState()
        state.picturesReported(Self.idle, at: Self.time(1))
        state.isMediaWanted = true
        state.streamReported(Self.away)
        state.isMediaWanted = false
        state.isMediaWanted = true
        #expect(state.report(at: Self.time(90_000)) == Self.idle)
        state.streamReported(Self.away)
        state.isMediaWanted = true
        #expect(state.report(at: Self.time(90_001))?.mediaReason == Self.away.reason)
    }
}
