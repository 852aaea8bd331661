import CLinux
import Glibc
import IPC
import Shared
import Testing

@testable import camworker

@Suite("Media on its way out of the loop")
struct MediaDeliveryTests {
    private final class Sink: MediaSink {
        var takesMedia = true
        var count = 0

        func send(_ item: MediaItem) { self.count += 1 }
    }

    private static func isRaised(_ waker: LoopWaker) -> Bool {
        var poller = pollfd(fd: waker.descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&poller, 1, 0) > 0
    }

    @Test("a turn of the loop takes no more than its share, and is woken for the rest")
    func turns() throws {
        let waker = try LoopWaker()
        let outlet = MediaOutlet(waker: waker)
        outlet.want(MediaWish(partMilliseconds: 500))
        let round = try #require(outlet.wish?.round)
        for _ in 0..<(MediaOutlet.mostInTurn * 2 + 1) { outlet.put(Self.part(), round: round, at: .now()) }
        let sink = Sink()
        var counts: [Int] = []
        repeat {
            waker.take()
            outlet.deliver(to: sink)
            counts.append(sink.count)
        } while Self.isRaised(waker)
        let share = MediaOutlet.mostInTurn
        #expect(counts == [share, 2 * share, 2 * share + 1])
        outlet.put(Self.part(), round: round, at: .now())
        sink.takesMedia = false
        waker.take()
        outlet.deliver(to: sink)
        #expect(sink.count == counts.last && !Self.isRaised(waker), "the socket wakes the loop when it has room")
    }

    private static func part() -> MediaItem {
        let part = MediaPart(
            captured: MonotonicTime(nanoseconds: 1),
            capturedWall: WallTime(nanoseconds: 1),
            sequence: 0,
            start: 0,
            duration: 500_000,
            epoch: 1,
            frames: 1,
            flags: .independent,
            video: nil,
            audio: nil
        )
        return .part(part, fragment: [1])
    }
}
