import Foundation
import TestSupport
import Testing

/// What an operator types, against a running supervisor.
@Suite("The command line", .takesTurns)
struct CommandLineTests {
    private static let cameras = """
        cameras:
          yard: { platform: demo, name: Back yard }
          gate: { platform: demo }
        """

    private static let failures: [([String], Int32)] = [
        (["status", "nobody"], 1),
        (["restart", "yard", "nobody"], 1),
        (["status", "--nonsense"], 64),
        (["status", "--socket", "/nonexistent/control.sock"], 69),
    ]

    @Test("status lists every camera, and one in detail")
    func status() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        _ = try await supervisor.workerPID(of: "yard")
        let all = try await supervisor.command("status")
        #expect(all.exit == .code(0))
        #expect(all.output.contains("yard") && all.output.contains("gate") && all.output.contains("running (pid "))
        let one = try await supervisor.command("status", "yard")
        #expect(one.output.hasPrefix("Back yard (yard, demo)"))
        let json = try await supervisor.command("status", "yard", "--json")
        let view = try JSONDecoder().decode(CameraView.self, from: Data(json.output.utf8))
        #expect(view.worker.phase == "running")
    }

    @Test("restart replaces one worker and no other")
    func restart() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        let yard = try await supervisor.workerPID(of: "yard")
        let gate = try await supervisor.workerPID(of: "gate")
        let restarted = try await supervisor.command("restart", "yard")
        #expect(restarted.exit == .code(0) && restarted.output == "yard: restarting\n")
        try await waitUntil("yard has a new worker") {
            let worker = try await supervisor.camera("yard").worker
            return worker.phase == "running" && worker.pid != yard
        }
        let unchanged = try await supervisor.workerPID(of: "gate")
        #expect(unchanged == gate)
        let view = try await supervisor.camera("yard")
        let exit = try #require(view.lastExits.first)
        #expect(exit.reason == "restart asked for")
        #expect(exit.generation == view.worker.generation - 1)
    }

    @Test("stop switches a camera off, start on again")
    func stopAndStart() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        _ = try await supervisor.workerPID(of: "yard")
        _ = try await supervisor.command("stop", "yard")
        try await waitUntil("yard is off") { try await supervisor.camera("yard").state == "off" }
        for query in ["", "?max_age=600"] {
            let still = try await supervisor.http.get("/api/camera_proxy/yard\(query)")
            #expect(still.status == 503, "\(query)")
        }
        #expect(supervisor.logLines(holding: "camera is off: stopped since").count == 1)
        let started = try await supervisor.command("start", "yard", "nobody", "gate")
        #expect(started.exit == .code(1) && started.output.contains("yard: starting\n"))
        #expect(started.output.contains("gate: runs already"))
        _ = try await supervisor.workerPID(of: "yard")
        #expect(supervisor.logLines(holding: "camera is on again").count == 1)
    }

    @Test("snapshot writes a picture that was taken now")
    func snapshot() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        let first = try await supervisor.command("snapshot", "yard")
        let second = try await supervisor.command("snapshot", "yard")
        let before = try #require(DemoComment.counter(in: first.bytes))
        let after = try #require(DemoComment.counter(in: second.bytes))
        #expect(before < after)
    }

    @Test(
        "exit codes tell scripts what happened",
        arguments: Self.failures
    )
    func exitCodes(arguments: [String], code: Int32) async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        let result = try await supervisor.command(arguments)
        #expect(result.exit == .code(code))
        #expect(!result.words.isEmpty, "words on standard error")
    }

    @Test("the configuration file names the socket, also while something else in it is wrong")
    func socketOfConfiguration() async throws {
        let supervisor = try await RunningSupervisor("cameras: { yard: { platform: demo } }")
        let file = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        let edited = "\(supervisor.configurationFolder)/edited.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try "\(text)\nstates: { camera.x: 1 }\n".write(toFile: edited, atomically: true, encoding: .utf8)
        let cases = [(file, 0, "yard"), (edited, 0, "yard"), ("\(file).none", 78, "cannot read the configuration")]
        for (path, code, words) in cases {
            let status = try RunningProgram(BuiltProducts.camsupervisor(), ["status", "--config", path])
            let exit = try await status.waitForExit(within: .seconds(30))
            try await status.waitForOutput()
            #expect(exit == .code(Int32(code)))
            #expect((status.standardOutput + status.standardError).contains(words), "\(status.standardError)")
        }
    }
}
