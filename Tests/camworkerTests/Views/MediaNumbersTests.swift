import IPC
import Shared
import Testing

@testable import camworker

@Suite("Epochs and parts as the supervisor counts them")
struct MediaNumbersTests {
    private func start(_ epoch: UInt32) -> MediaItem {
        let track = MediaStart.Track(kind: .video, timescale: 90_000)
        let start = MediaStart(epoch: epoch, width: 2, height: 2, tracks: [track], codecs: "avc1.64001f")
        return .start(start, segment: [1])
    }

    private func part(_ sequence: UInt64, epoch: UInt32) -> MediaItem {
        let part = MediaPart(
            captured: MonotonicTime(nanoseconds: 1),
            capturedWall: WallTime(nanoseconds: 1),
            sequence: sequence,
            start: 0,
            duration: 1,
            epoch: epoch,
            frames: 1,
            flags: .independent,
            video: .init(time: 0, end: 1, position: 4),
            audio: nil
        )
        return .part(part, fragment: [1])
    }

    private func words(_ item: MediaItem) -> String {
        switch item {
        case .start(let start, _): "start \(start.view)/\(start.epoch)"
        case .part(let part, _): "part \(part.view)/\(part.epoch)/\(part.sequence)"
        }
    }

    @Test("a source that begins anew counts on, so that the supervisor sees nothing go back")
    func anew() {
        var numbers = MediaNumbers()
        let items = [
            self.start(1), self.part(1, epoch: 1), self.part(2, epoch: 1), self.start(1), self.part(1, epoch: 1),
        ]
        #expect(
            items.map { self.words(numbers.number($0, of: 3)) } == [
                "start 3/1", "part 3/1/1", "part 3/1/2", "start 3/2", "part 3/2/3",
            ]
        )
    }
}
