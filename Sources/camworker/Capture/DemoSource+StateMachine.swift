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

    private let start: MonotonicTime
    private let frameRate: Double
    private var isFrameWanted = false
    private var isRendering = false
    private var lastTick: UInt64?

    /// - Parameter frameRate: Ticks a second, over 0.
    init(frameRate: Double, start: MonotonicTime) {
        self.frameRate = frameRate
        self.start = start
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
        let tick = UInt64(now.since(self.start).inSeconds * self.frameRate)
        if let lastTick, tick <= lastTick { return .wait(until: self.time(of: lastTick + 1)) }
        self.lastTick = tick
        self.isRendering = true
        return .render(counter: tick)
    }

    /// A microsecond late, so that rounding does not wake us before the tick.
    private func time(of tick: UInt64) -> MonotonicTime {
        self.start + .seconds(Double(tick) / self.frameRate) + .microseconds(1)
    }
}
