import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// A reload plans, waits for listeners, and applies; commands and ends of pauses come when they like.
@Suite("WorkerPool: commands in the middle of a reload")
struct WorkerPoolReloadRaceTests {
    private typealias Base = WorkerPoolReloadTests

    private static func pid(_ fleet: WorkerPoolTests.Fleet, _ camera: CameraID) -> Int32? {
        fleet.board[camera]?.status.worker.pid
    }

    @Test("'start' of a camera that waits for its replacement does not lose it")
    func startMeanwhile() async throws {
        try await WorkerPoolTests.Fleet.with(Base.silent, cameras: 0) { fleet in
            let (a, b) = (try CameraID("a"), try CameraID("b"))
            var first = try Base.configuration(["a", "b"], password: "one")
            first.supervision.concurrentStarts = 2
            _ = await Base.reload(fleet, from: try Base.configuration([]), to: first)
            try await waitUntil("both run") { Self.pid(fleet, a) != nil && Self.pid(fleet, b) != nil }
            var second = try Base.configuration(["a", "b"], password: "two")
            // They never become ready, so that nobody's turn comes.
            second.supervision.concurrentStarts = 1
            _ = await Base.reload(fleet, from: first, to: second)
            try await fleet.pool.perform(.start, on: b)
            // Another reload that changes nothing but makes room.
            var third = second
            third.supervision.concurrentStarts = 8
            _ = await Base.reload(fleet, from: second, to: third)
            try await waitUntil("both are replaced") {
                [a, b].allSatisfy { fleet.board[$0]?.status.worker.generation == 2 && Self.pid(fleet, $0) != nil }
            }
            let told = await fleet.pool.workers.values.map(\.startedWith)
            #expect(Set(told) == Set(third.cameras.compactMap(\.configuration)))
        }
    }

    @Test("a camera that was started between plan and reload gets what the plan would have left off")
    func startedMeanwhile() async throws {
        try await WorkerPoolTests.Fleet.with(Base.silent, cameras: 0) { fleet in
            let yard = try CameraID("yard")
            let first = try Base.configuration(["yard"], password: "one")
            _ = await Base.reload(fleet, from: try Base.configuration([]), to: first)
            try await fleet.pool.perform(.stop, on: yard)
            try await waitUntil("it is off") { fleet.board[yard]?.status.worker.phase == "stopped" }
            let second = try Base.configuration(["yard"], password: "two")
            let plan = ReloadPlan(from: first, to: second, off: [yard], sockets: InheritedSockets())
            #expect(plan.text() == "leave off yard (password)")
            try await fleet.pool.perform(.start, on: yard)
            try await waitUntil("it runs") { Self.pid(fleet, yard) != nil }
            await fleet.pool.apply(plan, of: second)
            try await waitUntil("it runs with what is in force") {
                await fleet.pool.workers[yard]?.startedWith == second.cameras.first?.configuration
                    && Self.pid(fleet, yard) != nil
            }
        }
    }

    @Test("a pause that ends between plan and reload leaves no camera off without a word")
    func pauseEndsMeanwhile() async throws {
        try await WorkerPoolTests.Fleet.with(Base.silent, cameras: 0) { fleet in
            let yard = try CameraID("yard")
            let (none, one) = (try Base.configuration([]), try Base.configuration(["yard"]))
            // It came back, and was paused before it left.
            let plan = ReloadPlan(from: none, to: one, off: [yard], sockets: InheritedSockets())
            #expect(plan.text() == "leave off yard")
            for camera in one.cameras.compactMap(\.configuration) { await fleet.pool.hub.adopt(camera) }
            fleet.board.replace(with: one.cameras)
            await fleet.pool.apply(plan, of: one)
            try await waitUntil("it runs") { Self.pid(fleet, yard) != nil }
        }
    }

    @Test("the pauses of a fleet that end together start it a few at a time")
    func pausesEnd() async throws {
        try await WorkerPoolTests.Fleet.with(Base.silent, cameras: 6, concurrentStarts: 2) { fleet in
            for camera in fleet.cameras {
                try await fleet.pool.perform(.pause, on: camera, lasting: .milliseconds(300))
            }
            try await waitUntil("the pauses are over") { fleet.board.all.allSatisfy { $0.status.override == nil } }
            try await waitUntil("two have started") { fleet.board.all.count { $0.status.worker.pid != nil } >= 2 }
            #expect(fleet.board.all.count { $0.status.worker.phase == "starting" } == 2)
        }
    }
}
