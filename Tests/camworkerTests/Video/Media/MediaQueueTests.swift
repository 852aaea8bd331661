import IPC
import Shared
import Testing

@testable import camworker

@Suite("Parts on their way to the loop")
struct MediaQueueTests {
    private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

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
        queue.append(self.start(1), at: self.now)
        let early = queue.take()
        #expect(early == nil)
        queue.append(self.start(2), at: self.now)
        queue.append(self.part(.independent), at: self.now)
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
        queue.append(self.part(.independent, bytes: large), at: self.now)
        queue.append(self.part(bytes: large), at: self.now)
        for _ in 0..<3 { queue.append(self.part(), at: self.now) }
        #expect(queue.gaps == 1)
        let (first, second) = (self.flags(queue.take()), self.flags(queue.take()))
        #expect(first == .independent && second == [])
        queue.append(self.part(), at: self.now)
        let nothing = queue.take()
        #expect(nothing == nil, "it needs what was left out")
        queue.append(self.part(.independent), at: self.now)
        guard case .part(let part, _) = queue.take() else {
            Issue.record("a part")
            return
        }
        #expect(part.flags == [.independent, .gap] && part.sequence == 3)
    }

    @Test("parts come no faster than the supervisor bears, however fast the queue is emptied")
    func flood() {
        var queue = MediaQueue()
        var sent = 0
        for index in 0..<20_000 {
            queue.append(self.part(.independent), at: self.now + .milliseconds(index))
            while queue.take() != nil { sent += 1 }
        }
        #expect(1_500...1_700 ~= sent && queue.gaps > 0)
        var large = MediaQueue()
        var bytes = 0
        for index in 0..<200 {
            large.append(self.part(.independent, bytes: 4_000_000), at: self.now + .milliseconds(index * 100))
            while let item = large.take() { bytes += item.count }
        }
        #expect(bytes < 64 * 1024 * 1024 + 20 * 12 * 1024 * 1024)
    }

    @Test("the queue is bounded by count too")
    func count() {
        var queue = MediaQueue()
        for index in 0..<2_000 { queue.append(self.part(.independent), at: self.now + .seconds(index)) }
        var count = 0
        while queue.take() != nil { count += 1 }
        #expect(count == MediaQueue.mostItems && queue.gaps == 1)
    }

    @Test("a part larger than the queue passes when nothing waits")
    func large() {
        var queue = MediaQueue()
        queue.append(self.part(.independent, bytes: MediaQueue.mostBytes + 1), at: self.now)
        #expect(!queue.isEmpty)
    }
}
