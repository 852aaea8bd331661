import Shared
import Testing

@testable import camworker

@Suite("How long a pull waits")
struct PullPatienceTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private static func seconds(_ patience: PullPatience) -> Int { patience.numbers(isHearing: true).seconds }

    @Test("the first pull of a subscription is short, and what becomes of it says nothing of long ones")
    func first() {
        var patience = PullPatience()
        #expect(patience.numbers(isHearing: false) == (2, 100) && patience.numbers(isHearing: true) == (60, 100))
        patience.answered(seconds: 2, at: Self.start)
        patience.failed(.refused, seconds: 60, isFresh: false, at: Self.start)
        #expect(patience.numbers(isHearing: true) == (20, 20))
    }

    @Test("once a long pull was answered a refusal is about the subscription, and a second one about the length")
    func proven() {
        var patience = PullPatience()
        patience.answered(seconds: 60, at: Self.start)
        for failure in [PullPoint.Failure.refused, .lost, .unsupported] {
            patience.failed(failure, seconds: 60, isFresh: false, at: Self.start)
            #expect(Self.seconds(patience) == 60, "\(failure)")
            patience.answered(seconds: 60, at: Self.start)
        }
        patience.failed(.lost, seconds: 60, isFresh: false, at: Self.start)
        patience.failed(.refused, seconds: 60, isFresh: false, at: Self.start)
        #expect(Self.seconds(patience) == 20)
    }

    @Test("a device that closes long pulls, twice in a row, is asked for shorter ones; one that is away is not")
    func closed() {
        var patience = PullPatience()
        patience.failed(.silent, seconds: 60, isFresh: false, at: Self.start)
        for _ in 0..<20 { patience.failed(.silent, seconds: 2, isFresh: false, at: Self.start) }
        #expect(Self.seconds(patience) == 60)
        patience.answered(seconds: 2, at: Self.start)
        patience.failed(.silent, seconds: 60, isFresh: false, at: Self.start)
        #expect(Self.seconds(patience) == 20)
    }

    @Test("after an hour long ones are tried again; what the device said itself stays")
    func regained() {
        var patience = PullPatience()
        patience.failed(.refused, seconds: 60, isFresh: false, at: Self.start)
        patience.answered(seconds: 20, at: Self.start + .seconds(3599))
        #expect(Self.seconds(patience) == 20)
        patience.answered(seconds: 20, at: Self.start + .seconds(3600))
        #expect(Self.seconds(patience) == 60)
        patience.failed(
            .refused,
            seconds: 60,
            isFresh: false,
            limits: PullLimits(seconds: 30, messages: 5),
            at: Self.start + .seconds(3660)
        )
        #expect(patience.numbers(isHearing: true) == (30, 5))
        patience.answered(seconds: 30, at: Self.start + .seconds(9000))
        #expect(Self.seconds(patience) == 30)
    }

    @Test("a device that refuses what it said itself is asked for less, down to what the first pull asks")
    func liar() {
        var patience = PullPatience()
        for _ in 0..<10 {
            let seconds = Self.seconds(patience)
            patience.failed(
                .refused,
                seconds: seconds,
                isFresh: false,
                limits: PullLimits(seconds: 50),
                at: Self.start
            )
        }
        #expect(Self.seconds(patience) == 2)
    }
}
