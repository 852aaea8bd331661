import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("WorkerPool: commands and a camera's video")
struct WorkerPoolVideoTests {
    private final class Port: MediaPort {
        let generation: UInt32

        init(generation: UInt32) {
            self.generation = generation
        }

        func send(_ want: WantMedia) {}
    }

    @Test(
        "a camera that is stopped or paused shows nothing of before, nor what its worker still sends",
        arguments: [
            WorkerPool.Command.stop, .pause,
        ]
    )
    func switchedOff(_ command: WorkerPool.Command) async throws {
        try await WorkerPoolTests.Fleet.with(WorkerPoolReloadTests.silent) { fleet in
            let camera = try #require(fleet.cameras.first)
            try await waitUntil("its worker is there") { fleet.board[camera]?.status.worker.pid != nil }
            let view = try #require(await fleet.pool.hub[camera]?.media)
            let generation = try #require(fleet.board[camera]?.status.worker.generation)
            view.playerAsked()
            view.workerReady(Port(generation: generation))
            let start = MediaStart(
                epoch: 1,
                width: 640,
                height: 360,
                tracks: [.init(kind: .video, timescale: 90_000)],
                codecs: "avc1.64001f"
            )
            let bytes = ByteBuffer(repeating: 0, count: 64)
            #expect(view.started(start, bytes, generation: generation) == nil)
            #expect(view.arrived(.example(captured: .now()), bytes, generation: generation) == nil)
            #expect(view.window.newest != nil)
            try await fleet.pool.perform(command, on: camera)
            #expect(view.window.newest == nil)
            var second = MediaPart.example(captured: .now())
            second.sequence = 2
            #expect(view.arrived(second, bytes, generation: generation) == nil)
            #expect(view.window.newest == nil)
        }
    }
}
