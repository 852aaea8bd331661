import IPC
import Shared
import TestSupport
import Testing

/// RTSP cameras that stream well, until they do not.
@Suite("Trouble in the midst of an RTSP stream", .takesTurns)
struct TroubledRTSPTests {
    /// Longest until pictures are back: 10 s of silence, the back-off, and a new session.
    private static let recovery = Duration.seconds(40)

    @Test(
        "however the camera ends it, it is connected to again; its viewer stays",
        arguments: ["teardown", "announce", "bye", "close", "stall", "no-video", "refuse"]
    )
    func ends(_ trouble: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--audio", "--then", trouble])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        let requests = camera.count(of: "PLAY")
        try await camera.begin()
        try await waitUntil("a new session", within: Self.recovery) { camera.count(of: "PLAY") > requests }
        let seen = viewer.partCount
        try await waitUntil("pictures are back", within: Self.recovery) { viewer.partCount > seen + 20 }
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
        // Not even a 401 counts as wrong credentials when it is the only one.
        #expect(supervisor.logLines(holding: "refused").isEmpty)
    }

    @Test("bytes that are no RTP are passed over, or make for another session")
    func garbage() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--then", "garbage"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        try await camera.begin()
        try await viewer.waitForParts(100, within: Self.recovery)
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
    }

    @Test("a camera that lets nobody in any more is refused, and asked a minute later, not all the time")
    func locked() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--then", "lock", "--login", "viewer:right"])
        let supervisor = try await RunningSupervisor.streaming(camera.url, ", username: viewer, password: right")
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        let described = camera.count(of: "DESCRIBE")
        try await camera.begin()
        let reason = try await supervisor.waitForState("cam", "refused", within: .seconds(40))
        #expect(reason.contains("401"), "\(reason)")
        #expect(try await supervisor.camera("cam").retryIn.map { $0 > 30 } == true)
        // Two tries, each with the question without a password and the one with.
        #expect(camera.count(of: "DESCRIBE") - described <= 4, "\(camera.requests)")
        #expect(viewer.isWatching)
        try await supervisor.expectOneWorker()
    }

    @Test(
        "another size in the midst of the stream is what viewers and stills get, on the same connection to the camera"
    )
    func resize() async throws {
        let options = ["--film", "320x240", "--film", "640x368", "--then", "resize"]
        let camera = try await ScriptedRTSPCamera.start(options)
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        #expect(PictureCheck.sizeOfJPEG(viewer.seen.lastPicture)?.width == 320)
        try await camera.begin()
        try await waitUntil("larger pictures come") { PictureCheck.sizeOfJPEG(viewer.seen.lastPicture)?.width == 640 }
        let seen = viewer.partCount
        try await viewer.waitForParts(seen + 50, within: .seconds(20))
        let still = try await supervisor.still("cam")
        #expect(PictureCheck.sizeOfJPEG(still.body)?.width == 640, "\(still)")
        #expect(viewer.isWatching && camera.connections == 1)
        try await supervisor.expectOneWorker()
    }

    @Test(
        "a clock that jumps or wraps, and sound that stops or never comes, cost no picture",
        arguments: [
            ["--then", "back"], ["--then", "forward"], ["--then", "back", "--clock", "wrap"],
            ["--then", "no-audio", "--audio"], ["--then", "forward", "--dead-audio"],
        ]
    )
    func goesOn(_ options: [String]) async throws {
        let camera = try await ScriptedRTSPCamera.start(options)
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(25, within: .seconds(60))
        let start = MonotonicTime.now()
        try await camera.begin()
        // Beyond the two seconds after which the clock wraps.
        try await viewer.waitForParts(100, within: .seconds(60))
        #expect(viewer.largestGap(from: start) < .seconds(2), "\(viewer.largestGap(from: start))")
        #expect(try await supervisor.still("cam").status == 200)
        #expect(viewer.isWatching && camera.connections == 1, "\(camera.requests)")
        try await supervisor.expectOneWorker()
    }

    @Test("a session that ends when nobody asks for two seconds is kept")
    func keptAlive() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--timeout", "2"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(200, within: .seconds(60))
        #expect(viewer.isWatching && camera.connections == 1, "\(camera.requests)")
    }

    @Test("parameter sets in the description alone, and in the stream alone", arguments: ["sdp", "inband"])
    func parameterSets(_ place: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--sets", place, "--skip", "10"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
    }

    @Test("twenty seconds between key frames: no still for ten of them, in words, and every one after the first")
    func longGroup() async throws {
        let camera = try await ScriptedRTSPCamera.start(["--gop", "500", "--skip", "20"])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let start = MonotonicTime.now()
        let cold = try await supervisor.still("cam", query: "")
        #expect(cold.status == 503 && cold["Retry-After"] != nil, "\(cold)")
        #expect(cold.text.contains("no picture"), "\(cold)")
        #expect(MonotonicTime.now().since(start) < .seconds(12))
        try await waitUntil("the key frame comes", within: .seconds(40)) {
            try await supervisor.still("cam", query: "").status == 200
        }
        for _ in 1...3 { #expect(try await supervisor.still("cam").status == 200) }
        #expect(camera.connections == 1)
        try await supervisor.expectOneWorker()
    }
}
