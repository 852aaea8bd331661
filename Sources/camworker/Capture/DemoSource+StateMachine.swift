internal import Shared

/// When the test picture is rendered: when one is wanted, at most once per tick, one at a time.
///
/// Pure.
struct DemoStateMachine {
    enum Action: Equatable {
        /// Render the picture of this tick.
        case render(counter: UInt64)
        /// Ask again then.
        case wait(until: MonotonicTime)
        case rest
    }

    /// When tick ``firstTick`` was.
    private var start: MonotonicTime
    private var firstTick: UInt64 = 0
    private var frameRate: Double
    private var isFrameWanted = false
    private var isRendering = false
    private var lastTick: UInt64?

    /// - Parameter frameRate: Ticks a second, over 0.
    init(frameRate: Double, start: MonotonicTime) {
        self.frameRate = frameRate
        self.start = start
    }

    /// The counter goes on from where it is, at the new rate.
    mutating func retuned(frameRate: Double, at now: MonotonicTime) -> Action {
        if frameRate != self.frameRate {
            self.firstTick = self.tick(at: now)
            self.start = now
            self.frameRate = frameRate
        }
        return self.next(at: now)
    }

    mutating func demandChanged(isFrameWanted: Bool, at now: MonotonicTime) -> Action {
        self.isFrameWanted = isFrameWanted
        return self.next(at: now)
    }

    /// The picture is done; what is wanted after it is told by ``demandChanged(isFrameWanted:at:)``.
    mutating func finished() {
        self.isRendering = false
    }

    /// What to do now.
    ///
    /// The counter is the number of the tick, so that it goes on while nobody watches.
    mutating func next(at now: MonotonicTime) -> Action {
        guard self.isFrameWanted, !self.isRendering else { return .rest }
        let tick = self.tick(at: now)
        if let lastTick, tick <= lastTick { return .wait(until: self.time(of: lastTick + 1)) }
        self.lastTick = tick
        self.isRendering = true
        return .render(counter: tick)
    }

    private func tick(at now: MonotonicTime) -> UInt64 {
        self.firstTick + UInt64(now.since(self.start).inSeconds * self.frameRate)
    }

    /// A microsecond late, so that rounding does not wake us before the tick.
    private func time(of tick: UInt64) -> MonotonicTime {
        self.start + .seconds(Double(tick - self.firstTick) / self.frameRate) + .microseconds(1)
    }
}
