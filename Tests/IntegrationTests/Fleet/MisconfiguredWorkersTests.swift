import IPC
import Shared
import TestSupport
import Testing

/// What can never work is not tried again until somebody has changed it.
@Suite("Workers that their configuration is wrong for", .takesTurns)
struct MisconfiguredWorkersTests {

    private static func cameras(width: Int) -> String {
        """
        supervision: { first_restart_delay: 0, initial_backoff: 10 ms, maximum_backoff: 10 ms, restarts_per_second: 1000 }
        cameras: { misconfigured: { platform: demo, width: \(width) }, exits: { platform: demo } }
        """
    }

    @Test("exit 78 is final: another dies thirty times meanwhile; a changed configuration is tried, once")
    func final() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write(try readFile(TestPrograms.path(of: "ending-worker")), to: "worker", mode: 0o755)
        try folder.write(
            "\(BuildIdentity.current)\n\(ConfinementLayer.required.joined(separator: ","))\n",
            to: "settings"
        )
        let supervisor = try await RunningSupervisor(Self.cameras(width: 320), worker: worker)
        for attempt in 1...2 as ClosedRange<UInt32> {
            try await waitUntil("it has ended") {
                try await supervisor.camera("misconfigured").lastExits.first?.generation == attempt
            }
            let others = try await supervisor.camera("exits").worker.generation
            try await waitUntil("the other has died thirty times") {
                try await supervisor.camera("exits").worker.generation >= others + 30
            }
            let camera = try await supervisor.camera("misconfigured")
            #expect(camera.state == "misconfigured" && camera.worker.phase == "misconfigured", "\(camera)")
            #expect(camera.worker.generation == attempt && camera.lastExits.first?.exitCode == 78, "\(camera)")
            try supervisor.rewrite(Self.cameras(width: 640))
            _ = try await supervisor.reload()
        }
    }
}
