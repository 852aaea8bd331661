import Glibc
import Shared
import TestSupport
import Testing

/// Cheap cameras have three or four connections for everybody: a worker's are closed before its successor opens any.
@Suite("Connections to a camera whose worker is replaced", .takesTurns)
struct ConnectionBudgetTests {
    private static let cameras = 4
    private static let replacements = 25

    @Test("through 100 kills, hangs and restarts of workers each camera has one connection at a time")
    func one() async throws {
        let cameras = try (0..<Self.cameras).map { _ in try FakeCamera.start { $0["/video"] = .mjpeg() } }
        let list = cameras.enumerated().map { "  cam_\($0): { platform: mjpeg, mjpeg_url: '\($1.url("/video"))' }" }
        let supervisor = try await RunningSupervisor(
            """
            supervision:
              { first_restart_delay: 0, initial_backoff: 10 ms, maximum_backoff: 10 ms, restarts_per_second: 1000, stop_grace: 100 ms, terminate_grace: 100 ms }
            cameras:
            \(list.joined(separator: "\n"))
            """
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, camera) in cameras.enumerated() {
                group.addTask { try await Self.replace("cam_\(number)", camera, of: supervisor) }
            }
            try await group.waitForAll()
        }
        let total = cameras.map(\.totalConnections).reduce(0, +)
        print(
            "\(total) connections of \(Self.cameras * Self.replacements) replaced workers, at most \(cameras.map(\.peakConnections)) at a time"
        )
        for camera in cameras { #expect(camera.peakConnections == 1, "\(camera.peakConnections)") }
    }

    private static func replace(_ id: String, _ camera: FakeCamera, of supervisor: RunningSupervisor) async throws {
        let viewer = supervisor.viewer(id)
        for number in 0..<Self.replacements where camera.peakConnections < 2 {
            try await viewer.waitForParts(2)
            let worker = try await supervisor.workerPID(of: id)
            switch number % 4 {
            case 0: kill(worker, SIGKILL)
            case 1: kill(worker, SIGSEGV)
            case 2: try await supervisor.restart(id)
            default:
                // It keeps its connection until it is killed.
                kill(worker, SIGSTOP)
                try await supervisor.restart(id)
            }
            try await waitUntil("\(id) has another worker") {
                try await supervisor.camera(id).worker.generation == UInt32(number) + 2
            }
        }
        try await viewer.waitForParts(2)
        #expect(viewer.isWatching)
    }
}
