internal import Shared

/// Whether a device is there and lets us in, and when it may be asked.
///
/// Pure.
///
/// | what happens | the device is | and is asked again |
/// |---|---|---|
/// | nobody answers, or something else does, n times in a row | away | after 5, 10, 20, 40, 80, 80 … s |
/// | the same once, after it was there | as it was | after 5 s |
/// | it refuses us, first of all or again | refusing us | after 60 s, 2, 4, 8, 16, 30, 30 … min |
/// | it refuses us once, after it let us in | as it was | after 60 s |
///
/// All but the first of each row within ±20 %. Cameras lock accounts, and some refuse when their connections are used up.
struct ONVIFAvailability {
    enum State: Hashable, Sendable {
        /// Nothing has been heard yet.
        case unknown
        case online
        case away
        case refused
    }

    private static let away = Backoff(first: .seconds(5), initial: .seconds(10), maximum: .seconds(80))
    private static let refused = Backoff(first: .seconds(60), initial: .seconds(120), maximum: .seconds(30 * 60))

    private(set) var state = State.unknown
    /// What is wrong, in words; empty while nothing is.
    private(set) var reason = ""
    /// Nothing is asked before; `nil` for at once.
    private(set) var nextTry: MonotonicTime?
    private var failures = 0
    private var refusals = 0
    private var hasSucceeded = false

    /// Whether everything may be asked; while it is not known why it refused us each login may be the one that locks the account.
    var isOpen: Bool { self.state == .online && self.refusals == 0 }

    /// Whether it refused us last: until it lets us in, each login of anybody else would be one more that fails.
    var isRefusing: Bool { self.refusals > 0 }

    /// It lets us in.
    mutating func succeeded() {
        self.hasSucceeded = true
        self.failures = 0
        self.refusals = 0
        self.state = .online
        self.reason = ""
        self.nextTry = nil
    }

    /// Nothing came, or what is no answer of such a device.
    mutating func failed(_ reason: String, at now: MonotonicTime, using generator: inout some RandomNumberGenerator) {
        self.failures += 1
        self.reason = reason
        // What does not answer has not changed its mind.
        if self.state != .refused, self.state != .online || self.failures > 1 { self.state = .away }
        self.nextTry = now + Self.away.delay(attempt: self.failures, using: &generator)
    }

    /// It will not let us in.
    mutating func refused(_ reason: String, at now: MonotonicTime, using generator: inout some RandomNumberGenerator) {
        self.refusals += 1
        self.failures = 0
        self.reason = reason
        if self.refusals > 1 || !self.hasSucceeded { self.state = .refused }
        let attempt = self.hasSucceeded ? max(1, self.refusals - 1) : self.refusals
        self.nextTry = now + Self.refused.delay(attempt: attempt, using: &generator)
    }
}
