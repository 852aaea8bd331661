import Shared
import Testing

@Suite("Monotonic time")
struct MonotonicTimeTests {
    private func time(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }

    @Test("adding saturates at both ends")
    func advanced() {
        #expect(self.time(5) + .nanoseconds(7) == self.time(12))
        #expect(self.time(5) + .nanoseconds(-5) == self.time(0))
        #expect(self.time(5) + .nanoseconds(-6) == self.time(0))
        #expect(self.time(5) + .seconds(Int64.min) == self.time(0))
        #expect(self.time(.max - 1) + .nanoseconds(1) == self.time(.max))
        #expect(self.time(.max - 1) + .nanoseconds(2) == self.time(.max))
        #expect(self.time(.max) + .seconds(Int64.max) == self.time(.max))
        #expect(self.time(.max) + .zero == self.time(.max))
    }

    @Test("the time since is never negative and saturates")
    func since() {
        #expect(self.time(9).since(self.time(4)) == .nanoseconds(5))
        #expect(self.time(4).since(self.time(9)) == .zero)
        #expect(self.time(4).since(self.time(4)) == .zero)
        #expect(self.time(.max).since(self.time(0)) == .nanoseconds(Int64.max))
    }

    @Test(
        "durations become whole nanoseconds",
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.nanoseconds(-1), -1), (.milliseconds(1500), 1_500_000_000),
            (.milliseconds(-1500), -1_500_000_000),
            (Duration(secondsComponent: 1, attosecondsComponent: 999_999_999), 1_000_000_000),
            (.seconds(Int64.max), Int64.max), (.seconds(Int64.min), Int64.min),
            (.seconds(9_223_372_036), 9_223_372_036_000_000_000),
            (.nanoseconds(Int64.max), Int64.max), (.nanoseconds(Int64.min), Int64.min),
            (Duration(secondsComponent: 9_223_372_036, attosecondsComponent: 900_000_000_000_000_000), Int64.max),
        ] as [(Duration, Int64)]
    )
    func wholeNanoseconds(_ duration: Duration, _ expected: Int64) {
        #expect(duration.wholeNanoseconds == expected)
    }

    @Test("seconds for people")
    func inSeconds() {
        #expect(Duration.milliseconds(1500).inSeconds == 1.5)
        #expect(Duration.milliseconds(-250).inSeconds == -0.25)
    }

    @Test("times are ordered")
    func order() {
        #expect(self.time(1) < self.time(2))
        #expect(WallTime(nanoseconds: 1) < WallTime(nanoseconds: 2))
        #expect(WallTime(nanoseconds: 1_999_999_999).wholeSeconds == 1)
        #expect(WallTime(nanoseconds: .max).wholeSeconds == 18_446_744_073)
    }
}
