import CLinux
import Foundation
import Glibc
import TestSupport
import Testing

/// `camsupervisor doctor` of the real program, with a supervisor and without.
@Suite("doctor", .takesTurns)
struct DoctorCommandTests {
    private static let cameras = """
        cameras:
          good: { platform: demo }
          gone: { platform: mjpeg, mjpeg_url: "http://viewer:hunter2-password@127.0.0.1:9/x?key=hunter2-query" }
          drop: { platform: push, webhook_id: hunter2-webhook }
        """
    private static let tokens = "tokens: [{ name: wall, token: hunter2-token-0123456789, may: view }]"

    @Test("a running supervisor is asked; what is wrong comes with what to do, and the bundle holds no secret")
    func running() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras, http: Self.tokens)
        let folder = try TemporaryFolder()
        let configuration = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        // One that others may read lies there already.
        let bundle = try folder.write("an older one", to: "bundle.tar.gz", mode: 0o644)
        let result = try await supervisor.command(
            "doctor",
            "--config",
            configuration,
            "--worker",
            BuiltProducts.camworker(),
            "--bundle",
            bundle
        )
        #expect(result.exit == .code(1), "\(result.words)")
        for line in [
            "  ok       supervisor: answers at ", "  ok       good: gave a picture of ",
            "  FAILED   gone: is offline: ",
            "→ is it powered and on the network", "  ok       drop: waits for uploads", "1 failed, ",
        ] { #expect(result.output.contains(line), "\(line) in \(result.output)") }

        var status = stat()
        #expect(stat(bundle, &status) == 0 && status.st_mode & 0o777 == 0o600)
        let unpack = try RunningProgram("/bin/tar", ["-xzOf", bundle])
        #expect(try await unpack.waitForExit() == .code(0))
        try await unpack.waitForOutput()
        let list = try RunningProgram("/bin/tar", ["-tzf", bundle])
        try await list.waitForExit()
        try await list.waitForOutput()
        let files = ["report.txt", "machine.txt", "configuration.txt", "cameras.json", "metrics.txt"]
        for file in files { #expect(list.standardOutput.contains("camsupervisor-doctor/\(file)\n")) }
        #expect(unpack.standardOutput.contains("mjpeg_url: •••\n"))
        for text in [result.output, result.words, unpack.standardOutput] { #expect(!text.contains("hunter2")) }
    }

    @Test("a camera that was away when somebody asked last, and is back, is not said to be away")
    func isBack() async throws {
        let folder = try TemporaryFolder()
        // As root every worker has a user of its own.
        chmod(folder.path, 0o755)
        let supervisor = try await RunningSupervisor(
            "files: { read: ['\(folder.path)'] }\ncameras: "
                + "{ shed: { platform: generic, still_image_url: 'file://\(folder.path)/shed.jpg' } }"
        )
        #expect(try await supervisor.still("shed").status == 503)
        #expect(try await supervisor.camera("shed").state == "offline")
        try folder.write(TestPicture(counter: 3).bytes, to: "shed.jpg")
        let result = try await supervisor.command(
            "doctor",
            "--config",
            "\(supervisor.configurationFolder)/camsupervisor.yaml",
            "--worker",
            BuiltProducts.camworker()
        )
        #expect(result.output.contains("  ok       shed: gave a picture of "), "\(result.output)")
    }

    @Test("a stream beside a still URL is tried through the running supervisor, too")
    func streamBesideStill() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let port = try FreePort.take()
        let source = "still_image_url: '\(camera.url("/still.jpg"))', stream_source: 'rtsp://127.0.0.1:\(port)/live'"
        let supervisor = try await RunningSupervisor("cameras: { half: { platform: generic, \(source) } }")
        let configuration = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        let worker = try BuiltProducts.camworker()
        let result = try await supervisor.command("doctor", "--config", configuration, "--worker", worker)
        #expect(result.exit == .code(1), "\(result.words)")
        for line in ["  ok       half: gave a picture of ", "  FAILED   half, video: ", "Connection refused"] {
            #expect(result.output.contains(line), "\(line) in \(result.output)")
        }
    }

    @Test("for programs the same is JSON, and nothing else is on standard output")
    func json() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras, http: Self.tokens)
        // A worker tells its confinement when it has begun.
        #expect(try await supervisor.command("snapshot", "good").exit == .code(0))
        let configuration = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        let folder = try TemporaryFolder()
        let options = ["--config", configuration, "--worker", try BuiltProducts.camworker(), "--json"]
        let bundle = folder.path(of: "b.tar.gz")
        let result = try await supervisor.command(["doctor"] + options + ["--bundle", bundle])
        #expect(result.exit == .code(1), "\(result.words)")
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let parts = try #require(object?["parts"] as? [[String: Any]])
        let findings = parts.flatMap { $0["findings"] as? [[String: String]] ?? [] }
        let gone = try #require(findings.first { $0["subject"] == "gone" })
        #expect(gone["verdict"] == "failed" && gone["advice"]?.isEmpty == false)
        #expect(findings.contains { $0["subject"] == "limits" } && findings.contains { $0["subject"] == "confinement" })
        #expect(object?["exit_code"] as? Int == 1 && object?["failed"] as? Int == 1)
        #expect(!result.output.contains("hunter2") && access(bundle, F_OK) == 0)
    }

    @Test("without a supervisor, workers of its own ask the cameras")
    func alone() async throws {
        let (exit, output) = try await Self.doctor(Self.cameras)
        #expect(exit == .code(1))
        for line in [
            "warning  supervisor: none runs", "a worker: lives here", "ok       good, still: image/jpeg 640x360",
            "FAILED   gone, stream: ", "ok       drop, upload: ",
        ] { #expect(output.contains(line), "\(line) in \(output)") }
        #expect(!output.contains("hunter2"))
        // Its own camera for that is nobody's.
        let clash = try await Self.doctor("cameras: { doctor_probe: { platform: demo } }")
        #expect(clash.0 == .code(0), "\(clash.1)")
    }

    @Test("an error of the configuration is 78, and what can be looked at is looked at")
    func wrong() async throws {
        let (exit, output) = try await Self.doctor(
            "cameras: { a: { platform: demo, framerat: 5 }, b: { platform: demo } }"
        )
        #expect(exit == .code(78))
        #expect(output.contains("did you mean") && output.contains("ok       b, still: "), "\(output)")
        let (missing, words) = try await Self.doctor(nil)
        #expect(missing == .code(78) && words.contains("cannot read the configuration"))
    }

    private static func doctor(_ configuration: String?) async throws -> (ProgramExit, String) {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "camsupervisor.yaml")
        if let configuration { try folder.write(configuration, to: "camsupervisor.yaml") }
        let program = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["doctor", "-f", path, "--worker", BuiltProducts.camworker(), "--socket", folder.path(of: "none.sock")]
        )
        let exit = try await program.waitForExit(within: .seconds(40))
        try await program.waitForOutput()
        return (exit, program.standardOutput)
    }
}
