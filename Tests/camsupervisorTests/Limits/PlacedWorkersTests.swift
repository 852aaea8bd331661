import Glibc
import IPC
import Logging
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// A pool whose workers live in control groups of a kernel that the test is.
@Suite("WorkerPool with control groups")
struct PlacedWorkersTests {
    private let folder: TemporaryFolder
    private let camera: CameraConfiguration
    private let files = FakeCgroupFiles(knowsEverybody: true)
    private let log = RecordedLog()

    init() throws {
        self.folder = try TemporaryFolder()
        self.camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .demo(.init()),
            staleAfter: nil
        )
        let stub = try readFile("\(RepositoryFiles.root)/Tests/Programs/greeting-worker")
        try self.folder.write(stub, to: "greeting-worker", mode: 0o755)
        try self.folder.write("\(BuildIdentity.current)\n", to: "settings")
    }

    /// Runs `body` with a pool and ends it in any case.
    private func withPool(_ body: (WorkerPool, CameraBoard) async throws -> Void) async throws {
        let status = CameraStatus(id: self.camera.id, name: "Yard", platform: "demo", stateSince: .now())
        let board = CameraBoard([.init(configuration: self.camera, status: status)])
        let group = MultiThreadedEventLoopGroup.singleton
        let tree = try CgroupTree(takingOver: FakeCgroupFiles.root, files: self.files, ownPID: 1)
        let pool = WorkerPool(
            cameras: [self.camera],
            hub: FrameHub(cameras: [self.camera]),
            board: board,
            spawner: WorkerSpawner(
                process: WorkerProcess(executable: self.folder.path(of: "greeting-worker")),
                dataLoops: group,
                leaves: WorkerLeaves(tree)
            ),
            parameters: .init(),
            budget: SpawnBudget(now: .now()),
            executor: EventLoopExecutor(eventLoop: group.next()),
            logger: self.log.logger
        )
        let running = Task { await pool.run() }
        let result = await Result { try await body(pool, board) }
        self.files.holdsEntries = false
        await pool.shutDown()
        await running.value
        try result.get()
    }

    private var isConfigured: Bool { access(self.folder.path(of: "configured"), F_OK) == 0 }

    @Test("a worker is told nothing of its camera before it is in its leaf")
    func order() async throws {
        self.files.holdsEntries = true
        try await self.withPool { _, board in
            // What comes after the hello has been dealt with, so the hello has.
            try await waitUntil("the worker has greeted") { self.log.texts.contains("greeted") }
            #expect(!self.isConfigured)
            #expect(board[self.camera.id]?.status.worker.limits == [])
            self.files.holdsEntries = false
            try await waitUntil("it is ready") { board[self.camera.id]?.connection != nil }
            #expect(self.isConfigured)
            let pid = try #require(board[self.camera.id]?.status.worker.pid)
            #expect(self.files.groups["worker-yard"]?.processes == [pid])
            #expect(board[self.camera.id]?.status.worker.limits.map(\.keeper) == [.cgroup, .cgroup, .cgroup])
        }
        #expect(self.files.groups["worker-yard"] == nil)
    }

    @Test("an end that the kernel says was for want of memory is the reason, with its exact figures")
    func outOfMemory() async throws {
        try await self.withPool { _, board in
            try await waitUntil("it is ready") { board[self.camera.id]?.connection != nil }
            self.files.set("memory.events", "oom 1\noom_kill 1\n", in: "worker-yard")
            self.files.set("memory.peak", "268435456\n", in: "worker-yard")
            let pid = try #require(board[self.camera.id]?.status.worker.pid)
            self.files.end(pid)
            kill(pid, SIGKILL)
            try await waitUntil("it has ended") { board[self.camera.id]?.status.lastExits.isEmpty == false }
            let exit = try #require(board[self.camera.id]?.status.lastExits.first)
            #expect("\(exit.reason)" == "oom: the kernel ended it at its limit of 256 MiB")
            #expect(exit.stats?.peakMemoryKilobytes == 262_144)
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
