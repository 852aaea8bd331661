import TestSupport
import Testing

/// The control socket belongs to the user that workers run as, too.
@Suite("Workers that would command", .takesTurns)
struct CommandingWorkersTests {
    private static let program = TestPrograms.path(of: "commanding-worker")

    @Test("a worker at the control socket is refused, and so is its child; the operator reads of it")
    func refused() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { calm: { platform: demo }, taken: { platform: demo } }",
            worker: Self.program
        )
        for who in ["it", "its child"] {
            try await waitUntil("\(who) was answered", lastSeen: supervisor.program.standardError) {
                !supervisor.logLines(holding: " \(who) was answered ").isEmpty
            }
            let lines = supervisor.logLines(holding: " \(who) was answered ")
            #expect(lines.allSatisfy { $0.contains("was answered HTTP/1.1 403 ") }, "\(lines)")
        }
        #expect(!supervisor.logLines(holding: "knocks at the control socket").isEmpty)
        #expect(try await supervisor.camera("calm").state != "off")
        #expect(try await supervisor.command("status").exit == .code(0))
    }
}
