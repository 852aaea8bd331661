import Glibc
import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("Worker: its limits")
struct WorkerLimitsTests {
    private static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let complaint = "Fatal error: failed to allocate 1048608 bytes of memory with alignment 8"
    private static let atAddressSpace = "it ran into the limit of its address space"

    private func worker() throws -> Worker {
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .demo(.init()),
            staleAfter: nil
        )
        return Worker(camera: camera, hub: ViewHub(id: ViewID(camera: camera.id)), parameters: .init())
    }

    @Test("where no control group keeps it, the worker's own word on its memory is its end, one byte above the limit")
    func excess() throws {
        var worker = try self.worker()
        let limits = worker.camera.limits
        let (at, above) = (Stats(peakMemoryKilobytes: 262_144), Stats(peakMemoryKilobytes: 300_000))
        // Not there yet.
        #expect(worker.excess(in: above) == nil)
        worker.limits = LimitInForce.all(without: "none", of: limits)
        #expect(worker.excess(in: at) == nil)
        #expect(worker.excess(in: above) == "it used 292.9 MiB of memory, its limit is 256 MiB")
        #expect(worker.excess(in: Stats(peakMemoryKilobytes: .max)) != nil)
        worker.limits[0].keeper = .cgroup
        #expect(worker.excess(in: above) == nil)
    }

    @Test("SIGKILL with the kernel's word that it was for memory is oom; without that word, or before, it is not")
    func kernel() throws {
        let worker = try self.worker()
        let words = "the kernel ended it at its limit of 256 MiB"
        #expect(worker.shortage(by: LeafRecord(outOfMemoryKills: 1), .signalled(SIGKILL)) == words)
        #expect(worker.shortage(by: LeafRecord(), .signalled(SIGKILL)) == nil)
        #expect(worker.shortage(by: LeafRecord(outOfMemoryKills: 1), .exited(0)) == nil)
        #expect(worker.shortage(by: nil, nil) == nil)
    }

    @Test("the runtime's last word before SIGABRT tells that there was no address space left, early or late")
    func addressSpace() throws {
        var worker = try self.worker()
        _ = worker.supervision.start(at: Self.now)
        _ = worker.remember(Self.complaint, of: 1)
        #expect(worker.shortage(by: nil, .signalled(SIGABRT)) == Self.atAddressSpace)
        #expect(worker.shortage(by: nil, .signalled(SIGSEGV)) == nil)

        worker.lastExits = [
            LastExit(
                generation: 1,
                at: WallTime(nanoseconds: 0),
                reason: .crashed(.signalled(SIGABRT)),
                status: .signalled(SIGABRT),
                uptime: .zero,
                log: []
            )
        ]
        #expect(worker.remember("something else", of: 1) == .amongExits)
        #expect(worker.lastExits[0].reason == .crashed(.signalled(SIGABRT)))
        _ = worker.remember(Self.complaint, of: 1)
        #expect(worker.lastExits[0].reason == .outOfMemory(Self.atAddressSpace))
    }

    @Test("the control group's measure takes the place of the worker's own")
    func record() throws {
        var worker = try self.worker()
        worker.take(nil)
        #expect(worker.stats == nil)
        worker.stats = Stats(cpuMilliseconds: 1, peakMemoryKilobytes: 2, frames: 3)
        worker.take(LeafRecord(peakMemory: 4096, processorMicroseconds: 9_999))
        #expect(worker.stats == Stats(cpuMilliseconds: 9, peakMemoryKilobytes: 4, frames: 3))
    }

    @Test("the control group knows nothing of the time before it; what was counted is not taken back")
    func recordOfLess() throws {
        var worker = try self.worker()
        worker.stats = Stats(cpuMilliseconds: 40, peakMemoryKilobytes: 2)
        worker.take(LeafRecord(processorMicroseconds: 35_000))
        #expect(worker.stats?.cpuMilliseconds == 40)
    }

    @Test("out of memory is a death like others: killed at once, counted, held back")
    func supervision() {
        let harness = SupervisionHarness(in: .running)
        let words = "it used too much"
        #expect(harness.machine.ranOutOfMemory(generation: 7, words, at: harness.now).isEmpty)
        #expect(harness.machine.ranOutOfMemory(generation: 1, words, at: harness.now) == [.kill(generation: 1)])
        #expect(
            harness.exit(.signalled(SIGKILL)) == [.exited(reason: .outOfMemory(words), willRestartIn: .zero)]
        )
        #expect(harness.machine.deaths == 1)
        #expect("\(WorkerSupervision.ExitReason.outOfMemory(words))" == "oom: it used too much")
    }

    @Test("what the kernel says of memory is the reason of a worker that nobody ended, and of no other")
    func reason() {
        for situation in Situation.withProcess {
            let harness = SupervisionHarness(in: situation)
            let actions = harness.machine.exited(
                generation: 1,
                status: .signalled(SIGKILL),
                outOfMemory: "full",
                at: harness.now,
                using: &harness.generator
            )
            guard case .exited(let reason, _)? = actions.first else {
                Issue.record("no exit in \(situation)")
                continue
            }
            let isByItself = [.spawned, .greeted, .running].contains(situation)
            #expect((reason == .outOfMemory("full")) == isByItself, "\(situation): \(reason)")
        }
    }
}
