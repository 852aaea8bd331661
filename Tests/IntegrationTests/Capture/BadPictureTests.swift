import IPC
import Shared
import TestSupport
import Testing

/// What a camera may answer instead of a picture: each gets a clear error in the answer, in the camera's status and once
/// in the log, and harms no other camera.
@Suite("Bad input from cameras", .takesTurns)
struct BadPictureTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var answer: CameraAnswer
        /// One of these must be in the error.
        var words: [String]
        var testDescription: String { self.name }
    }

    private static let whole = TestPicture(counter: 1, padding: 5000).bytes

    static let cases: [Case] = [
        Case(name: "html", answer: .page("<html><title>Login</title></html>"), words: ["HTML"]),
        Case(name: "huge", answer: .bytes(TestPicture.huge(), type: "image/jpeg"), words: ["40000 × 40000"]),
        Case(name: "truncated", answer: .still(PictureScript(.truncated(to: 200))), words: ["truncated"]),
        Case(name: "empty", answer: .bytes([], type: "image/jpeg"), words: ["empty", "nothing", "0 bytes"]),
        Case(name: "garbage", answer: .bytes([UInt8](repeating: 7, count: 999), type: "image/jpeg"), words: ["999"]),
        Case(name: "endless_head", answer: .endlessHead, words: ["header"]),
        Case(name: "endless_body", answer: .endlessBody(type: "image/jpeg"), words: ["16 MiB"]),
        Case(
            name: "cut_short",
            answer: .cut(type: "image/jpeg", body: Array(Self.whole.prefix(900)), announced: 6000, then: .closes),
            words: ["cut short"]
        ),
        Case(
            name: "reset",
            answer: .cut(type: "image/jpeg", body: Array(Self.whole.prefix(900)), announced: 6000, then: .resets),
            words: ["connection broke"]
        ),
        Case(name: "closed", answer: .close, words: ["without an answer"]),
        Case(name: "no_http", answer: .raw(Array("220 ftp ready\r\n".utf8)), words: ["no HTTP"]),
        Case(name: "error_500", answer: .status(500), words: ["500"]),
        Case(name: "error_404", answer: .status(404), words: ["404"]),
        Case(name: "error_403", answer: .status(403), words: ["403"]),
        Case(name: "silence", answer: .silence, words: ["in time"]),
        Case(
            name: "drip",
            answer: .drip(type: "image/jpeg", body: Self.whole, piece: 1, every: .milliseconds(100)),
            words: ["in time"]
        ),
    ]

    @Test("each is refused in words, in the answer, in the status, once in the log, and a camera beside goes on")
    func answers() async throws {
        let camera = try FakeCamera.start { script in
            for bad in Self.cases { script["/\(bad.name)"] = bad.answer }
        }
        let entries = Self.cases.map {
            "  \($0.name): { platform: generic, still_image_url: '\(camera.url("/\($0.name)"))' }"
        }
        let unreachable = "  unreachable: { platform: generic, still_image_url: 'http://127.0.0.1:9/x.jpg' }"
        let demo = "  demo: { platform: demo, framerate: 20 }"
        let supervisor = try await RunningSupervisor(
            (["cameras:"] + entries + [unreachable, demo]).joined(separator: "\n")
        )
        let viewer = supervisor.viewer("demo")
        try await viewer.waitForParts(5)
        let start = MonotonicTime.now()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for bad in Self.cases {
                group.addTask { try await Self.check(bad.name, bad.words, on: supervisor) }
            }
            group.addTask { try await Self.check("unreachable", ["connect"], on: supervisor) }
            try await group.waitForAll()
        }
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
        #expect(viewer.largestGap(from: start) < .seconds(3), "\(viewer.largestGap(from: start))")
    }

    private static func check(_ id: String, _ words: [String], on supervisor: RunningSupervisor) async throws {
        let answer = try await supervisor.still(id)
        #expect(answer.status == 503, "\(id): \(answer)")
        let says = { (text: String) in words.contains { text.contains($0) } }
        #expect(says(answer.text), "\(id) should say one of \(words): \(answer)")
        #expect(answer["Content-Type"] == "application/problem+json", "\(id)")
        #expect(answer["Retry-After"] != nil, "\(id)")
        // A camera that is slow to fail is given up in the same moment as its caller.
        let reason = try await supervisor.waitForState(id, id == "error_403" ? "refused" : "offline")
        #expect(says(reason), "\(id): \(reason)")
        let status = try await supervisor.camera(id)
        #expect(status.lastExits.isEmpty && status.worker.restarts == 0, "\(id): its worker died")
        // Asked again, it says the same and writes nothing.
        let again = try await supervisor.still(id)
        #expect(again.status == 503 && says(again.text), "\(id): \(again)")
        let lines = supervisor.logLines(holding: " \(id): ").filter(says)
        #expect(lines.count == 1, "\(id) in the log: \(lines)")
    }

    @Test("a camera that takes the connection and nothing else: the caller is told after 10 s")
    func hangs() async throws {
        let camera = try FakeCamera.start { $0.reception = .hang }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/a.jpg"))' } }"
        )
        let start = MonotonicTime.now()
        let answer = try await supervisor.still("cam")
        #expect(answer.status == 503, "\(answer)")
        let took = MonotonicTime.now().since(start)
        #expect(took > .seconds(9) && took < .seconds(12), "\(took)")
    }

    @Test("a stream of pictures that no camera has is told at once, also of a live one, which goes on when they end")
    func hugeInStream() async throws {
        let huge = MJPEGScript { $0.picture = PictureScript(.huge) }
        let camera = try FakeCamera.start { script in
            script["/live"] = .mjpeg(MJPEGScript { $0.frameRate = 20 })
            script["/never"] = .mjpeg(huge)
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              live: { platform: mjpeg, mjpeg_url: '\(camera.url("/live"))' }
              never: { platform: mjpeg, mjpeg_url: '\(camera.url("/never"))' }
            """
        )
        let viewers = (live: supervisor.viewer("live"), never: supervisor.viewer("never"))
        // Well below the 20 s after which a stream without any picture is given up.
        let told = Duration.seconds(8)
        let reason = try await supervisor.waitForState("never", "offline", within: told)
        #expect(reason.contains("40000 × 40000"), "\(reason)")
        let still = try await supervisor.still("never")
        #expect(still.status == 503 && still.text.contains("40000 × 40000"), "\(still)")

        try await viewers.live.waitForParts(5)
        camera.update { $0["/live"] = .mjpeg(huge) }
        let trouble = try await supervisor.waitForState("live", "offline", within: told)
        #expect(trouble.contains("40000 × 40000"), "\(trouble)")
        camera.update { $0["/live"] = .mjpeg(MJPEGScript { $0.frameRate = 20 }) }
        try await viewers.live.waitForParts(5)
        try await supervisor.waitForState("live", "live")
        #expect(camera.requestCount("/live") == 1)
        #expect(viewers.live.isWatching && viewers.live.sawOnlyWholeAndNewer)
        for id in ["live", "never"] {
            #expect(try await supervisor.camera(id).lastExits.isEmpty)
            #expect(supervisor.logLines(holding: " \(id): ").filter { $0.contains("40000") }.count == 1)
        }
    }

    @Test("a truncated picture in a stream is left out; those around it are shown")
    func truncatedInStream() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.frameRate = 20 })
        }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))' } }"
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5)
        camera.update { script in
            script["/video"] = .mjpeg(
                MJPEGScript {
                    $0.frameRate = 20
                    $0.picture.kind = .truncated(to: 150)
                }
            )
        }
        let cutFrom = camera.pictureCount + 1
        try await waitUntil("five were cut") { camera.pictureCount > cutFrom + 5 }
        camera.update { script in script["/video"] = .mjpeg(MJPEGScript { $0.frameRate = 20 }) }
        let wholeFrom = camera.pictureCount + 1
        try await waitUntil("whole ones are back") { viewer.lastCounter.map { $0 > wholeFrom } == true }
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
        let shown = Set(viewer.seen.sightings.compactMap(\.counter))
        #expect(shown.isDisjoint(with: (cutFrom + 1)..<(wholeFrom - 1)))
    }
}
