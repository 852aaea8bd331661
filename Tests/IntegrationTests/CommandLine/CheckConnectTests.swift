import Glibc
import TestSupport
import Testing

/// `check --connect` says what each URL gives, through real workers, and leaves none behind.
@Suite("check --connect", .takesTurns)
struct CheckConnectTests {
    @Test("what answers is described, what does not is named with its reason, and the exit code tells")
    func connect() async throws {
        let folder = try TemporaryFolder()
        let port = try FreePort.take()
        let file = try folder.write(
            """
            cameras:
              demo: { platform: demo }
              gone: { platform: generic, still_image_url: "http://127.0.0.1:\(port)/x.jpg", password: hunter2, username: u }
              door: { platform: push, webhook_id: a-long-webhook-id }
            """,
            to: "camsupervisor.yaml"
        )
        let check = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["check", "--config", file, "--connect", "--worker", BuiltProducts.camworker()]
        )
        let exit = try await check.waitForExit(within: .seconds(30))
        try await check.waitForOutput()
        let output = check.standardOutput
        #expect(exit == .code(1))
        #expect(output.contains("demo: still: image/jpeg 640x360"))
        #expect(output.contains("gone: still: failed: http://127.0.0.1:\(port)/x.jpg"))
        #expect(output.contains("door: upload: nothing to fetch"))
        #expect(!output.contains("hunter2") && !output.contains("a-long-webhook-id"))
        #expect(ProcFS.children(of: check.pid).isEmpty)
    }

    @Test("an MJPEG camera's still URL is fetched itself, not answered from its stream")
    func both() async throws {
        let folder = try TemporaryFolder()
        let camera = try FakeCamera.start { $0["/stream"] = .mjpeg(MJPEGScript()) }
        let port = try FreePort.take()
        let file = try folder.write(
            """
            cameras:
              yard:
                platform: mjpeg
                mjpeg_url: http://127.0.0.1:\(camera.port)/stream
                still_image_url: http://127.0.0.1:\(port)/still.jpg
            """,
            to: "camsupervisor.yaml"
        )
        let check = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["check", "-f", file, "--connect", "--worker", BuiltProducts.camworker()]
        )
        let exit = try await check.waitForExit(within: .seconds(60))
        try await check.waitForOutput()
        #expect(exit == .code(1))
        #expect(check.standardOutput.contains("yard: still: failed: http://127.0.0.1:\(port)/still.jpg"))
        #expect(check.standardOutput.contains("yard: stream: image/jpeg"))
    }

    @Test("a stream beside a still URL is tried by itself: the pictures say nothing of it")
    func streamBesideStill() async throws {
        let folder = try TemporaryFolder()
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        // As root, workers are users of their own.
        chmod(folder.path, 0o755)
        try folder.write(try readFile(TestPrograms.path(of: "film.mp4")), to: "film.mp4")
        let still = camera.url("/still.jpg")
        let port = try FreePort.take()
        let file = try folder.write(
            """
            files: { read: [\(folder.path)] }
            cameras:
              half: { platform: generic, still_image_url: '\(still)', stream_source: 'rtsp://127.0.0.1:\(port)/live' }
              whole: { platform: generic, still_image_url: '\(still)', stream_source: 'file://\(folder.path)/film.mp4' }
            """,
            to: "camsupervisor.yaml"
        )
        let check = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["check", "-f", file, "--connect", "--worker", BuiltProducts.camworker()]
        )
        let exit = try await check.waitForExit(within: .seconds(60))
        try await check.waitForOutput()
        let output = check.standardOutput
        #expect(exit == .code(1))
        for words in [
            "half: still: image/jpeg", "half: stream: failed: ", "Connection refused", "whole: stream: avc1.",
        ] { #expect(output.contains(words), "\(words) in \(output)") }
    }

    @Test("a camera that is wrong in the file keeps nobody from hearing what the others give; the exit code is 78")
    func inPart() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(
            """
            cameras:
              demo: { platform: demo }
              yard: { platfrom: demo }
            """,
            to: "camsupervisor.yaml"
        )
        let check = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["check", "-f", file, "--connect", "--worker", BuiltProducts.camworker()]
        )
        let exit = try await check.waitForExit(within: .seconds(30))
        try await check.waitForOutput()
        #expect(exit == .code(78))
        #expect(check.standardOutput.contains("1 of 2 cameras would not run, 1 error"))
        #expect(check.standardOutput.contains("demo: still: image/jpeg"))
        #expect(check.standardOutput.contains("yard: configuration: failed: not fetched"))
    }

    @Test("of a file that cannot be used nothing is fetched, and it says so")
    func notAtAll() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("http: 8\ncameras: { demo: { platform: demo } }\n", to: "camsupervisor.yaml")
        let check = try RunningProgram(BuiltProducts.camsupervisor(), ["check", "-f", file, "--connect"])
        let exit = try await check.waitForExit(within: .seconds(30))
        try await check.waitForOutput()
        #expect(exit == .code(78))
        #expect(check.standardOutput.contains("not usable as it is"))
        #expect(check.standardError.contains("nothing was fetched"))
    }

    @Test("it exits 0 when every URL gives a picture, and prints JSON on request")
    func good() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("cameras: { demo: { platform: demo } }\n", to: "camsupervisor.yaml")
        let check = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["check", "-f", file, "--connect", "--format", "json", "--worker", BuiltProducts.camworker()]
        )
        let exit = try await check.waitForExit(within: .seconds(30))
        try await check.waitForOutput()
        #expect(exit == .code(0))
        #expect(check.standardOutput.hasPrefix(#"{"cameras":1,"diagnostics":[],"#))
        #expect(check.standardOutput.contains(#""findings":[{"camera":"demo","ok":true,"#))
    }
}
