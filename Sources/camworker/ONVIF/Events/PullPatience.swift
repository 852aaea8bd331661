internal import Shared

/// How long a pull may wait at the device, and how many messages it may bring.
///
/// Pure. Firmware with narrow limits refuses the usual numbers, by a fault that may say the limits (ONVIF Core §9.2.2,
/// `PullMessagesFaultResponse`), or closes the connection before the time is over. The first pull of a subscription is short
/// and tells nothing of that: without this each subscription would end at its second pull.
struct PullPatience {
    private enum Step: Int {
        case usual
        case short
        case shortest
        /// As long as the first pull of a subscription, which this device answered.
        case least

        /// Whole seconds, and messages.
        var numbers: (seconds: Int, messages: Int) {
            switch self {
            case .usual: (PullPoint.patience, PullPoint.messages)
            case .short: (20, 20)
            case .shortest: (5, 10)
            case .least: (PullPatience.first, 10)
            }
        }
    }

    /// The first pull of a subscription, or after a failure, waits no longer, in seconds: whether it works is to be known soon.
    static let first = 2
    /// Shorter pulls are more questions: what was a moment's trouble is not to be for ever.
    static let regain: Duration = .seconds(60 * 60)
    /// Long pulls in a row that come to nothing although they did before, or that nobody answers: one says nothing yet.
    private static let mostFailures = 2

    private var step = Step.usual
    private var isProven = false
    private var failures = 0
    private var shortenedAt: MonotonicTime?
    /// What the device said.
    private var limits = PullLimits()

    /// Whole seconds, and messages.
    ///
    /// - Parameter isHearing: whether the last pull of this subscription was answered.
    func numbers(isHearing: Bool) -> (seconds: Int, messages: Int) {
        let (seconds, messages) = self.step.numbers
        return (
            min(isHearing ? seconds : Self.first, self.limits.seconds ?? .max),
            min(messages, self.limits.messages ?? .max)
        )
    }

    /// A pull was answered.
    ///
    /// - Parameter seconds: that it asked for.
    mutating func answered(seconds: Int, at now: MonotonicTime) {
        guard seconds >= self.numbers(isHearing: true).seconds else { return }
        self.isProven = true
        self.failures = 0
        guard let shortenedAt, now >= shortenedAt + Self.regain else { return }
        (self.step, self.isProven, self.shortenedAt) = (.usual, false, nil)
    }

    /// A pull failed.
    ///
    /// - Parameters:
    ///   - isFresh: whether no pull of its subscription was answered yet.
    ///   - limits: that the device said with it.
    mutating func failed(
        _ failure: PullPoint.Failure,
        seconds: Int,
        isFresh: Bool,
        limits: PullLimits = PullLimits(),
        at now: MonotonicTime
    ) {
        guard limits == PullLimits() || limits == self.limits else {
            self.limits = limits
            return
        }
        let isLong = !isFresh && seconds > Self.first
        switch failure {
        // Another way to ask, where the device never answered this one.
        case .refused, .unsupported: if isFresh || isLong { self.doubt(isCertain: !self.isProven, at: now) }
        // Some say of a pull that is too long that there is no such subscription.
        case .lost: if isLong { self.doubt(isCertain: !self.isProven, at: now) }
        case .silent: if isLong { self.doubt(isCertain: false, at: now) }
        case .unclear, .forbidden: break
        }
    }

    private mutating func doubt(isCertain: Bool, at now: MonotonicTime) {
        self.failures += 1
        guard isCertain || self.failures >= Self.mostFailures, let next = Step(rawValue: self.step.rawValue + 1)
        else { return }
        (self.step, self.isProven, self.failures, self.shortenedAt) = (next, false, 0, now)
    }
}

/// What a device says that it can do at most.
struct PullLimits: Hashable, Sendable {
    /// Whole seconds, one at least.
    var seconds: Int?
    /// One at least.
    var messages: Int?
}
