import IPC
import Shared
import TestSupport
import Testing

/// What watching costs (guarantee G30), of a debug build; the exact figures are a release build's (docs/performance.md).
@Suite("The cost of a frame and of a worker", .alone)
struct CostTests {
    /// The size of a picture, bytes, that the budgets are about.
    private static let pictureSize = 93_000
    private static let viewers = 20
    private static let frames = 60
    /// Supervisor's processor time for a frame delivered to one viewer.
    private static let perFrame = Duration.microseconds(500)
    /// Private memory of a worker that has fetched pictures and decoded none, KiB.
    private static let perWorker = 10 * 1_024

    @Test("a frame delivered costs the supervisor little time, and a worker without video little memory")
    func cost() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.picture.padding = Self.pictureSize })
        }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))' } }"
        )
        let viewers = (0..<Self.viewers).map { _ in supervisor.viewer("cam") }
        try await waitUntil("every viewer sees pictures") { viewers.allSatisfy { $0.partCount >= 5 } }
        let worker = try await supervisor.workerPID(of: "cam")
        func ticks() throws -> Int { try #require(ProcFS.status(of: supervisor.program.pid)).cpuTicks }
        let before = (ticks: try ticks(), parts: viewers.map(\.partCount).reduce(0, +))
        try await viewers[0].waitForParts(Self.frames)
        let parts = viewers.map(\.partCount).reduce(0, +) - before.parts
        let perFrame = Duration.milliseconds(10) * (try ticks() - before.ticks) / parts
        let perWorker = try #require(ProcFS.privateDirtyKilobytes(of: worker))
        print("\(parts) frames delivered: \(perFrame) each; the worker has \(perWorker) KiB of its own")
        #expect(perFrame < Self.perFrame)
        #expect(perWorker < Self.perWorker)
    }
}
