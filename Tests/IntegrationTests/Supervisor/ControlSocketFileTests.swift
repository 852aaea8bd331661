import Glibc
import TestSupport
import Testing

/// Whose the control socket's file is.
@Suite("The control socket's file", .takesTurns)
struct ControlSocketFileTests {
    private static let cameras = "cameras: { yard: { platform: demo } }"

    /// Another supervisor with the same control socket.
    private static func second(
        beside first: RunningSupervisor,
        in folder: TemporaryFolder
    ) async throws -> RunningProgram {
        let configuration = """
            http: { listen: ["127.0.0.1:\(try FreePort.take())"] }
            control: { socket: \(first.configurationFolder)/control.sock }
            \(Self.cameras)
            """
        let path = try folder.write(configuration, to: "second.yaml")
        return try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["run", "--config", path, "--worker", BuiltProducts.camworker()]
        )
    }

    @Test("a second supervisor does not take it: it says so and ends, and the first answers as before")
    func second() async throws {
        let folder = try TemporaryFolder()
        let first = try await RunningSupervisor(Self.cameras)
        let second = try await Self.second(beside: first, in: folder)
        #expect(try await second.waitForExit() == .code(1))
        try await second.waitForOutput()
        let words = "another camsupervisor serves it: stop that one, or give this one its own control.socket"
        #expect(second.standardError.contains(words), "\(second.standardError)")
        #expect(try await first.command("status").exit == .code(0))
    }

    @Test("a file that a killed supervisor left behind is taken over")
    func leftBehind() async throws {
        let folder = try TemporaryFolder()
        let first = try await RunningSupervisor(Self.cameras)
        first.program.send(SIGKILL)
        try await first.program.waitForExit()
        let second = try await Self.second(beside: first, in: folder)
        try await waitUntil("the second serves it", lastSeen: second.standardError) {
            try await first.command("status").exit == .code(0)
        }
        #expect(try await second.stop() == .code(0))
        #expect(access("\(first.configurationFolder)/control.sock", F_OK) != 0)
    }

    @Test("one whose file was replaced leaves the other file alone")
    func replaced() async throws {
        let folder = try TemporaryFolder()
        let first = try await RunningSupervisor(Self.cameras)
        unlink("\(first.configurationFolder)/control.sock")
        let second = try await Self.second(beside: first, in: folder)
        try await waitUntil("the second serves it", lastSeen: second.standardError) {
            try await first.command("status").exit == .code(0)
        }
        #expect(try await first.stop() == .code(0))
        #expect(try await first.command("status").exit == .code(0))
        #expect(try await second.stop() == .code(0))
    }
}
