import IPC
import Logging
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// With programs that are no workers: what a pool does when nothing goes right.
@Suite("WorkerPool with strangers for workers")
struct WorkerPoolTests {
    /// A pool that runs, and what it publishes.
    struct Fleet: Sendable {
        let pool: WorkerPool
        let board: CameraBoard
        let cameras: [CameraID]
        private let running: Task<Void, Never>

        private init(
            _ executable: String,
            _ count: Int,
            _ concurrentStarts: Int,
            _ parameters: WorkerSupervision.Parameters,
            _ keeper: OverrideKeeper?,
            _ logger: Logger
        ) throws {
            let configurations = try (0..<count).map { number in
                CameraConfiguration(
                    id: try CameraID("camera_\(number)"),
                    name: "\(number)",
                    source: .demo(.init()),
                    staleAfter: .seconds(10)
                )
            }
            self.cameras = configurations.map(\.id)
            self.board = CameraBoard(
                configurations.map { camera in
                    .init(
                        configuration: camera,
                        status: CameraStatus(
                            id: camera.id,
                            name: camera.name,
                            platform: "demo",
                            stateSince: WallTime(nanoseconds: 0)
                        )
                    )
                }
            )
            let group = MultiThreadedEventLoopGroup.singleton
            let executor = EventLoopExecutor(eventLoop: group.next())
            self.pool = WorkerPool(
                cameras: configurations,
                hub: FrameHub(cameras: configurations),
                board: self.board,
                spawner: WorkerSpawner(process: WorkerProcess(executable: executable), dataLoops: group),
                parameters: parameters,
                budget: SpawnBudget(concurrentStarts: concurrentStarts, restartsPerSecond: 100, now: .now()),
                executor: executor,
                logger: logger,
                keeper: keeper
            )
            self.running = Task { [pool] in await pool.run() }
        }

        /// Runs `body` with a fleet and ends it in any case: what is left running would start processes for ever.
        static func with(
            _ executable: String,
            cameras: Int = 1,
            concurrentStarts: Int = 8,
            parameters: WorkerSupervision.Parameters = .quick,
            keeper: OverrideKeeper? = nil,
            logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            _ body: (Fleet) async throws -> Void
        ) async throws {
            let fleet = try Fleet(executable, cameras, concurrentStarts, parameters, keeper, logger)
            do {
                try await body(fleet)
            } catch {
                await fleet.end()
                throw error
            }
            await fleet.end()
        }

        /// Ends everything; returns when every process is reaped.
        func end() async {
            await self.pool.shutDown()
            await self.running.value
        }

        var first: CameraStatus? { self.board.all.first?.status }
    }

    /// A program that runs and never says a word.
    private static let silent = "\(RepositoryFiles.root)/Tests/Programs/silent-worker"

    @Test("a worker that cannot be started is tried again and again, with the reason in words, five exits kept")
    func nowhere() async throws {
        try await Fleet.with("/nowhere/camworker") { fleet in
            try await waitUntil("seven starts have failed") { (fleet.first?.worker.generation ?? 0) > 7 }
            let status = try #require(fleet.first)
            #expect(status.lastExits.count == LastExit.kept)
            #expect(status.lastExits.map(\.generation) == status.lastExits.map(\.generation).sorted(by: >))
            #expect(status.lastExits.allSatisfy { "\($0.reason)".hasPrefix("spawn failed: ") })
            #expect(status.worker.isParked)
            await fleet.end()
            #expect(fleet.first?.worker.phase == "stopped")
        }
    }

    /// Seen as a stop that never came: the last process was gone between the look and the wait.
    @Test("a fleet ends at any moment of its starts and failures", .timeLimit(.minutes(2)))
    func endsAtAnyMoment() async throws {
        for generation in 0..<150 {
            try await Fleet.with("/nowhere/camworker", cameras: 3) { fleet in
                try await waitUntil("some have failed") {
                    (fleet.first?.worker.generation ?? 0) > UInt32(generation % 4)
                }
            }
        }
    }

    @Test("a program that ends at once is a crash with its code")
    func ends() async throws {
        try await Fleet.with("/bin/false") { fleet in
            try await waitUntil("it has ended") { fleet.first?.lastExits.isEmpty == false }
            #expect(fleet.first?.lastExits.first?.status == .exited(1))
            #expect(fleet.first?.lastExits.first?.reason == .crashed(.exited(1)))
        }
    }

    @Test("what a program wrote last stands with its own exit, although it may be read after the next has started")
    func lastWords() async throws {
        try await Fleet.with("\(RepositoryFiles.root)/Tests/Programs/dying-worker", cameras: 4) { fleet in
            try await waitUntil("each has died ten times") {
                fleet.board.all.allSatisfy { $0.status.worker.generation > 10 }
            }
            await fleet.end()
            for camera in fleet.cameras {
                try await waitUntil("the last words of all are read") {
                    let exits = fleet.board[camera]?.status.lastExits.filter { $0.reason == .crashed(.exited(1)) } ?? []
                    return exits.count >= 4
                        && exits.allSatisfy { $0.log == $0.pid.map { ["I am \($0)", "and I am dying"] } }
                }
            }
        }
    }

    @Test("a program that says nothing is killed, reaped, and started again")
    func silence() async throws {
        var parameters = WorkerSupervision.Parameters.quick
        parameters.helloTimeout = .milliseconds(20)
        try await Fleet.with(Self.silent, parameters: parameters) { fleet in
            try await waitUntil("three were killed") { (fleet.first?.lastExits.count ?? 0) >= 3 }
            await fleet.end()
            let exits = try #require(fleet.first?.lastExits)
            for exit in exits.dropFirst() {
                #expect(exit.reason == .noHello)
                #expect(exit.status == .signalled(9))
                #expect(ProcFS.status(of: try #require(exit.pid)) == nil)
            }
        }
    }

    @Test("commands: stop rests, start and restart bring a new process")
    func commands() async throws {
        try await Fleet.with(Self.silent, parameters: .patient) { fleet in
            let camera = fleet.cameras[0]
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            try await fleet.pool.perform(.stop, on: camera)
            try await waitUntil("it has stopped") { fleet.first?.worker.phase == "stopped" }
            #expect(fleet.first?.state == .off)
            #expect(fleet.first?.lastExits.map(\.reason) == [.asked])
            // It does not listen, so the second step of the ladder ended it.
            #expect(fleet.first?.lastExits.map(\.status) == [.signalled(15)])
            try await fleet.pool.perform(.start, on: camera)
            try await waitUntil("it runs again") { fleet.first?.worker.pid != nil }
            #expect(fleet.first?.worker.generation == 2)
            try await fleet.pool.perform(.restart, on: camera)
            try await waitUntil("it was replaced") {
                fleet.first?.worker.generation == 3 && fleet.first?.worker.pid != nil
            }
            #expect(fleet.first?.lastExits.first?.reason == .command)
        }
    }

    @Test("a command for a camera that is not there, or after the end, is refused")
    func refused() async throws {
        try await Fleet.with(Self.silent, parameters: .patient) { fleet in
            let unknown = try CameraID("unknown")
            await #expect(throws: WorkerPool.CommandError.self) { try await fleet.pool.perform(.stop, on: unknown) }
            await fleet.end()
            await #expect(throws: WorkerPool.CommandError.self) {
                try await fleet.pool.perform(.start, on: fleet.cameras[0])
            }
        }
    }

    @Test("first starts run a few at a time")
    func firstStarts() async throws {
        try await Fleet.with(Self.silent, cameras: 12, concurrentStarts: 3, parameters: .patient) { fleet in
            try await waitUntil("three have started") {
                fleet.board.all.count { $0.status.worker.pid != nil } == 3
            }
            #expect(fleet.board.all.count { $0.status.worker.phase == "starting" } == 3)
            // A place that becomes free is taken by the next.
            try await fleet.pool.perform(.stop, on: fleet.cameras[0])
            try await waitUntil("the fourth has started") { fleet.board.all[3].status.worker.pid != nil }
        }
    }

    @Test("who waits for the first start is queued and not off; a stop takes out of the queue, a start jumps it")
    func queue() async throws {
        try await Fleet.with(Self.silent, cameras: 4, concurrentStarts: 1, parameters: .patient) { fleet in
            try await waitUntil("the first has started") { fleet.first?.worker.pid != nil }
            for entry in fleet.board.all.dropFirst() {
                #expect(entry.status.worker.phase == "queued" && entry.status.state == .idle)
            }
            try await fleet.pool.perform(.stop, on: fleet.cameras[1])
            try await fleet.pool.perform(.start, on: fleet.cameras[3])
            try await waitUntil("the last has started") { fleet.board.all[3].status.worker.pid != nil }
            for camera in [0, 3] { try await fleet.pool.perform(.stop, on: fleet.cameras[camera]) }
            try await waitUntil("the third has started") { fleet.board.all[2].status.worker.pid != nil }
            #expect(fleet.board.all[1].status.state == .off && fleet.board.all[1].status.worker.generation == 0)
        }
    }

    @Test("a stop while the fleet is still starting ends in rest, for all")
    func earlyEnd() async throws {
        try await Fleet.with(Self.silent, cameras: 20, parameters: .patient) { fleet in
            await fleet.end()
            #expect(fleet.board.all.allSatisfy { $0.status.worker.phase == "stopped" && $0.status.worker.pid == nil })
        }
    }
}

extension WorkerSupervision.Parameters {
    /// Nothing waits long, and nothing is parked for long.
    fileprivate static var quick: Self {
        var parameters = Self()
        parameters.backoff = Backoff(first: .zero, initial: .milliseconds(1), maximum: .milliseconds(5))
        parameters.stopPatience = .milliseconds(20)
        parameters.termPatience = .milliseconds(200)
        return parameters
    }

    /// As ``quick``, but a worker may be silent.
    fileprivate static var patient: Self {
        var parameters = Self.quick
        parameters.helloTimeout = .seconds(600)
        return parameters
    }
}
