import IPC
import NIOCore
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// With programs that are no workers.
@Suite("WorkerPool: a camera that is switched off")
struct StoppedCameraTests {
    private static let silent = "\(RepositoryFiles.root)/Tests/Programs/silent-worker"

    @Test("its last picture is forgotten at once, and what its process still sends is not taken")
    func forgotten() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent) { fleet in
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            let camera = fleet.cameras[0]
            let view = try #require(await fleet.pool.hub[camera])
            let port = RecordingPort(generation: 1)
            view.workerReady(port)
            func bringPicture() -> Bool {
                let loop = MultiThreadedEventLoopGroup.singleton.next()
                let receiver = FrameReceiver(id: ObjectIdentifier(port), eventLoop: loop) { _ in }
                view.wait(receiver, for: .init(newerThan: view.newest?.version ?? 0))
                return view.frameArrived(.example(captured: .now()), picture: ByteBuffer(string: "p"), generation: 1)
            }
            #expect(bringPicture() && view.newest != nil)
            try await fleet.pool.perform(.pause, on: camera, lasting: .seconds(3600))
            #expect(view.newest == nil)
            #expect(bringPicture() && view.newest == nil, "an honest worker's last picture is no violation")
        }
    }
}
