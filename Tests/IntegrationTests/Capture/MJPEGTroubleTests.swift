import IPC
import Shared
import TestSupport
import Testing

@Suite("MJPEG cameras in trouble", .takesTurns)
struct MJPEGTroubleTests {
    private static func supervisor(_ camera: FakeCamera, staleAfter: String) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))', stale_after: \(staleAfter) } }"
        )
    }

    @Test("a camera that goes away and comes back: the viewer stays, sees a placeholder, then pictures again")
    func awayAndBack() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
        let supervisor = try await Self.supervisor(camera, staleAfter: "1 s")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5)
        let worker = try await supervisor.workerPID(of: "cam")
        camera.goAway()
        let reason = try await supervisor.waitForState("cam", "offline")
        #expect(reason.contains("connect"), "\(reason)")
        try await waitUntil("a placeholder is shown") { viewer.seen.sightings.last?.counter == nil }
        let still = try await supervisor.still("cam")
        #expect(still.status == 503 && still["Retry-After"] != nil, "\(still)")
        try camera.comeBack()
        try await waitUntil("pictures are back", within: .seconds(20)) { viewer.lastCounter != nil }
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
        try await supervisor.waitForState("cam", "live")
        #expect(try await supervisor.workerPID(of: "cam") == worker)
        #expect(try await supervisor.camera("cam").lastExits.isEmpty)
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        var name: String
        var ending: MJPEGScript.Ending
        var testDescription: String { self.name }
    }

    @Test(
        "a stream that breaks off or hangs, even within a picture, is opened again; no half picture is shown",
        arguments: [
            Ending(name: "closes", ending: .closes(after: 5)),
            Ending(name: "closes within a picture", ending: .closesMidFrame(after: 5)),
            Ending(name: "hangs", ending: .hangs(after: 5)),
            Ending(name: "hangs within a picture", ending: .hangsMidFrame(after: 5)),
        ]
    )
    func breaksOff(ending: Ending) async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .sequence([
                .mjpeg(MJPEGScript { $0.ending = ending.ending }),
                .mjpeg(),
            ])
        }
        // After 3 × 5 s the supervisor would replace the worker; the worker itself gives up after 10 s of silence.
        let supervisor = try await Self.supervisor(camera, staleAfter: "5 s")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(4)
        try await waitUntil("the stream is open again", within: .seconds(30)) { camera.requestCount("/video") == 2 }
        try await waitUntil("pictures are back") { viewer.lastCounter.map { $0 > 10 } == true }
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
        #expect(try await supervisor.camera("cam").lastExits.isEmpty)
    }

    @Test("a picture that never ends costs bounded memory and harms no other camera")
    func endless() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.ending = .endlessFrame(after: 3) })
            script["/body"] = .endlessBody(type: "multipart/x-mixed-replace; boundary=x")
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              frame: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))' }
              body: { platform: mjpeg, mjpeg_url: '\(camera.url("/body"))' }
              demo: { platform: demo, framerate: 20 }
            """
        )
        let demo = supervisor.viewer("demo")
        try await demo.waitForParts(5)
        let start = MonotonicTime.now()
        let viewers = ["frame", "body"].map { supervisor.viewer($0) }
        let workers = try await [supervisor.workerPID(of: "frame"), supervisor.workerPID(of: "body")]
        var peak = 0
        try await waitUntil("both have shown what they do", within: .seconds(40)) {
            peak = max(peak, workers.compactMap { ProcFS.residentKilobytes(of: $0) }.max() ?? 0)
            return MonotonicTime.now().since(start) > .seconds(8)
        }
        // A few buffers of the limit of 16 MiB (one that grows by doubling, one it is copied to) and the program itself;
        // in these 8 s hundreds of megabytes come.
        #expect(peak < 128_000, "\(peak) kB")
        #expect(demo.largestGap(from: start) < .seconds(3), "\(demo.largestGap(from: start))")
        #expect(viewers.allSatisfy { $0.sawOnlyWholeAndNewer })
        for id in ["frame", "body"] { #expect(try await supervisor.camera(id).lastExits.isEmpty) }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var answer: CameraAnswer
        var words: String
        var testDescription: String { self.name }
    }

    private static let noStreams: [Case] = [
        Case(name: "page", answer: .page(), words: "HTML"),
        Case(name: "error_500", answer: .status(500), words: "500"),
        Case(name: "error_404", answer: .status(404), words: "404"),
        Case(name: "endless_head", answer: .endlessHead, words: "header"),
        Case(name: "empty", answer: .bytes([], type: "multipart/x-mixed-replace; boundary=x"), words: "empty"),
        Case(name: "closed", answer: .close, words: "without an answer"),
        Case(
            name: "truncated",
            answer: .mjpeg(
                MJPEGScript {
                    $0.picture = PictureScript(.truncated(to: 150))
                    $0.ending = .closes(after: 5)
                }
            ),
            words: "JPEG"
        ),
        Case(
            name: "huge",
            answer: .mjpeg(
                MJPEGScript {
                    $0.picture = PictureScript(.huge)
                    $0.ending = .closes(after: 5)
                }
            ),
            words: "40000"
        ),
    ]

    @Test(
        "what is no stream of pictures is never relayed as one: words in status and answer, a placeholder for viewers"
    )
    func noStream() async throws {
        let camera = try FakeCamera.start { script in
            for bad in Self.noStreams { script["/\(bad.name)"] = bad.answer }
        }
        let entries = Self.noStreams.map {
            "  \($0.name): { platform: mjpeg, mjpeg_url: '\(camera.url("/\($0.name)"))', stale_after: 1 s }"
        }
        let supervisor = try await RunningSupervisor("cameras:\n" + entries.joined(separator: "\n"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for bad in Self.noStreams { group.addTask { try await Self.check(bad, on: supervisor) } }
            try await group.waitForAll()
        }
    }

    private static func check(_ bad: Case, on supervisor: RunningSupervisor) async throws {
        let viewer = supervisor.viewer(bad.name)
        let reason = try await supervisor.waitForState(bad.name, "offline")
        #expect(reason.contains(bad.words), "\(bad.name): \(reason)")
        try await viewer.waitForParts(1)
        #expect(viewer.seen.sightings.allSatisfy { $0.isWhole && $0.counter == nil }, "\(bad.name)")
        let still = try await supervisor.still(bad.name)
        #expect(still.status == 503 && still.text.contains(bad.words), "\(bad.name): \(still)")
        #expect(try await supervisor.camera(bad.name).lastExits.isEmpty, "\(bad.name)")
    }

    @Test("when_stale says what viewers of a silent camera get: a placeholder, the last picture, or the end")
    func whenStale() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.ending = .hangs(after: 3) })
        }
        let entries = ["placeholder", "hold", "close"].map {
            "  \($0): { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))', stale_after: 2 s, when_stale: \($0) }"
        }
        let supervisor = try await RunningSupervisor("cameras:\n" + entries.joined(separator: "\n"))
        let placeholder = supervisor.viewer("placeholder")
        let hold = supervisor.viewer("hold")
        let close = supervisor.viewer("close")
        try await waitUntil("the stream is closed") { close.end != nil }
        #expect(close.end?.contains("closed") == true && close.seen.sightings.allSatisfy { $0.counter != nil })
        try await waitUntil("the placeholder is shown") {
            placeholder.seen.sightings.last.map { $0.counter == nil } == true
        }
        try await supervisor.waitForState("hold", "stale")
        #expect(hold.isWatching && hold.seen.sightings.allSatisfy { $0.counter != nil })
    }
}
