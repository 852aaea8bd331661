import Glibc
import IPC
import NIOCore
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Recorder")
struct RecorderTests {
    private final class Port: MediaPort {
        let generation: UInt32 = 1
        func send(_ want: WantMedia) {}
    }

    private static let partBytes = 1024 * 1024

    /// A view with parts of a MiB, more of them than may wait for a disk.
    private func view(parts: Int) -> MediaView {
        var settings = MediaSettings()
        settings.lookback = .seconds(300)
        let view = MediaView(settings)
        view.workerReady(Port())
        view.playerAsked()
        let start = MediaStart(
            epoch: 1,
            width: 640,
            height: 360,
            tracks: [.init(kind: .video, timescale: 90_000)],
            codecs: "avc1.64001f"
        )
        _ = view.started(start, ByteBuffer(string: "init"), generation: 1)
        for number in 0..<UInt64(parts) {
            let part = MediaPart(
                captured: .now(),
                capturedWall: .now(),
                sequence: number + 1,
                start: number * 500_000,
                duration: 500_000,
                epoch: 1,
                frames: 5,
                flags: number.isMultiple(of: 2) ? .independent : [],
                video: .init(time: number * 45_000, end: (number + 1) * 45_000, position: 4),
                audio: nil
            )
            _ = view.arrived(part, ByteBuffer(repeating: 0x2D, count: Self.partBytes), generation: 1)
        }
        return view
    }

    /// A recording of 300 s of lookback to a disk that hangs until `pipe` is opened, and a clock that is set by hand.
    private struct Hanging {
        let folder: TemporaryFolder
        let pipe: String
        let recorder: Recorder

        init(_ clock: @escaping @Sendable () -> MonotonicTime) throws {
            self.folder = try TemporaryFolder()
            let pipe = self.folder.path(of: "pipe")
            mkfifo(pipe, 0o600)
            self.pipe = pipe
            self.recorder = try Recorder(
                of: try CameraID("film"),
                to: try WritePath("a.mp4", of: .recording, in: [self.folder.path]),
                replaces: false,
                wish: .init(asked: .now(), duration: .seconds(60), lookback: .seconds(300)),
                backlog: WriteBacklog(),
                create: { path, replaces throws(WriteError) in
                    close(open(pipe, O_RDONLY))
                    return try PendingFile(path, replaces: replaces)
                },
                clock: clock,
                on: MultiThreadedEventLoopGroup.singleton.next()
            )
        }

        /// The disk is there again.
        func wake() { close(open(self.pipe, O_WRONLY)) }
    }

    @Test("a disk that spins up for long is no silent camera; one that never answers is told of", arguments: [20, 40])
    func sleepingDisk(_ seconds: Int) async throws {
        let parts = 3 * WriteBacklog.mostOfFile / Self.partBytes / 2
        let view = self.view(parts: parts)
        let (clock, looks) = (ManualClock(at: .now()), Calls())
        let hanging = try Hanging {
            looks.add()
            return clock.now
        }
        hanging.recorder.start(from: view)
        try await waitUntil("what may wait has been handed over") { looks.count > 16 }
        clock.advance(by: .seconds(seconds))
        let before = looks.count
        try await waitUntil("time has been looked at") { looks.count > before + 3 }
        hanging.wake()
        hanging.recorder.stop(.asked)
        let recorded = try await hanging.recorder.result.get()
        #expect(recorded.ending == .stopped(.asked))
        let whole = parts * Self.partBytes
        #expect(seconds < 30 ? recorded.bytes >= whole : recorded.bytes < whole)
    }

    @Test("a lookback of more than may wait for a disk is written as the disk takes it, even when stopped at once")
    func largeLookback() async throws {
        let parts = 3 * WriteBacklog.mostOfFile / Self.partBytes / 2
        let view = self.view(parts: parts)
        let folder = try TemporaryFolder()
        let recorder = try Recorder(
            of: try CameraID("film"),
            to: try WritePath("a.mp4", of: .recording, in: [folder.path]),
            replaces: false,
            wish: .init(asked: .now(), duration: .seconds(60), lookback: .seconds(300)),
            backlog: WriteBacklog(),
            on: MultiThreadedEventLoopGroup.singleton.next()
        )
        recorder.start(from: view)
        recorder.stop(.asked)
        let recorded = try await recorder.result.get()
        #expect(recorded.ending == .stopped(.asked))
        #expect(recorded.bytes >= parts * Self.partBytes)
        #expect(try readFile(folder.path(of: "a.mp4")).count == recorded.bytes)
    }
}
