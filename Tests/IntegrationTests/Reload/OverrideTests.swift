import Foundation
import TestSupport
import Testing

@Suite("stop, pause and start are remembered", .takesTurns)
struct OverrideTests {
    private static let cameras =
        "cameras: { yard: { platform: demo }, gate: { platform: demo }, shed: { platform: demo } }"

    private static func run(_ state: TemporaryFolder, _ cameras: String = cameras) async throws -> RunningSupervisor {
        try await RunningSupervisor(cameras, arguments: ["--state", state.path(of: "state")])
    }

    @Test("what is off stays off over a restart of the supervisor, and says since when; start takes it back")
    func remembered() async throws {
        let state = try TemporaryFolder()
        var supervisor = try await Self.run(state)
        #expect(try await supervisor.command("stop", "yard").words == "")
        #expect(try await supervisor.command("pause", "gate", "--for", "2h").exit == .code(0))
        try await supervisor.waitForState("yard", "off")
        #expect(try await supervisor.stop() == .code(0))

        supervisor = try await Self.run(state)
        _ = try await supervisor.workerPID(of: "shed")
        let reason = try await supervisor.waitForState("yard", "off")
        #expect(reason.hasPrefix("stopped since 20"), "\(reason)")
        #expect(try await supervisor.waitForState("gate", "off").contains(" until 20"))
        #expect(try await supervisor.camera("yard").worker.generation == 0)
        let still = try await supervisor.still("yard")
        #expect(still.status == 503 && still.text.contains("is off: stopped since"), "\(still)")
        let status = try await supervisor.command("status", "yard")
        #expect(status.output.contains("  override  stopped since "), "\(status.output)")
        let document = try await supervisor.http.get("/api/v1/cameras/gate").text
        #expect(document.contains(#""override":{"is":"paused","since":"20"#) && document.contains(#""until":"20"#))

        #expect(try await supervisor.command("start", "yard").exit == .code(0))
        #expect(try await supervisor.command("restart", "gate").exit == .code(0))
        _ = try await supervisor.workerPIDs(of: ["yard", "gate"])
        let started = try await supervisor.http.get("/api/v1/cameras/yard")
        #expect(!started.text.contains("override"))
        #expect(try await supervisor.stop() == .code(0))

        supervisor = try await Self.run(state)
        _ = try await supervisor.workerPIDs(of: ["yard", "gate", "shed"])
    }

    @Test("a kill of the supervisor forgets nothing that was answered")
    func killed() async throws {
        let state = try TemporaryFolder()
        var supervisor = try await Self.run(state)
        #expect(try await supervisor.command("stop", "yard", "gate").exit == .code(0))
        supervisor.program.send(SIGKILL)
        _ = try await supervisor.program.waitForExit(within: .seconds(10))
        supervisor = try await Self.run(state)
        try await supervisor.waitForState("yard", "off")
        try await supervisor.waitForState("gate", "off")
        _ = try await supervisor.workerPID(of: "shed")
    }

    @Test("a pause ends by itself; one without an end does not")
    func pauseEnds() async throws {
        let state = try TemporaryFolder()
        let supervisor = try await Self.run(state)
        let pid = try await supervisor.workerPID(of: "yard")
        #expect(try await supervisor.http.post("/api/v1/cameras/yard/pause?for=1s").status == 202)
        #expect(try await supervisor.http.post("/api/v1/cameras/gate/pause").status == 202)
        try await waitUntil("yard is back") {
            let camera = try await supervisor.camera("yard")
            return camera.worker.phase == "running" && camera.worker.pid != pid
        }
        #expect(try await supervisor.waitForState("gate", "off").hasPrefix("paused since "))
        for wrong in ["pause?for=soon", "pause?for=0", "stop?for=1h"] {
            #expect(try await supervisor.http.post("/api/v1/cameras/shed/\(wrong)").status == 400, "\(wrong)")
        }
        #expect(try await supervisor.camera("shed").state != "off")
    }

    @Test("a reload changes a camera that is off, and leaves it off; one that left and came back is off too")
    func overReload() async throws {
        let state = try TemporaryFolder()
        let supervisor = try await Self.run(state)
        #expect(try await supervisor.command("stop", "yard", "gate").exit == .code(0))
        try await supervisor.waitForState("yard", "off")
        try supervisor.rewrite(
            "cameras: { yard: { platform: push, webhook_id: some-webhook }, shed: { platform: demo } }"
        )
        #expect(try await supervisor.reload() == "stop gate · leave off yard (platform) · 1 unchanged")
        try supervisor.rewrite(Self.cameras)
        #expect(try await supervisor.reload() == "leave off yard (platform), gate · 1 unchanged")
        for camera in ["yard", "gate"] { try await supervisor.waitForState(camera, "off") }
        #expect(try await supervisor.command("start", "yard", "gate").exit == .code(0))
        #expect(try await supervisor.still("yard").status == 200)
        #expect(try await supervisor.still("gate").status == 200)
    }

    @Test("a broken file is said and put aside, and everything runs")
    func broken() async throws {
        let state = try TemporaryFolder()
        try state.write(Array("not ours".utf8), to: "overrides.json")
        let supervisor = try await RunningSupervisor(Self.cameras, arguments: ["--state", state.path])
        _ = try await supervisor.workerPIDs(of: ["yard", "gate", "shed"])
        #expect(supervisor.logLines(holding: "put aside as overrides.json.broken").count == 1)
    }

    @Test("without a folder to remember it, the command says so")
    func forgotten() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        let result = try await supervisor.command("stop", "yard")
        #expect(result.exit == .code(0) && result.words.contains("will forget this"), "\(result.words)")
        #expect(try await supervisor.command("start", "yard").words == "")
    }
}
