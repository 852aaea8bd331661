import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("HubBudget: what all views hold together")
struct HubBudgetTests {
    private let mebibyte = 1024 * 1024

    @Test("a view that is gone gives its own back")
    func givenBack() {
        let budget = HubBudget(most: 100 * self.mebibyte)
        do {
            let view = MediaView(budget: budget)
            view.playerAsked()
            #expect(budget.videoBytes == 0 && budget.room(beside: 0) == 100 * self.mebibyte)
        }
        budget.videoChanged(from: 0, to: 60 * self.mebibyte)
        #expect(budget.room(beside: 60 * self.mebibyte) == 100 * self.mebibyte)
        budget.videoChanged(from: 60 * self.mebibyte, to: 0)
        #expect(budget.videoBytes == 0 && budget.room(beside: 0) == 100 * self.mebibyte)
    }

    @Test("who comes late has an equal share, and who has more gives way until the sum is kept")
    func fairShare() {
        let budget = HubBudget(most: 128 * self.mebibyte)
        var held = [96, 32, 0, 0].map { $0 * self.mebibyte }
        for bytes in held { budget.videoChanged(from: 0, to: bytes) }
        // Each has its next part, again and again, of a mebibyte.
        for _ in 0..<200 {
            for view in held.indices {
                let after = min(held[view] + self.mebibyte, budget.room(beside: held[view]))
                budget.videoChanged(from: held[view], to: after)
                held[view] = after
            }
        }
        #expect(held.allSatisfy { $0 >= 31 * self.mebibyte })
        #expect(held.reduce(0, +) <= 132 * self.mebibyte && budget.videoBytes == held.reduce(0, +))
    }

    @Test("pictures take their part of it, and no view has less than what it needs to show anything")
    func pictures() {
        let budget = HubBudget(most: 64 * self.mebibyte)
        budget.picturesChanged(from: 0, to: 24 * self.mebibyte)
        #expect(budget.room(beside: 0) == 40 * self.mebibyte)
        budget.picturesChanged(from: 24 * self.mebibyte, to: 80 * self.mebibyte)
        #expect(budget.room(beside: 0) == HubBudget.leastOfView)
        budget.picturesChanged(from: 80 * self.mebibyte, to: 0)
        budget.change(most: 8 * self.mebibyte)
        #expect(budget.room(beside: 0) == 8 * self.mebibyte)
    }

    @Test("a view's pictures are counted once each, and given back")
    func picturesOfView() throws {
        let budget = HubBudget()
        do {
            let view = ViewHub(id: ViewID(camera: try CameraID("drop")), kept: .init(pictures: 2), budget: budget)
            view.workerReady(RecordingPort(generation: 1))
            for number in 1...3 {
                let payload = FramePayload.example(sequence: UInt64(number), flags: [.keep])
                _ = view.frameArrived(payload, picture: ByteBuffer(repeating: 1, count: 100 * number), generation: 1)
            }
            #expect(budget.pictureBytes == 500)
            view.keep(.init(pictures: 0))
            #expect(budget.pictureBytes == 300)
        }
        #expect(budget.pictureBytes == 0)
    }

    @Test("one line in ten minutes says that something was dropped")
    func reports() {
        var reports = SqueezeReports()
        let now = MonotonicTime(nanoseconds: 1)
        #expect(reports.take(0, at: now) == nil)
        #expect(reports.take(3, at: now) == 3)
        #expect(reports.take(9, at: now + .seconds(599)) == nil)
        #expect(reports.take(9, at: now + .seconds(600)) == 6)
        #expect(reports.take(9, at: now + .seconds(6_000)) == nil)
    }

    @Test("the memory is what is left of it: by the group and those around it")
    func groups() {
        struct Files: CgroupFiles {
            var texts: [String: String]
            func makeFolder(_ path: String) {}
            func removeFolder(_ path: String) {}
            func write(_ text: String, to path: String) {}
            func read(_ path: String) throws(SystemCallError) -> String {
                guard let text = self.texts[path] else { throw SystemCallError(call: "read \(path)", errorNumber: 2) }
                return text
            }
            func folders(in path: String) -> [String] { [] }
        }
        let group = "/sys/fs/cgroup/system.slice/camsupervisor.service/main"
        #expect(MachineMemory.limit(ofGroup: group, Files(texts: [:])) == nil)
        let texts = [
            "\(group)/memory.max": "max\n", "\(group)/memory.high": "max\n",
            "/sys/fs/cgroup/system.slice/camsupervisor.service/memory.max": "1073741824\n",
            "/sys/fs/cgroup/system.slice/memory.high": "536870912\n",
        ]
        #expect(MachineMemory.limit(ofGroup: group, Files(texts: texts)) == 536_870_912)
    }
}
