import Shared
import Testing

@testable import camworker

@Suite("The way of a profile's pictures")
struct PictureWayTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test("the snapshot where there is one, the video else; nothing before either is known")
    func known() {
        var way = PictureWay()
        #expect(way.way(at: Self.start) == .none)
        way.hasVideo = true
        #expect(way.way(at: Self.start) == .video)
        way.hasSnapshot = true
        #expect(way.way(at: Self.start) == .snapshot && way.deadline == nil)
    }

    @Test("after two failures in a row the video has its turn for five minutes, then the snapshot has one try")
    func failures() {
        var way = PictureWay()
        (way.hasSnapshot, way.hasVideo) = (true, true)
        way.snapshotFailed(isFinal: false, at: Self.start)
        way.snapshotCame()
        way.snapshotFailed(isFinal: false, at: Self.start)
        #expect(way.way(at: Self.start) == .snapshot)
        way.snapshotFailed(isFinal: false, at: Self.start)
        #expect(way.way(at: Self.start) == .video && way.deadline == Self.start + .seconds(300))
        let later = Self.start + .seconds(300)
        way.tick(at: later)
        #expect(way.way(at: later) == .snapshot)
        way.snapshotFailed(isFinal: false, at: later)
        #expect(way.way(at: later) == .video)
        way.startOver()
        #expect(way.way(at: later) == .snapshot)
        way.snapshotFailed(isFinal: true, at: later)
        #expect(way.way(at: later) == .video)
    }

    @Test("a video that cannot be had either gives the snapshot its turn again")
    func turns() {
        var way = PictureWay()
        (way.hasSnapshot, way.hasVideo) = (true, true)
        for _ in 1...2 { way.snapshotFailed(isFinal: false, at: Self.start) }
        #expect(way.way(at: Self.start) == .video)
        let isOther = way.videoFailed(at: Self.start)
        #expect(isOther && way.way(at: Self.start) == .snapshot)
        way.snapshotFailed(isFinal: false, at: Self.start)
        #expect(way.way(at: Self.start) == .video)
    }

    @Test("without a video the snapshot is asked for again and again")
    func snapshotAlone() {
        var way = PictureWay()
        way.hasSnapshot = true
        for _ in 1...5 { way.snapshotFailed(isFinal: true, at: Self.start) }
        #expect(way.way(at: Self.start) == .snapshot && way.deadline == nil)
    }

    @Test("while the snapshot must not be asked for, the video has its turn, whatever becomes of it")
    func held() {
        var way = PictureWay()
        (way.hasSnapshot, way.hasVideo) = (true, true)
        let (later, end) = (Self.start + .seconds(300), Self.start + .seconds(900))
        way.snapshotFailed(isFinal: true, at: Self.start)
        way.hold(until: end, at: Self.start)
        way.tick(at: later)
        #expect(way.way(at: later) == .video && way.deadline == end)
        let isOther = way.videoFailed(at: later)
        #expect(!isOther && way.way(at: later) == .video)
        way.startOver()
        #expect(way.way(at: later) == .video)
        way.tick(at: end)
        #expect(way.way(at: end) == .snapshot && way.deadline == nil)
        way.hold(until: end, at: end)
        #expect(way.way(at: end) == .snapshot && way.deadline == nil, "it is over")
        way.hold(until: end + .seconds(1), at: end)
        way.hasVideo = false
        #expect(way.way(at: end) == .snapshot)
    }

    @Test(
        "in two hours of a snapshot that refuses us, the video's pictures are missed for moments",
        arguments: [false, true]
    )
    func refused(isFixed: Bool) throws {
        var way = PictureWay()
        (way.hasSnapshot, way.hasVideo) = (true, true)
        var machine = StillStateMachine(frameRate: 2)
        var authentication = SnapshotAuthentication()
        var generator = MiddleGenerator()
        let wanted = Demand(isFrameWanted: true, viewers: 1, capturedAfter: MonotonicTime(nanoseconds: 0))
        let url = try CameraURL("http://192.0.2.1/snapshot")
        var (missed, tries) = (0, 0)
        for second in 0..<7_200 {
            let now = Self.start + .seconds(second)
            // Its other questions let us in all the time.
            if second % 60 == 30 { _ = machine.letInElsewhere(at: now) }
            way.tick(at: now)
            way.hold(until: machine.schedule.refusedUntil, at: now)
            guard way.way(at: now) == .snapshot else { continue }
            missed += 1
            guard machine.demandChanged(wanted, at: now) == .fetch else { continue }
            tries += 1
            let isFinal = isFixed || authentication.refused(authentication.way ?? .digest, at: url)
            if isFinal { authentication.startOver() }
            machine.fetched(.failure(isFinal ? .refused : .refusedThisWay), at: now, using: &generator)
            way.snapshotFailed(isFinal: isFinal, at: now)
        }
        #expect(missed < 30 && 5..<30 ~= tries, "\(missed) s, \(tries) tries")
    }
}
