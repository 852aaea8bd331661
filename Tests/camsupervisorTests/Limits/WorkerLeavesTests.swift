import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("WorkerLeaves")
struct WorkerLeavesTests {
    private static func camera() throws -> CameraConfiguration {
        CameraConfiguration(id: try CameraID("yard"), name: "Yard", source: .demo(.init()), staleAfter: nil)
    }

    private static func leaves(_ files: FakeCgroupFiles) throws -> WorkerLeaves {
        WorkerLeaves(try CgroupTree(takingOver: FakeCgroupFiles.root, files: files, ownPID: 1))
    }

    @Test("a worker's life: its leaf is there before it, holds it, and goes with it")
    func life() async throws {
        let files = FakeCgroupFiles()
        let camera = try Self.camera()
        let place = await (try Self.leaves(files)).prepare(camera, generation: 1)
        #expect(files.groups["worker-yard"]?.processes == [])
        files.spawn(20)
        let limits = await place.enter(20, limits: camera.limits)
        #expect(limits.map(\.keeper) == [.cgroup, .cgroup, .cgroup])
        #expect(files.groups["worker-yard"]?.processes == [20])
        files.end(20)
        #expect(await place.end() == LeafRecord())
        #expect(files.groups["worker-yard"] == nil)
    }

    @Test("what escaped from the worker ends with it")
    func stragglers() async throws {
        let files = FakeCgroupFiles()
        let camera = try Self.camera()
        let place = await (try Self.leaves(files)).prepare(camera, generation: 1)
        files.spawn(20)
        _ = await place.enter(20, limits: camera.limits)
        for pid: Int32 in 21...25 { files.spawn(pid, in: "worker-yard") }
        files.end(20)
        #expect(await place.end()?.stragglers == 5)
        #expect(files.groups["worker-yard"] == nil)
    }

    @Test("what cannot be ended is waited for a quarter of a second, and no longer")
    func stubborn() async throws {
        let files = FakeCgroupFiles()
        let camera = try Self.camera()
        let place = await (try Self.leaves(files)).prepare(camera, generation: 1)
        files.spawn(20, stubborn: true)
        _ = await place.enter(20, limits: camera.limits)
        let start = MonotonicTime.now()
        #expect(await place.end()?.stragglers == 1)
        #expect(MonotonicTime.now().since(start) >= .milliseconds(255))
        #expect(files.groups["worker-yard"]?.processes == [20])
    }

    @Test("a worker that cannot be put there runs by its rlimits, and the status says why")
    func cannotEnter() async throws {
        let files = FakeCgroupFiles()
        let camera = try Self.camera()
        let place = await (try Self.leaves(files)).prepare(camera, generation: 1)
        let limits = await place.enter(20, limits: camera.limits)
        let reason = "write 20 to \(FakeCgroupFiles.root)/worker-yard/cgroup.procs: No such process"
        #expect(
            limits.map(\.keeper) == [
                .resourceLimits(because: reason), .nobody(because: reason), .nobody(because: reason),
            ]
        )
        _ = await place.end()
        #expect(files.groups["worker-yard"] == nil)
    }

    @Test("without control groups nothing is touched, and each limit says so")
    func none() async throws {
        let camera = try Self.camera()
        let place = await WorkerLeaves(because: "none here").prepare(camera, generation: 1)
        let limits = await place.enter(20, limits: camera.limits)
        #expect(
            limits.map { LimitDocument($0).words } == [
                "memory 256 MiB by rlimits (none here)", "cpu 100 % not kept (none here)",
                "processes 32 not kept (none here)",
            ]
        )
        #expect(await place.end() == nil)
    }

    @Test("one line says what keeps the limits")
    func summary() throws {
        #expect(try Self.leaves(FakeCgroupFiles()).summary == "limits of workers: by control group: memory, pids, cpu")
        #expect(
            try Self.leaves(FakeCgroupFiles(controllers: ["pids"])).summary
                == "limits of workers: by control group: pids (the cpu controller is not delegated to the service; "
                + "the memory controller is not delegated to the service)"
        )
        #expect(WorkerLeaves(because: "none here").summary == "limits of workers: rlimits (none here)")
    }
}
