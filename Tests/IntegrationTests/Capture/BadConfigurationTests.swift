import Shared
import TestSupport
import Testing

@Suite("Bad configuration", .takesTurns)
struct BadConfigurationTests {
    private static let mistakes = """
        cameras:
          good: { platform: demo }
          misspelt: { platform: mjpeg, mjpg_url: 'http://192.0.2.1/' }
          wrong_type: { platform: generic, still_image_url: 'http://192.0.2.1/', framerate: often }
          door: { platform: push, webhook_id: one-and-the-same }
          shed: { platform: push, webhook_id: one-and-the-same }
        camera:
          - { platform: demo, name: Good }
        """

    @Test("at start each bad camera is misconfigured in words and the others run")
    func run() async throws {
        let supervisor = try await RunningSupervisor(Self.mistakes)
        #expect(try await supervisor.still("good").status == 200)
        #expect(try await supervisor.http.get("/api/camera_proxy/door").status == 503)
        let expected = [("misspelt", "mjpeg_url"), ("wrong_type", "framerate"), ("shed", "webhook_id")]
        for (id, words) in expected {
            let status = try await supervisor.camera(id)
            #expect(status.state == "misconfigured" && status.reason?.contains(words) == true, "\(id): \(status)")
            let still = try await supervisor.still(id)
            #expect(still.status == 503 && still.text.contains(words), "\(id): \(still)")
            let viewer = supervisor.viewer(id)
            try await waitUntil("the viewer is told") { viewer.end != nil }
            #expect(viewer.end == "the server answered 503")
            let lines = supervisor.logLines(holding: words).filter { $0.contains("camsupervisor.yaml:") }
            #expect(lines.count == 1, "\(id): \(lines)")
        }
        // The second of two cameras with one id is there under another, and says so.
        let all = try await supervisor.http.get("/api/v1/cameras")
        #expect(all.text.contains("\"good_2\""), "\(all)")
    }

    @Test("check names every mistake with its place, at once, and exits 78")
    func check() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(Self.mistakes, to: "camsupervisor.yaml")
        let check = try RunningProgram(BuiltProducts.camsupervisor(), ["check", "--config", file])
        #expect(try await check.waitForExit() == .code(78))
        try await waitUntil("its words are here") { check.standardOutput.hasSuffix("\n") }
        let lines = check.standardOutput.split(separator: "\n").filter { $0.contains(": error: ") }
        let places = [":3:32: ", ":4:", ":6:", ":8:"]
        for place in places {
            #expect(lines.contains { $0.contains("camsupervisor.yaml\(place)") }, "\(place) in \(lines)")
        }
        #expect(!check.standardOutput.contains("one-and-the-same"), "webhook ids are secrets")
    }

    @Test("a file that cannot be used ends the program with 78 and its words")
    func unusable() async throws {
        let folder = try TemporaryFolder()
        for text in ["cameras: [", "http: { listen: ['0.0.0.0:8124'] }\ncameras: { a: { platform: demo } }\n"] {
            let file = try folder.write(text, to: "camsupervisor.yaml")
            let run = try RunningProgram(
                BuiltProducts.camsupervisor(),
                ["run", "--config", file, "--worker", BuiltProducts.camworker()]
            )
            #expect(try await run.waitForExit() == .code(78))
            try await waitUntil("its words are here") { run.standardError.contains("camsupervisor.yaml:") }
        }
    }
}
