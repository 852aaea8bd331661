import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Retry schedule")
struct RetryScheduleTests {
    private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    /// Whole seconds until each retry after failures in a row.
    private func delays(_ failures: [RetrySchedule.Failure], after schedule: RetrySchedule = RetrySchedule()) -> [Int] {
        var schedule = schedule
        var generator = MiddleGenerator()
        return failures.map { failure in
            schedule.failed(failure, at: self.now, using: &generator)
            let milliseconds = schedule.retryMilliseconds(at: self.now) ?? 0
            return (milliseconds + 500) / 1000
        }
    }

    private var proven: RetrySchedule {
        var schedule = RetrySchedule()
        schedule.succeeded()
        return schedule
    }

    @Test("an unreachable camera is tried after 1, 2, 4 … 30 s")
    func unavailable() {
        #expect(self.delays(Array(repeating: .unavailable, count: 8)) == [1, 2, 4, 8, 16, 30, 30, 30])
    }

    @Test("a camera that has never let us in is tried after 1, 2, 4 … 30 min")
    func neverLetIn() {
        #expect(self.delays(Array(repeating: .refused, count: 7)) == [60, 120, 240, 480, 960, 1800, 1800])
    }

    @Test("in five minutes a camera that refuses us is asked four times at most, however often pictures are wanted")
    func fiveMinutes() {
        for seed in 1...20 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var machine = StillStateMachine(frameRate: 50)
            let wanted = Demand(isFrameWanted: true, viewers: 1, capturedAfter: self.now)
            var logins = 0
            for step in 0..<3_000 {
                let now = self.now + .milliseconds(100 * step)
                // Somebody asks, ten times a second.
                guard machine.demandChanged(wanted, at: now) == .fetch else { continue }
                logins += 1
                machine.fetched(.failure(.refused), at: now, using: &generator)
            }
            #expect((2...4).contains(logins), "\(logins) logins")
        }
    }

    @Test("where somebody else finds out, one 401 after success is a refusal at once")
    func checkedElsewhere() {
        var schedule = self.proven
        schedule.loginCheck = .elsewhere(mayTry: true)
        #expect(self.delays([.refused, .refused], after: schedule) == [60, 120])
        var generator = MiddleGenerator()
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(schedule.isRefused)
        let isSooner = schedule.letInElsewhere(at: self.now)
        #expect(isSooner && !schedule.isRefused && schedule.retryMilliseconds(at: self.now) == 5_000)
    }

    @Test("a login that the camera may have forgotten is made anew as soon as somebody else was let in")
    func doubted() {
        var schedule = self.proven
        var generator = MiddleGenerator()
        schedule.loginCheck = .elsewhere(mayTry: true)
        for _ in 1...10 {
            schedule.failed(.doubted, at: self.now, using: &generator)
            #expect(schedule.isRefused && schedule.retryMilliseconds(at: self.now) == 60_000)
            let isSooner = schedule.letInElsewhere(at: self.now)
            #expect(isSooner && !schedule.isRefused && schedule.retryAt == nil)
        }
    }

    @Test("while nobody may log in no picture is fetched and no stream opened, and at once when somebody may")
    func held() {
        var still = StillStateMachine(frameRate: 2)
        var stream = CameraStreamStateMachine(staleAfter: nil)
        let wanted = Demand(isFrameWanted: true, viewers: 1, capturedAfter: self.now)
        var fetch = still.logins(.elsewhere(mayTry: false), at: self.now)
        var open = stream.logins(.elsewhere(mayTry: false), at: self.now)
        #expect(fetch == .rest && open == .rest && !still.isHeldBack && !stream.isHeldBack)
        fetch = still.demandChanged(wanted, at: self.now)
        open = stream.demandChanged(isNeeded: true, at: self.now)
        #expect(fetch == .rest && open == .rest && still.isHeldBack && stream.isHeldBack)
        fetch = still.logins(.elsewhere(mayTry: true), at: self.now)
        open = stream.logins(.elsewhere(mayTry: true), at: self.now)
        #expect(fetch == .fetch && open == .open)
        #expect(!still.isHeldBack && !stream.isHeldBack)
        // What is open stays.
        let action = stream.logins(.elsewhere(mayTry: false), at: self.now)
        #expect(action != .close && stream.isOpen)
    }

    @Test("one 401 after success is tried again after 5 s, and only the second in a row is a refusal")
    func loneRefusal() {
        #expect(self.delays([.refused, .refused, .refused], after: self.proven) == [5, 60, 120])
        var schedule = self.proven
        var generator = MiddleGenerator()
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(!schedule.isRefused)
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(schedule.isRefused)
        schedule.succeeded()
        #expect(!schedule.isRefused)
        #expect(schedule.retryAt == nil)
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(!schedule.isRefused, "success in between")
    }

    @Test("another way of asking is tried a second later, is not let in elsewhere, and is no refusal yet")
    func otherWay() {
        var schedule = RetrySchedule()
        var generator = MiddleGenerator()
        schedule.failed(.refusedThisWay, at: self.now, using: &generator)
        #expect(!schedule.isRefused && schedule.refusedUntil == nil && schedule.retryAt == self.now + .seconds(1))
        #expect(schedule.report("401", at: self.now)?.reason == "401; it is asked in another way")
        let isPardoned = schedule.letInElsewhere(at: self.now)
        #expect(!isPardoned)
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(schedule.isRefused && schedule.refusedUntil == self.now + .seconds(60))
    }

    @Test("success resets the back-off")
    func reset() {
        var schedule = RetrySchedule()
        var generator = MiddleGenerator()
        for _ in 0..<6 { schedule.failed(.unavailable, at: self.now, using: &generator) }
        schedule.succeeded()
        #expect(self.delays([.unavailable, .unavailable], after: schedule) == [1, 2])
    }

    @Test("jitter stays within ±20 %", arguments: 1...20)
    func jitter(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var schedule = RetrySchedule()
        for expected in [1.0, 2, 4, 8, 16, 30, 30] {
            schedule.failed(.unavailable, at: self.now, using: &generator)
            let seconds = Double(schedule.retryMilliseconds(at: self.now) ?? 0) / 1000
            #expect(seconds >= expected * 0.8 && seconds <= expected * 1.2 + 0.001)
        }
    }

    @Test("the report says offline or refused, and when a refusal does not count yet")
    func report() {
        var schedule = self.proven
        var generator = MiddleGenerator()
        #expect(schedule.report("x", at: self.now) == nil)
        schedule.failed(.refused, at: self.now, using: &generator)
        let lone = schedule.report("x: 401", at: self.now)
        #expect(lone?.connection == .offline)
        #expect(lone?.reason == "x: 401; it let us in before, so it is asked once more")
        schedule.failed(.refused, at: self.now, using: &generator)
        let refused = StateReport(connection: .refused, reason: "x: 401", retryMilliseconds: 60_000)
        #expect(schedule.report("x: 401", at: self.now) == refused)
        schedule.failed(.unavailable, at: self.now, using: &generator)
        #expect(schedule.report("x", as: .connecting, at: self.now)?.connection == .connecting)
    }

    @Test("a refusal by a camera that lets us in elsewhere is none, six times in a row", arguments: [true, false])
    func pardons(isProven: Bool) {
        var schedule = isProven ? self.proven : RetrySchedule()
        var generator = MiddleGenerator()
        #expect(schedule.letInElsewhere(at: self.now) == false)
        if isProven { schedule.failed(.refused, at: self.now, using: &generator) }
        for _ in 1...6 {
            schedule.failed(.refused, at: self.now, using: &generator)
            #expect(schedule.isRefused)
            #expect(schedule.letInElsewhere(at: self.now) == true)
            let report = StateReport(
                connection: .offline,
                reason: "x: 401; it lets us in elsewhere, so its connections may be used up",
                retryMilliseconds: 5_000
            )
            #expect(schedule.report("x: 401", at: self.now) == report)
        }
        schedule.failed(.refused, at: self.now, using: &generator)
        #expect(schedule.letInElsewhere(at: self.now) == false)
        #expect(schedule.report("x: 401", at: self.now)?.connection == .refused)
        schedule.succeeded()
        for _ in 1...2 { schedule.failed(.refused, at: self.now, using: &generator) }
        #expect(schedule.letInElsewhere(at: self.now) == true, "success in between")
    }

    @Test("the time left shrinks and ends")
    func timeLeft() {
        var schedule = RetrySchedule()
        var generator = MiddleGenerator()
        schedule.failed(.unavailable, at: self.now, using: &generator)
        #expect(schedule.retryMilliseconds(at: self.now + .milliseconds(400)) == 600)
        #expect(schedule.retryMilliseconds(at: self.now + .seconds(1)) == nil)
    }
}
