import IPC
import Shared
import Testing

@testable import camworker

@Suite("Parts on their way to the loop")
struct MediaQueueTests {
    private func start(_ epoch: UInt32) -> MediaItem {
        let track = MediaStart.Track(kind: .video, timescale: 90_000)
        let start = MediaStart(epoch: epoch, width: 64, height: 64, tracks: [track], codecs: "avc1.42C014")
        return .start(start, segment: [1, 2, 3])
    }

    private func part(_ flags: MediaPart.Flags = [], bytes: Int = 100) -> MediaItem {
        let part = MediaPart(
            captured: MonotonicTime(nanoseconds: 1),
            capturedWall: WallTime(nanoseconds: 1),
            sequence: 0,
            start: 0,
            duration: 500_000,
            epoch: 1,
            frames: 1,
            flags: flags,
            video: nil,
            audio: nil
        )
        return .part(part, fragment: [UInt8](repeating: 0, count: bytes))
    }

    private func flags(_ item: MediaItem?) -> MediaPart.Flags? {
        guard case .part(let part, _) = item else { return nil }
        return part.flags
    }

    @Test("an epoch comes before its parts, and one without parts never comes")
    func starts() {
        var queue = MediaQueue()
        queue.append(self.start(1))
        let early = queue.take()
        #expect(early == nil)
        queue.append(self.start(2))
        queue.append(self.part(.independent))
        guard case .start(let start, _) = queue.take(), case .part(let part, _) = queue.take() else {
            Issue.record("a start and a part")
            return
        }
        #expect(start.epoch == 2 && part.sequence == 1)
    }

    @Test("what does not fit is left out up to the next key frame, which says so; sequences have no gap")
    func overflow() {
        var queue = MediaQueue()
        let large = MediaQueue.mostBytes / 2
        queue.append(self.part(.independent, bytes: large))
        queue.append(self.part(bytes: large))
        for _ in 0..<3 { queue.append(self.part()) }
        #expect(queue.gaps == 1)
        let (first, second) = (self.flags(queue.take()), self.flags(queue.take()))
        #expect(first == .independent && second == [])
        queue.append(self.part())
        let nothing = queue.take()
        #expect(nothing == nil, "it needs what was left out")
        queue.append(self.part(.independent))
        guard case .part(let part, _) = queue.take() else {
            Issue.record("a part")
            return
        }
        #expect(part.flags == [.independent, .gap] && part.sequence == 3)
    }

    @Test("a part larger than the queue passes when nothing waits")
    func large() {
        var queue = MediaQueue()
        queue.append(self.part(.independent, bytes: MediaQueue.mostBytes + 1))
        #expect(!queue.isEmpty)
    }
}
