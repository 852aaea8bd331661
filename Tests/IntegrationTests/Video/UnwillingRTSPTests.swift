import Shared
import TestSupport
import Testing

/// RTSP servers that never come to send a picture.
@Suite("RTSP cameras that give no stream", .takesTurns)
struct UnwillingRTSPTests {
    private static func reason(_ options: [String], more: String = "") async throws -> String {
        let camera = try await ScriptedRTSPCamera.start(options)
        let supervisor = try await RunningSupervisor.streaming(camera.url, more)
        let reason = try await supervisor.reasonForNoStill()
        // One try of 20 s with a second to spare, then 1, 2, 4 … s: nobody is called all the time.
        #expect(camera.connections <= 8, "\(camera.connections) connections: \(camera.requests)")
        return reason
    }

    @Test(
        "what the server says stands in the reason",
        arguments: [
            ("DESCRIBE:404:Stream Not Found", "404"), ("SETUP:453:Not Enough Bandwidth", "453 Not Enough Bandwidth"),
            ("SETUP:503:Too Many Sessions", "503 Too Many Sessions"), ("PLAY:454:Session Not Found", "454"),
            ("SETUP:461:Unsupported Transport", "461"), ("OPTIONS:505:Not Our Version", "505"),
        ]
    )
    func status(_ status: String, words: String) async throws {
        let reason = try await Self.reason(["--status", status])
        #expect(reason.contains(words), "\(reason)")
    }

    @Test(
        "a server that falls silent is given up by our own deadline",
        arguments: ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]
    )
    func silent(_ method: String) async throws {
        let reason = try await Self.reason(["--stall", method])
        #expect(reason.contains("within") || reason.contains("sent nothing"), "\(reason)")
    }

    @Test(
        "an answer by a byte twice a second, or one that never ends, is given up by our own deadline",
        arguments: [
            ["--drip", "DESCRIBE"], ["--endless", "DESCRIBE"], ["--drip", "SETUP"], ["--endless", "OPTIONS"],
        ]
    )
    func endless(_ options: [String]) async throws {
        let reason = try await Self.reason(options)
        #expect(reason.contains("within 2") || reason.contains("Invalid"), "\(reason)")
    }

    @Test(
        "video that no picture can be made of: without key frames, and noise",
        arguments: [(["--no-key"], "no video that a picture"), (["--scramble"], "decode")]
    )
    func useless(_ options: [String], words: String) async throws {
        let reason = try await Self.reason(options)
        #expect(reason.contains(words), "\(reason)")
    }

    @Test("an HTML page in the place of RTSP is an error, and read once")
    func page() async throws {
        let reason = try await Self.reason(["--html"])
        #expect(reason.contains("Invalid data") || reason.contains("within"), "\(reason)")
    }

    @Test("a server that hangs up each time is asked again later and later")
    func hangsUp() async throws {
        let reason = try await Self.reason(["--hang-up"])
        #expect(!reason.isEmpty)
    }

    @Test(
        "a description of nothing, of garbage, and one whose length is a lie",
        arguments: ["nothing", "garbage", "endless"]
    )
    func description(_ kind: String) async throws {
        let reason = try await Self.reason(["--sdp", kind])
        #expect(!reason.isEmpty)
    }

    @Test("of fifty tracks the first is taken; a megabyte of description is read over", arguments: ["tracks", "huge"])
    func large(_ kind: String) async throws {
        let camera = try await ScriptedRTSPCamera.start(["--sdp", kind])
        let supervisor = try await RunningSupervisor.streaming(camera.url)
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && PictureCheck.isWholeJPEG(still.body), "\(still)")
        try await supervisor.expectOneWorker()
    }
}
