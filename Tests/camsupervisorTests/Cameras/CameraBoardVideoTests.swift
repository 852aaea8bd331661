import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("CameraBoard: whether it is in vain to wait for video")
struct CameraBoardVideoTests {
    private static let asked = MonotonicTime.now()

    struct Case: Sendable {
        var words: String
        var hasStill = false
        var state = CameraState.idle
        var mediaReason: String?
        /// Of the report, seconds after the wait began.
        var reported = -1
        var retryIn: Int?
        var restartIn: Int?
        var isInVain: Bool
    }

    static let cases: [Case] = [
        .init(words: "nothing is known", isInVain: false),
        .init(words: "it is switched off", state: .off, isInVain: true),
        .init(words: "it was offline, and may be tried any moment", state: .offline, isInVain: false),
        .init(words: "it is tried within the wait", state: .offline, retryIn: 8, isInVain: false),
        .init(words: "it is tried after the wait", state: .refused, retryIn: 60, isInVain: true),
        .init(words: "it is offline by newer words", state: .offline, reported: 1, isInVain: true),
        .init(words: "its worker keeps dying", state: .offline, restartIn: 30, isInVain: true),
        .init(words: "its stream is MJPEG, said of this demand", mediaReason: "MJPEG", reported: 1, isInVain: true),
        .init(words: "said of yesterday's demand", mediaReason: "MJPEG", reported: -100, isInVain: false),
        .init(
            words: "its pictures are away, not its stream",
            hasStill: true,
            state: .offline,
            reported: 1,
            isInVain: false
        ),
        .init(words: "pictures are tried late", hasStill: true, state: .refused, retryIn: 600, isInVain: false),
        .init(
            words: "both are away",
            hasStill: true,
            state: .offline,
            mediaReason: "away",
            reported: 1,
            isInVain: true
        ),
        .init(
            words: "its worker keeps dying, with pictures",
            hasStill: true,
            state: .offline,
            restartIn: 30,
            isInVain: true
        ),
    ]

    @Test("by what is known of the camera", arguments: cases.indices)
    func isInVain(_ index: Int) throws {
        let example = Self.cases[index]
        let asked = Self.asked
        var source = GenericConfiguration(stream: .init(url: try CameraAddress("rtsp://192.0.2.1/film")))
        if example.hasStill { source.stillImageURL = try CameraAddress("http://192.0.2.1/a.jpg") }
        let id = try CameraID("film")
        let camera = CameraConfiguration(id: id, name: "film", source: .generic(source), staleAfter: .seconds(10))
        var status = CameraStatus(id: id, name: "film", platform: "generic", stateSince: .now())
        status.state = example.state
        status.mediaReason = example.mediaReason
        status.reportedAt = asked.advanced(by: .seconds(example.reported))
        status.retryAt = example.retryIn.map { asked + .seconds($0) }
        status.worker.restartAt = example.restartIn.map { asked + .seconds($0) }
        let board = CameraBoard([.init(configuration: camera, status: status)])
        let view = MediaView(clock: { asked })
        view.playerAsked()
        let isInVain = board.isWaitingInVain(for: EntityID(of: id), view, since: asked, patience: .seconds(10))
        #expect(isInVain == example.isInVain, "\(example.words)")
        board.publishStop()
        #expect(board.isWaitingInVain(for: EntityID(of: id), view, since: asked, patience: .seconds(10)))
    }
}
