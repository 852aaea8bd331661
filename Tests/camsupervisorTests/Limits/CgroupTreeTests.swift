import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("CgroupTree")
struct CgroupTreeTests {
    private static let camera = "front_door"
    private static let leafName = "worker-front_door"

    private static func tree(_ files: FakeCgroupFiles, ownPID: Int32 = 1) throws -> CgroupTree {
        try CgroupTree(takingOver: FakeCgroupFiles.root, files: files, ownPID: ownPID)
    }

    private static func leaf(
        _ tree: CgroupTree,
        _ limits: WorkerLimits = .init(),
        _ generation: UInt32 = 1
    ) throws
        -> CgroupLeaf
    {
        try tree.makeLeaf(for: CameraID(Self.camera), generation: generation, limits: limits)
    }

    @Test("the supervisor moves out of the way and hands every controller on")
    func takesOver() throws {
        let files = FakeCgroupFiles()
        let tree = try Self.tree(files)
        #expect(tree.controllers == [.memory, .processes, .processor])
        #expect(tree.missing.isEmpty)
        #expect(files.rootGroup?.processes == [])
        #expect(files.groups["supervisor"]?.processes == [1])
        #expect(files.groups["supervisor"]?.files["cpu.weight"] == "400")
    }

    @Test("a leaf has the camera's limits, and the worker with all that it starts ends together")
    func limits() throws {
        let files = FakeCgroupFiles()
        let tree = try Self.tree(files)
        let leaf = try Self.leaf(tree, WorkerLimits(memory: 128 << 20, processorPercent: 150, processes: 20))
        #expect(
            files.groups[Self.leafName]?.files == [
                "memory.max": "134217728", "memory.oom.group": "1", "memory.swap.max": "0",
                "pids.max": "20", "cpu.max": "150000 100000",
            ]
        )
        #expect(leaf.limits.map(\.keeper) == [.cgroup, .cgroup, .cgroup])
        #expect(leaf.limits.map(\.amount) == ["128 MiB", "150 %", "20"])
    }

    @Test("a controller that is not delegated is named, and the others work")
    func withoutMemory() throws {
        let files = FakeCgroupFiles(controllers: ["pids"])
        let leaf = try Self.leaf(try Self.tree(files))
        let reason = "the memory controller is not delegated to the service"
        #expect(leaf.limits.first { $0.kind == .memory }?.keeper == .resourceLimits(because: reason))
        #expect(leaf.limits.first { $0.kind == .processes }?.keeper == .cgroup)
        #expect(files.groups[Self.leafName]?.files == ["pids.max": "32"])
    }

    @Test("with company in the group the kernel hands nothing on; the leaves are there all the same")
    func company() throws {
        let files = FakeCgroupFiles(inhabitants: [1, 7])
        let tree = try Self.tree(files)
        #expect(tree.controllers.isEmpty)
        #expect(Set(tree.missing.values) == ["other processes live in the service's control group"])
        #expect(files.rootGroup?.processes == [7])
        _ = try Self.leaf(tree)
        #expect(files.groups[Self.leafName] != nil)
    }

    @Test("a group in which another supervisor lives is left alone; one of ours that died is taken over")
    func taken() throws {
        let files = FakeCgroupFiles(inhabitants: [1, 2])
        _ = try Self.tree(files, ownPID: 1)
        files.spawn(5, in: "supervisor")
        #expect(throws: CgroupTree.Failure.taken) { try Self.tree(files, ownPID: 2) }
        #expect(files.rootGroup?.processes == [2])
        files.end(1)
        files.end(5)
        _ = try Self.tree(files, ownPID: 2)
        #expect(files.groups["supervisor"]?.processes == [2])
    }

    @Test("a group that cannot be written to is refused in words")
    func refused() throws {
        let files = FakeCgroupFiles()
        #expect {
            try CgroupTree(takingOver: "/sys/fs/cgroup/elsewhere", files: files, ownPID: 1)
        } throws: { error in
            "\(error)" == "mkdir /sys/fs/cgroup/elsewhere/supervisor: No such file or directory"
        }
    }

    @Test("workers that a killed supervisor left behind are ended before anything else")
    func sweep() throws {
        let files = FakeCgroupFiles()
        let leaf = try Self.leaf(try Self.tree(files))
        files.spawn(10)
        try leaf.enter(10)
        let other = FakeCgroupFiles.root + "/other"
        try files.makeFolder(other)
        files.end(1)
        files.spawn(2)
        _ = try Self.tree(files, ownPID: 2)
        #expect(Set(files.groups.keys) == ["supervisor", "other"])
    }

    @Test("a worker that does not go although it is killed keeps its leaf; the next has one of its own")
    func stubborn() throws {
        let files = FakeCgroupFiles()
        let tree = try Self.tree(files)
        let first = try Self.leaf(tree)
        files.spawn(10, stubborn: true)
        try first.enter(10)
        first.kill()
        #expect(!first.remove())
        let second = try Self.leaf(tree, .init(), 2)
        #expect(second.path == "\(FakeCgroupFiles.root)/\(Self.leafName).2")
        #expect(files.groups["\(Self.leafName).2"]?.files["pids.max"] == "32")
        files.end(10)
        #expect(try Self.leaf(tree, .init(), 3).path == first.path)
    }

    @Test("what the kernel ended for want of memory, the peak, the time and what was left are on the record")
    func record() throws {
        let files = FakeCgroupFiles()
        let leaf = try Self.leaf(try Self.tree(files))
        #expect(leaf.record == LeafRecord())
        files.set("memory.events", "low 0\nhigh 0\nmax 31\noom 2\noom_kill 3\noom_group_kill 1\n", in: Self.leafName)
        files.set("memory.peak", "268435456\n", in: Self.leafName)
        files.set("cpu.stat", "usage_usec 1234567\nuser_usec 1000000\n", in: Self.leafName)
        files.spawn(11, in: Self.leafName)
        let expected = LeafRecord(
            outOfMemoryKills: 3,
            peakMemory: 268_435_456,
            processorMicroseconds: 1_234_567,
            stragglers: 1
        )
        #expect(leaf.record == expected)
    }
}
