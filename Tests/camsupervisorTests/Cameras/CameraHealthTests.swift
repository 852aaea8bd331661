import IPC
import Shared
import Testing

@testable import camsupervisor

extension CameraHealth {
    fileprivate init(staleAfter: Duration?, restartFactor: Int = 3) {
        self.init(Freshness(staleAfter: staleAfter), restartFactor: restartFactor)
    }
}

@Suite("CameraHealth")
struct CameraHealthTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let running = WorkerSupervision.State.running(since: start)
    private static let alive: [WorkerSupervision.State] = [
        running, .starting(since: start, greeted: false), .starting(since: start, greeted: true),
        .stopping(since: start, step: .askedToStop), .waiting(until: start),
    ]

    private func seen(
        _ connection: StateReport.Connection = .connected,
        phase: WorkerSupervision.State = running,
        reason: String? = nil,
        isWanted: Bool = true,
        awaitedSince: MonotonicTime? = start,
        newest: MonotonicTime? = nil
    ) -> CameraHealth.Observation {
        CameraHealth.Observation(
            phase: phase,
            report: StateReport(connection: connection, reason: reason),
            isWanted: isWanted,
            awaitedSince: isWanted ? awaitedSince : nil,
            newest: newest
        )
    }

    private func after(_ seconds: Double) -> MonotonicTime { Self.start + .seconds(seconds) }

    @Test("wanted video that stops is stale, whatever comes of pictures, and the other way round")
    func video() {
        func state(frame: Double?, part: Double?, awaited: Bool = true) -> CameraState {
            var health = CameraHealth(staleAfter: .seconds(10))
            var seen = self.seen(isWanted: awaited, newest: frame.map(self.after))
            seen.take(awaitedVideo: Self.start, newest: part.map(self.after))
            return health.judge(seen, at: self.after(100)).state
        }
        #expect(state(frame: 99, part: 99) == .live)
        #expect(state(frame: 99, part: 50) == .stale)
        #expect(state(frame: 50, part: 99) == .stale)
        #expect(state(frame: 99, part: nil) == .stale)
        #expect(state(frame: nil, part: 99, awaited: false) == .live)
        #expect(state(frame: 5, part: 99, awaited: false) == .live)
    }

    @Test("a camera that was told to make no pictures is off, with its reason, and nobody waits for it")
    func turnedOff() {
        var health = CameraHealth(staleAfter: .seconds(10))
        let verdict = health.judge(self.seen(.off, reason: "its video is turned off"), at: self.after(100))
        #expect(verdict == CameraHealth.Verdict(state: .off, reason: "its video is turned off"))
    }

    @Test("nobody asks and nothing is wrong: idle, however old the last frame is", arguments: alive)
    func idle(_ phase: WorkerSupervision.State) {
        for staleAfter in [Duration.seconds(10), nil] {
            var health = CameraHealth(staleAfter: staleAfter)
            let verdict = health.judge(
                self.seen(phase: phase, isWanted: false, newest: Self.start),
                at: self.after(9e6)
            )
            #expect(verdict == .init(state: .idle))
        }
    }

    @Test("switched off is off, whatever the worker said last")
    func off() {
        var health = CameraHealth(staleAfter: .seconds(10))
        for connection in [StateReport.Connection.refused, .offline, .misconfigured, .connected] {
            #expect(health.judge(self.seen(connection, phase: .stopped, reason: "x"), at: Self.start).state == .off)
        }
    }

    @Test("a worker that left with 78 is misconfigured")
    func misconfigured() {
        var health = CameraHealth(staleAfter: .seconds(10))
        let verdict = health.judge(self.seen(phase: .misconfigured), at: Self.start)
        #expect(verdict == .init(state: .misconfigured, reason: "the worker refuses its configuration"))
    }

    @Test(
        "a camera that comes back is not stale for the time it was away: it has stale_after from then on",
        arguments: [StateReport.Connection.offline, .refused, .misconfigured]
    )
    func returns(_ connection: StateReport.Connection) {
        for newest in [Self.start, nil] {
            var health = CameraHealth(staleAfter: .seconds(10))
            #expect(health.judge(self.seen(newest: newest), at: self.after(1)).state == (newest == nil ? .idle : .live))
            for second in stride(from: 2.0, through: 66, by: 1) {
                _ = health.judge(self.seen(connection, newest: newest), at: self.after(second))
            }
            #expect(health.judge(self.seen(newest: newest), at: self.after(66.5)).state == .idle)
            #expect(health.judge(self.seen(newest: newest), at: self.after(75.9)).state == .idle)
            let stale = health.judge(self.seen(newest: newest), at: self.after(76))
            #expect(stale.state == .stale, "it is connected, and sends nothing")
        }
    }

    @Test("nor is one that is switched on again, however long a viewer has waited")
    func returnsFromOff() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(phase: .stopped), at: self.after(100))
        #expect(health.judge(self.seen(.connecting), at: self.after(109)).state == .idle)
        #expect(health.judge(self.seen(.connecting), at: self.after(110)).state == .stale)
    }

    static let words: [(StateReport.Connection, CameraState)] = [
        (.offline, .offline), (.refused, .refused), (.misconfigured, .misconfigured),
    ]

    @Test("the worker's word that something is wrong counts at once, wanted or not, with its reason", arguments: words)
    func worker(_ connection: StateReport.Connection, _ state: CameraState) {
        for isWanted in [true, false] {
            for phase in Self.alive {
                var health = CameraHealth(staleAfter: .seconds(10))
                let verdict = health.judge(
                    self.seen(connection, phase: phase, reason: "why", isWanted: isWanted, newest: Self.start),
                    at: Self.start
                )
                #expect(verdict == .init(state: state, reason: "why"))
            }
        }
    }

    static let deaths: [(WorkerSupervision.ExitReason, String)] = [
        (.crashed(.signalled(11)), "crashed by SIGSEGV"), (.crashed(.signalled(40)), "crashed by signal 40"),
        (.crashed(.exited(1)), "ended by itself with exit 1"), (.hung, "no ping was answered"),
        (.spawnFailed("no such file"), "it cannot be started: no such file"),
        (.protocolViolation("a frame that nobody asked for"), "protocol: a frame that nobody asked for"),
    ]

    @Test("a worker that keeps dying makes its camera offline, wanted or not, and says of what", arguments: deaths)
    func keepsDying(_ reason: WorkerSupervision.ExitReason, _ words: String) {
        let waiting = WorkerSupervision.State.waiting(until: self.after(7.7))
        let starting = WorkerSupervision.State.starting(since: Self.start, greeted: false)
        for phase in [waiting, starting] {
            for isWanted in [true, false] {
                var health = CameraHealth(staleAfter: .seconds(10))
                var seen = self.seen(.idle, phase: phase, isWanted: isWanted, newest: Self.start)
                seen.deadlyReason = reason
                let verdict = health.judge(seen, at: Self.start)
                #expect(verdict == .init(state: .offline, reason: "its worker keeps dying: \(words)"))
            }
        }
    }

    @Test("wanted frames are live while they are fresh and stale from `stale_after` on")
    func ageing() {
        var health = CameraHealth(staleAfter: .seconds(10))
        let cases: [(Double, CameraState)] = [
            (0, .live), (5, .live), (9.999, .live), (10, .stale), (29, .stale),
        ]
        for (age, state) in cases {
            #expect(health.judge(self.seen(newest: Self.start), at: self.after(age)).state == state)
        }
    }

    @Test("wanted and none has come: idle for `stale_after`, then stale")
    func nothingYet() {
        var health = CameraHealth(staleAfter: .seconds(10))
        #expect(health.judge(self.seen(.connecting), at: Self.start) == .init(state: .idle))
        #expect(health.judge(self.seen(.connecting), at: self.after(9.9)) == .init(state: .idle))
        #expect(
            health.judge(self.seen(.connecting), at: self.after(10))
                == .init(state: .stale, reason: "no frame has come yet")
        )
    }

    @Test("the time counts from when somebody wants: an old frame does not make a camera stale at once")
    func countsFromWant() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(isWanted: false, newest: Self.start), at: self.after(3_600))
        let seen = self.seen(awaitedSince: self.after(3_601), newest: Self.start)
        #expect(health.judge(seen, at: self.after(3_601)).state == .idle)
        #expect(health.judge(seen, at: self.after(3_610.9)).state == .idle)
        let verdict = health.judge(seen, at: self.after(3_611))
        #expect(verdict == .init(state: .stale, reason: "no frame for 10 s"))
    }

    @Test("who stops wanting and wants again gets the whole time again")
    func wantsAgain() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(), at: Self.start)
        _ = health.judge(self.seen(isWanted: false), at: self.after(9))
        let again = self.seen(awaitedSince: self.after(11))
        #expect(health.judge(again, at: self.after(11)).state == .idle)
        #expect(health.judge(again, at: self.after(20)).state == .idle)
        #expect(health.judge(again, at: self.after(21)).state == .stale)
    }

    @Test("viewers that wait for nothing make no camera stale and no worker hang, however long they stay")
    func nobodyWaits() {
        var health = CameraHealth(staleAfter: .seconds(10))
        let paced = self.seen(awaitedSince: nil, newest: Self.start)
        #expect(health.judge(paced, at: self.after(9)) == .init(state: .live))
        for age in [10.0, 30, 3_600] { #expect(health.judge(paced, at: self.after(age)) == .init(state: .idle)) }
        // At last one asks: from then on it counts.
        let asks = self.seen(awaitedSince: self.after(3_601), newest: Self.start)
        #expect(health.judge(asks, at: self.after(3_610)) == .init(state: .idle))
        #expect(health.judge(asks, at: self.after(3_611)).state == .stale)
    }

    @Test("waits that were answered are not one long wait, though each look finds somebody waiting")
    func answeredWaits() {
        var health = CameraHealth(staleAfter: .seconds(10))
        for number in 1...100 {
            let now = self.after(Double(number) * 30)
            let seen = self.seen(awaitedSince: now, newest: self.after(Double(number - 1) * 30))
            #expect(health.judge(seen, at: now) == .init(state: .idle))
        }
    }

    @Test("who gives up and asks again at once waits on: a dashboard that polls a hung camera finds it stale")
    func poller() {
        var health = CameraHealth(staleAfter: .seconds(10))
        for age in [1.0, 5, 9] { #expect(health.judge(self.seen(), at: self.after(age)).state == .idle) }
        for age in [11.0, 21, 29] {
            let seen = self.seen(awaitedSince: self.after(age - 0.5))
            #expect(health.judge(seen, at: self.after(age)).state == .stale)
        }
        #expect(health.judge(self.seen(awaitedSince: self.after(31)), at: self.after(32)).needsNewWorker)
    }

    @Test("a frame makes a stale camera live again")
    func recovers() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(newest: Self.start), at: Self.start)
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(20)).state == .stale)
        let seen = self.seen(awaitedSince: self.after(20), newest: self.after(20))
        #expect(health.judge(seen, at: self.after(21)) == .init(state: .live))
    }

    @Test("pictures that are events do not grow stale")
    func events() {
        var health = CameraHealth(staleAfter: nil)
        #expect(health.judge(self.seen(.idle), at: Self.start) == .init(state: .idle))
        #expect(health.judge(self.seen(.idle, newest: Self.start), at: self.after(9e6)) == .init(state: .live))
    }

    @Test("connected, wanted, and no frame for 3 × `stale_after`: a new worker is needed")
    func needsNewWorker() {
        var health = CameraHealth(staleAfter: .seconds(10))
        for age in [0.0, 9, 10, 29.9] {
            #expect(!health.judge(self.seen(newest: Self.start), at: self.after(age)).needsNewWorker)
        }
        let verdict = health.judge(self.seen(newest: Self.start), at: self.after(30))
        #expect(verdict == .init(state: .stale, reason: "no frame for 30 s", needsNewWorker: true))
    }

    @Test("how many times is the operator's choice", arguments: [1, 2, 10])
    func factor(_ factor: Int) {
        var health = CameraHealth(staleAfter: .seconds(10), restartFactor: factor)
        _ = health.judge(self.seen(newest: Self.start), at: Self.start)
        let limit = max(30, Double(factor) * 10)
        #expect(!health.judge(self.seen(newest: Self.start), at: self.after(limit - 0.1)).needsNewWorker)
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(limit)).needsNewWorker)
    }

    @Test("another `stale_after` or factor counts at once, for the wait that goes on")
    func retuned() {
        var health = CameraHealth(staleAfter: .seconds(100))
        #expect(health.judge(self.seen(), at: Self.start).state == .idle)
        #expect(health.judge(self.seen(), at: self.after(50)).state == .idle)
        health.freshness.staleAfter = .seconds(20)
        #expect(health.judge(self.seen(), at: self.after(50)) == .init(state: .stale, reason: "no frame has come yet"))
        health.restartFactor = 2
        #expect(health.judge(self.seen(), at: self.after(50)).needsNewWorker)
        health.freshness.staleAfter = .seconds(100)
        #expect(health.judge(self.seen(), at: self.after(99)).state == .idle)
        #expect(health.judge(self.seen(), at: self.after(100)).state == .stale)
    }

    @Test("a camera whose pictures are pushed is not replaced for want of uploads")
    func pushed() {
        let freshness = Freshness(staleAfter: .seconds(1), isPushed: true)
        var health = CameraHealth(freshness, restartFactor: 3)
        for second in 0...600 {
            let verdict = health.judge(self.seen(newest: Self.start), at: self.after(Double(second)))
            #expect(!verdict.needsNewWorker && verdict.state == (second < 1 ? .live : .stale))
        }
    }

    @Test(
        "a worker that does not claim to be connected is not replaced for want of frames",
        arguments: [StateReport.Connection.idle, .connecting, .offline, .refused]
    )
    func notConnected(_ connection: StateReport.Connection) {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(connection), at: Self.start)
        #expect(!health.judge(self.seen(connection), at: self.after(3_600)).needsNewWorker)
    }

    @Test("the new worker gets the whole time too: it is not replaced with its first word")
    func newWorkerGetsItsTime() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(), at: Self.start)
        #expect(health.judge(self.seen(), at: self.after(30)).needsNewWorker)
        for phase in Self.alive.dropFirst() {
            #expect(!health.judge(self.seen(phase: phase), at: self.after(31)).needsNewWorker)
        }
        for age in [32.0, 40, 61.9] { #expect(!health.judge(self.seen(), at: self.after(age)).needsNewWorker) }
        #expect(health.judge(self.seen(), at: self.after(62)).needsNewWorker)
    }

    @Test("a camera that connects late is given its time from then")
    func connectsLate() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(.connecting), at: Self.start)
        _ = health.judge(self.seen(.connecting), at: self.after(100))
        #expect(!health.judge(self.seen(), at: self.after(101)).needsNewWorker)
        #expect(!health.judge(self.seen(), at: self.after(130.9)).needsNewWorker)
        #expect(health.judge(self.seen(), at: self.after(131)).needsNewWorker)
    }

    @Test("after a stall of ours the whole time begins anew, for every camera alike")
    func stall() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(newest: Self.start), at: Self.start)
        health.forgive(at: self.after(60))
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(60)) == .init(state: .idle))
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(69.9)) == .init(state: .idle))
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(70)).state == .stale)
        #expect(!health.judge(self.seen(newest: Self.start), at: self.after(89.9)).needsNewWorker)
        #expect(health.judge(self.seen(newest: Self.start), at: self.after(90)).needsNewWorker)
    }

    @Test("a frame that came just before the stall, after the last look, does not bring the old wait back")
    func stallAfterFrame() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(newest: Self.start), at: Self.start)
        health.forgive(at: self.after(60))
        let seen = self.seen(awaitedSince: self.after(0.5), newest: self.after(0.5))
        #expect(health.judge(seen, at: self.after(60)) == .init(state: .idle))
        #expect(!health.judge(seen, at: self.after(69.9)).needsNewWorker)
    }

    @Test("a stall changes nothing for a camera that nobody waits for")
    func stallInIdleness() {
        var health = CameraHealth(staleAfter: .seconds(10))
        _ = health.judge(self.seen(.idle, isWanted: false), at: Self.start)
        health.forgive(at: self.after(60))
        #expect(health.judge(self.seen(.idle, isWanted: false), at: self.after(60)) == .init(state: .idle))
    }
}
