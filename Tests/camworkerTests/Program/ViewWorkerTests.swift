import IPC
import Shared
import TestSupport
import Testing

@Suite("A worker with views")
struct ViewWorkerTests {
    private func demo(views: Int) async throws -> DrivenWorker {
        let demo = DemoConfiguration(width: 320, height: 180, frameRate: 30, views: views)
        return try await DrivenWorker.ready(try Configurations.camera(.demo(demo)))
    }

    @Test("declares them before anything is said of one, and each has pictures and a sequence of its own")
    func pictures() async throws {
        let worker = try await self.demo(views: 3)
        let list = try await worker.next(.views).decode(ViewList.self)
        #expect(list.views.map(\.key) == ["main", "sub", "side"])
        var told: Set<UInt16> = []
        while told.count < 3 {
            let state = try await worker.next(.state).decode(StateReport.self)
            #expect(state.connection == .connected)
            told.insert(state.viewNumber)
        }
        #expect(told == [0, 1, 2])
        for (view, size) in [(UInt16(1), 160), (2, 106), (0, 320), (1, 160)] {
            try worker.want(view: view)
            let frame = try await worker.frame()
            #expect(frame.payload.view == view)
            #expect(frame.payload.width == UInt32(size))
            #expect(PictureCheck.sizeOfJPEG(frame.bytes)?.width == size)
        }
        try worker.send(.ping, sequence: 4711)
        _ = try await worker.next(.pong)
        #expect(try worker.waiting(.frame) == 0, "nothing comes without a credit of its view")
    }

    @Test("views are asked for at once, and each credit is answered by its own view")
    func together() async throws {
        let worker = try await self.demo(views: 4)
        _ = try await worker.next(.views)
        for view in 0..<4 as Range<UInt16> { try worker.want(view: view) }
        var views: Set<UInt16> = []
        for _ in 0..<4 { views.insert(try await worker.frame().payload.view) }
        #expect(views == [0, 1, 2, 3])
    }

    @Test("a camera with one view declares none, and a word for another ends it")
    func single() async throws {
        let worker = try await self.demo(views: 1)
        _ = try await worker.next(.entities)
        #expect(try worker.waiting(.views) == 0)
        try worker.want(view: 1)
        #expect(try await worker.exit() == 76)
        #expect(worker.log.contains("view 1 of 1"), "\(worker.log)")
    }

    @Test("a word for a view that was not declared ends it")
    func undeclared() async throws {
        let worker = try await self.demo(views: 2)
        _ = try await worker.next(.views)
        try worker.want(view: 2)
        #expect(try await worker.exit() == 76)
        #expect(worker.log.contains("view 2 of 2"), "\(worker.log)")
    }

    @Test("another name and rate reach all of them")
    func retuned() async throws {
        let worker = try await self.demo(views: 2)
        _ = try await worker.next(.views)
        try worker.send(.retune, CameraTuning(name: "Garden", staleAfter: .seconds(10), frameRate: 5, width: 640))
        for (view, width) in [(UInt16(0), 640), (1, 320)] {
            try worker.want(view: view)
            #expect(try await worker.frame().payload.width == UInt32(width))
        }
    }
}
