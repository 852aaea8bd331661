import Shared
import Testing

@testable import camworker

@Suite("Held picture")
struct HeldPictureTests {
    private func time(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }

    private func held(staleAfter: Duration?) -> HeldPicture {
        let picture = Picture(
            bytes: [1],
            format: .jpeg,
            width: 1,
            height: 1,
            captured: self.time(100),
            capturedWall: WallTime(nanoseconds: 77)
        )
        return HeldPicture(picture, staleAfter: staleAfter)
    }

    private func demand(after seconds: Double) -> Demand {
        Demand(isFrameWanted: true, viewers: 1, capturedAfter: self.time(seconds))
    }

    @Test("sent again when somebody wants it checked as of later, with the new age and the old capture time")
    func askedFor() {
        var held = self.held(staleAfter: .seconds(10))
        let picture = held.confirmed(at: self.time(101), demand: self.demand(after: 100.5))
        #expect(picture?.captured == self.time(101))
        #expect(picture?.capturedWall == WallTime(nanoseconds: 77))
        #expect(held.confirmed(at: self.time(101.5), demand: self.demand(after: 100.5)) == nil)
    }

    @Test(
        "else only before it would count as stale",
        arguments: [(nil, 5.0), (Duration.seconds(60), 5), (.seconds(10), 5), (.seconds(4), 2)]
    )
    func silence(staleAfter: Duration?, seconds: Double) {
        var held = self.held(staleAfter: staleAfter)
        #expect(held.confirmed(at: self.time(100 + seconds - 0.1), demand: self.demand(after: 0)) == nil)
        #expect(held.confirmed(at: self.time(100 + seconds), demand: self.demand(after: 0)) != nil)
    }

    @Test("another stale_after counts from the next look")
    func retuned() {
        var held = self.held(staleAfter: .seconds(60))
        #expect(held.confirmed(at: self.time(102), demand: self.demand(after: 0)) == nil)
        held.staleAfter = .seconds(4)
        #expect(held.confirmed(at: self.time(102), demand: self.demand(after: 0)) != nil)
    }
}
