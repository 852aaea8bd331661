import Foundation
import Shared
import TestSupport
import Testing

/// `camsupervisor probe onvif`, its worker and a device.
@Suite("probe onvif", .takesTurns)
struct ProbeONVIFCommandTests {
    private static func probe(
        _ folder: TemporaryFolder,
        _ camera: ONVIFCamera,
        password: String? = nil,
        _ arguments: [String] = []
    ) throws -> RunningProgram {
        try RunningProgram(
            BuiltProducts.camsupervisor(),
            [
                "probe", "onvif", "127.0.0.1", "--port", "\(camera.port)", "--password-file",
                try folder.write("\(password ?? camera.password)\n", to: "password"), "--worker",
                BuiltProducts.camworker(),
            ] + arguments
        )
    }

    private static func output(
        of program: RunningProgram
    ) async throws -> (exit: ProgramExit, output: String, words: String) {
        let exit = try await program.waitForExit(within: .seconds(90))
        try await program.waitForOutput()
        return (exit, program.standardOutput, program.standardError)
    }

    @Test("every kind of device says what it is, has and can do", arguments: ONVIFModel.allCases)
    func models(model: ONVIFModel) async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start(model)
        let (exit, output, words) = try await Self.output(of: try Self.probe(folder, camera))
        #expect(exit == .code(0) && words == "", "\(words)")
        #expect(output.contains(", at http://127.0.0.1:\(camera.port)\n"), "\(output)")
        for profile in camera.state.profiles {
            #expect(output.contains("profile \(profile.token)"), "\(profile.token) in \(output)")
        }
        #expect(output.contains("  events            by pull-point\n") && output.contains("  clock             right"))
        #expect(output.contains("    platform: onvif\n") && output.contains("    port: \(camera.port)\n"))
        // Firmware of 2012 knows no GetServices.
        #expect(output.contains("not answered") == (model == .old), "\(output)")
        #expect(camera.strangeRequests == [], "\(camera.strangeRequests)")
        let mayMove = model == .dome || model == .old
        #expect(output.contains("  motor             ") == mayMove)
        #expect(output.contains("H265 3840x2160") == (model == .modern))
    }

    @Test("a wrong clock is said, and no matter")
    func clock() async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start { $0.clockOffset = -7_200 }
        let (exit, output, words) = try await Self.output(of: try Self.probe(folder, camera))
        #expect(exit == .code(0), "\(words)")
        #expect(output.contains("behind, set by"), "\(output)")
    }

    @Test("--json is the same for programs")
    func json() async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start(.dome)
        let (exit, output, _) = try await Self.output(of: try Self.probe(folder, camera, ["--json"]))
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let report = try #require(document?["report"] as? [String: Any])
        #expect(exit == .code(0) && document?["kind"] as? String == "onvif")
        let profiles = report["profiles"] as? [[String: Any]] ?? []
        #expect(profiles.count == 3 && profiles.first?["is_best"] as? Bool == true)
        #expect((document?["configuration"] as? String)?.contains("platform: onvif") == true)
    }

    @Test("a wrong password is 77")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start()
        let (exit, output, words) = try await Self.output(
            of: try Self.probe(folder, camera, password: "another secret")
        )
        #expect(exit == .code(77) && output == "", "\(output)")
        let refusal = "refused: it does not take the user or password "
        #expect(words.hasPrefix("camsupervisor: http://127.0.0.1:\(camera.port): \(refusal)"), "\(words)")
        #expect(!words.contains("another secret"))
    }

    @Test("what is no device, and what is not there, is said in a sentence")
    func others() async throws {
        let folder = try TemporaryFolder()
        let page = try FakeCamera.start { $0.responder = { _ in .page("<html><body>A printer</body></html>") } }
        let empty = try FakeCamera.start()
        let password = try folder.write("x\n", to: "password")
        let cases = [
            (page.port, "it answered a web page: there is no ONVIF service at this port and path"),
            (empty.port, "the camera answered 404"), (try FreePort.take(), "cannot connect: Connection refused"),
        ]
        for (port, expected) in cases {
            let (exit, output, words) = try await Self.output(
                of: RunningProgram(
                    BuiltProducts.camsupervisor(),
                    [
                        "probe", "onvif", "127.0.0.1", "--port", "\(port)", "--password-file", password, "--worker",
                        BuiltProducts.camworker(),
                    ]
                )
            )
            #expect(exit == .code(1) && output == "", "\(output)")
            #expect(words.contains(expected) && words.split(separator: "\n").count == 1, "\(words)")
        }
    }

    @Test("a device whose services are at another port is followed there by another worker")
    func otherPort() async throws {
        let folder = try TemporaryFolder()
        let services = try ONVIFCamera.start()
        let camera = try ONVIFCamera.start { $0.origin = "http://127.0.0.1:\(services.port)" }
        let (exit, output, words) = try await Self.output(of: try Self.probe(folder, camera))
        #expect(exit == .code(0), "\(words)")
        #expect(!services.operations.isEmpty && output.contains("profile Profile_1"), "\(output)")
    }

    @Test(
        "wrong usage",
        arguments: [
            ["probe", "onvif"], ["probe", "onvif", "http://user:pw@192.0.2.1/"], ["probe", "onvif", "h?x"],
            ["probe", "onvif", "h", "--port", "0"], ["probe", "onvif", "h:81", "--port", "80"],
            ["probe", "onvif", "h", "--password-file", "/nonexistent"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let (exit, _, words) = try await Self.output(of: RunningProgram(BuiltProducts.camsupervisor(), arguments))
        #expect(exit == .code(64) && !words.isEmpty)
    }
}
