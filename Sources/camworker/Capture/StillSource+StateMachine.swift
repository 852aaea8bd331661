internal import Shared

/// When a still is fetched: when one is wanted, one at a time, at most `framerate` a second, and not while the camera
/// is given time to recover.
///
/// Pure.
struct StillStateMachine {
    enum Action: Equatable {
        case fetch
        /// Ask again then.
        case wait(until: MonotonicTime)
        case rest
    }

    enum Outcome {
        case picture
        case failure(RetrySchedule.Failure)
        /// Nobody waits for it any more; it says nothing about the camera.
        case abandoned
        /// It is being made: to be looked at again soon.
        case unfinished
    }

    /// How soon, where ``interval`` is longer.
    private static let unfinishedInterval: Duration = .milliseconds(250)

    private var interval: Duration
    private(set) var schedule = RetrySchedule()
    private(set) var demand = Demand.none
    private var isFetching = false
    private var lastStart: MonotonicTime?
    /// When an unfinished one is looked at again.
    private var unfinishedUntil: MonotonicTime?

    /// - Parameter frameRate: Most fetches a second, over 0.
    init(frameRate: Double) {
        self.interval = .seconds(1 / frameRate)
    }

    /// Also shortens a wait that has begun.
    mutating func retuned(frameRate: Double, at now: MonotonicTime) -> Action {
        self.interval = .seconds(1 / frameRate)
        return self.next(at: now)
    }

    mutating func demandChanged(_ demand: Demand, at now: MonotonicTime) -> Action {
        self.demand = demand
        return self.next(at: now)
    }

    /// Another picture is to be had than the one that was fetched last, or tried to be: it is not waited for.
    ///
    /// But for a camera that refuses us, which may lock the account.
    mutating func addressChanged(at now: MonotonicTime) -> Action {
        self.lastStart = nil
        self.unfinishedUntil = nil
        self.schedule.forgetUnavailability()
        return self.next(at: now)
    }

    mutating func letInElsewhere(at now: MonotonicTime) -> Bool { self.schedule.letInElsewhere(at: now) }

    mutating func logins(_ check: LoginCheck, at now: MonotonicTime) -> Action {
        self.schedule.loginCheck = check
        return self.next(at: now)
    }

    /// Whether a picture is wanted that nobody may log in for.
    var isHeldBack: Bool { self.demand.isFrameWanted && !self.isFetching && self.schedule.isHeld }

    /// What to do now.
    ///
    /// After `.fetch`, ``fetched(_:at:using:)`` is expected.
    mutating func next(at now: MonotonicTime) -> Action {
        guard self.demand.isFrameWanted, !self.isFetching, !self.schedule.isHeld else { return .rest }
        let earliest = self.earliest
        guard now >= earliest else { return .wait(until: earliest) }
        self.lastStart = now
        self.unfinishedUntil = nil
        self.isFetching = true
        return .fetch
    }

    /// The fetch is over.
    ///
    /// What its picture leaves to be wanted is told by ``demandChanged(_:at:)`` before ``next(at:)`` is asked again.
    mutating func fetched(_ outcome: Outcome, at now: MonotonicTime, using generator: inout some RandomNumberGenerator)
    {
        self.isFetching = false
        switch outcome {
        case .picture: self.schedule.succeeded()
        case .failure(let failure): self.schedule.failed(failure, at: now, using: &generator)
        case .abandoned: break
        case .unfinished: self.unfinishedUntil = now + min(self.interval, Self.unfinishedInterval)
        }
    }

    /// When the next fetch may begin.
    ///
    /// After a failure the back-off alone counts: `framerate` is for pictures, and at one in a minute a camera that
    /// missed one would be away for that long, however soon it was promised to be asked again.
    private var earliest: MonotonicTime {
        self.unfinishedUntil ?? self.schedule.retryAt ?? self.lastStart.map { $0 + self.interval }
            ?? MonotonicTime(nanoseconds: 0)
    }
}
