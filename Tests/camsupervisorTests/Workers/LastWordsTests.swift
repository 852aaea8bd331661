import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("A worker's last words")
struct LastWordsTests {
    private func worker() throws -> Worker {
        let id = try CameraID("yard")
        return Worker(
            camera: CameraConfiguration(id: id, name: "Yard", source: .demo(.init()), staleAfter: nil),
            hub: ViewHub(id: ViewID(camera: id)),
            parameters: .init()
        )
    }

    private func exit(_ generation: UInt32, log: [String]) -> LastExit {
        LastExit(
            generation: generation,
            pid: nil,
            at: WallTime(nanoseconds: 0),
            reason: .asked,
            status: nil,
            uptime: .zero,
            stats: nil,
            log: log
        )
    }

    @Test("are kept with the worker that said them, also when they come after its exit")
    func generations() throws {
        var worker = try self.worker()
        _ = worker.supervision.start(at: .now())
        #expect(worker.supervision.generation == 1)
        #expect(worker.remember("first", of: 1) == .recent)
        #expect(worker.recentLog == ["first"])

        // Reaped, and the next one not yet started: the same generation as the supervision's.
        worker.lastExits = [self.exit(1, log: worker.recentLog)]
        worker.recentLog = []
        #expect(worker.remember("killed by a bug", of: 1) == .amongExits)
        #expect(worker.recentLog.isEmpty)

        _ = worker.supervision.restart(at: .now())
        worker.lastExits = [self.exit(2, log: []), self.exit(1, log: ["first", "killed by a bug"])]
        #expect(worker.remember("later still", of: 1) == .amongExits)
        #expect(worker.lastExits.map(\.log) == [[], ["first", "killed by a bug", "later still"]])
        #expect(worker.remember("who?", of: 77) == .nowhere)
        #expect(worker.recentLog.isEmpty)
    }

    @Test("are the last 50 lines, wherever they are kept")
    func bounded() throws {
        var worker = try self.worker()
        _ = worker.supervision.start(at: .now())
        for number in 0..<200 { _ = worker.remember("\(number)", of: 1) }
        #expect(worker.recentLog == (150..<200).map(String.init))
        worker.lastExits = [self.exit(1, log: worker.recentLog)]
        for number in 200..<300 { _ = worker.remember("\(number)", of: 1) }
        #expect(worker.lastExits[0].log == (250..<300).map(String.init))
    }
}
