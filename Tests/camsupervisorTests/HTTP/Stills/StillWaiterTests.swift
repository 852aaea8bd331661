import IPC
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("StillWaiter")
struct StillWaiterTests {
    @Test("a waiter whose task is cancelled waits no longer, and the view is not wanted any more")
    func cancelled() async throws {
        let view = ViewHub(id: ViewID(camera: try CameraID("yard")))
        let waiter = StillWaiter(eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let task = Task {
            let demand = FrameDemand(newerThan: 0, capturedAfter: .now())
            return await waiter.wait(on: view, for: demand, timeout: .seconds(600)) { false }
        }
        try await waitUntil("it waits") { view.isWanted }
        task.cancel()
        #expect(await task.value == nil)
        #expect(!view.isWanted)
    }

    @Test("one that is cancelled before it waits does not wait")
    func cancelledBefore() async throws {
        let view = ViewHub(id: ViewID(camera: try CameraID("yard")))
        let waiter = StillWaiter(eventLoop: MultiThreadedEventLoopGroup.singleton.next())
        let task = Task {
            try? await Task.sleep(for: .seconds(600))
            let demand = FrameDemand(newerThan: 0, capturedAfter: .now())
            return await waiter.wait(on: view, for: demand, timeout: .seconds(600)) { false }
        }
        task.cancel()
        #expect(await task.value == nil)
        #expect(!view.isWanted)
    }
}
