import IPC
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

extension WorkerPool {
    /// As if the camera's worker had said it.
    fileprivate func hear(problems: String?, of camera: CameraID) {
        var report = StateReport(connection: .connected)
        report.attributes["problems"] = problems
        self.workers[camera]?.take(report, at: .now())
        self.publish(camera)
    }

    /// As when its worker ends.
    fileprivate func forgetReport(of camera: CameraID) {
        self.workers[camera]?.forgetReport()
        self.publish(camera)
    }
}

@Suite("WorkerPool: what of a camera does not work though it is well")
struct WorkerPoolProblemsTests {
    private let log = RecordedLog()

    private var told: [RecordedLog.Line] { self.log.lines.filter { $0.fields["event"] == "camera-problems" } }

    private func withCamera(_ body: (WorkerPool, CameraID) async throws -> Void) async throws {
        try await WorkerPoolTests.Fleet.with(WorkerPoolReloadTests.silent, logger: self.log.logger) { fleet in
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            try await body(fleet.pool, fleet.cameras[0])
        }
    }

    @Test("it is said once when it appears or is another, and once when it is over")
    func once() async throws {
        try await self.withCamera { pool, camera in
            for problems in ["events: 500", "events: 500", "events: 401", nil, nil] {
                await pool.hear(problems: problems, of: camera)
            }
            #expect(
                self.told.map(\.text) == [
                    "camera has problems: events: 500", "camera has problems: events: 401",
                    "camera has no problems any more",
                ]
            )
            #expect(self.told.map(\.level) == [.warning, .warning, .notice])
            #expect(self.told.allSatisfy { $0.fields["camera"] == "\(camera)" })
        }
    }

    @Test("that its worker has ended is no word that it is over")
    func ended() async throws {
        try await self.withCamera { pool, camera in
            await pool.hear(problems: "events: 500", of: camera)
            await pool.forgetReport(of: camera)
            #expect(self.told.map(\.level) == [.warning])
            await pool.hear(problems: "events: 500", of: camera)
            #expect(self.told.map(\.level) == [.warning, .warning])
        }
    }

    @Test("a worker that claims another with every message brings few lines")
    func flapping() async throws {
        try await self.withCamera { pool, camera in
            for number in 0..<50 { await pool.hear(problems: "\(number)", of: camera) }
            #expect(self.told.count == FlapSummary.oneByOne)
        }
    }
}
