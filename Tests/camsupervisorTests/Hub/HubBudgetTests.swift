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

    @Test("a camera that comes when all is taken shows video from its first part on, and the others give way")
    func lateComer() {
        final class Port: MediaPort {
            let generation: UInt32 = 1
            func send(_ want: WantMedia) {}
        }
        let budget = HubBudget(most: 12 * self.mebibyte)
        let start = MediaStart(
            epoch: 1,
            width: 640,
            height: 360,
            tracks: [.init(kind: .video, timescale: 90_000)],
            codecs: "avc1.64001f"
        )
        /// Parts of a quarter of a mebibyte, every fourth with a key frame.
        func send(_ number: UInt64, to view: MediaView) {
            let part = MediaPart(
                captured: .now(),
                capturedWall: .now(),
                sequence: number + 1,
                start: number * 500_000,
                duration: 500_000,
                epoch: 1,
                frames: 5,
                flags: number.isMultiple(of: 4) ? .independent : [],
                video: .init(time: number * 45_000, end: (number + 1) * 45_000, position: 4),
                audio: nil
            )
            let bytes = ByteBuffer(repeating: 0x2D, count: self.mebibyte / 4)
            #expect(view.arrived(part, bytes, generation: 1) == nil)
        }
        let views = (0..<3).map { _ in MediaView(MediaSettings(lookback: .seconds(300)), budget: budget) }
        for view in views {
            view.workerReady(Port())
            view.playerAsked()
            #expect(view.started(start, ByteBuffer(string: "init"), generation: 1) == nil)
        }
        for number in 0..<80 { send(UInt64(number), to: views[0]) }
        #expect(views[0].window.bytes > 8 * self.mebibyte)
        let feeds = views.map { view in view.feed {} }
        for number in 0..<80 {
            for (index, view) in views.enumerated().dropFirst() {
                send(UInt64(number), to: view)
                guard case .part(let fragment, _) = feeds[index].next() else {
                    Issue.record("view \(index) shows nothing at part \(number)")
                    return
                }
                #expect(fragment.index == UInt64(number))
            }
            send(UInt64(80 + number), to: views[0])
            #expect(budget.videoBytes <= 14 * self.mebibyte)
        }
        #expect(views.allSatisfy { $0.window.bytes >= 2 * self.mebibyte })
        #expect(views[0].review()?.contains("12 MiB together") == true && views[0].review() == nil)
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
