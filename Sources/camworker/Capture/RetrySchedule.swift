internal import Shared

/// When a camera that failed is tried again, and what that makes it: offline, or refusing us.
///
/// Pure.
///
/// | failure | retry after | the camera is |
/// |---|---|---|
/// | unavailable, n in a row | 1, 2, 4, 8, 16, 30, 30 … s | offline |
/// | one refusal after success | 5 s | offline: cameras answer 401 when their connection limit is reached (Dahua) |
/// | a refusal, with another way of asking left | 1 s | as it was |
/// | a refusal of a login that was good before, where somebody else finds out | as the next, or as soon as he was let in | refused |
/// | a refusal, first ever or again | 60 s, 2, 4, 8, 16, 30, 30 … min | refused: cameras lock accounts |
///
/// All but the first of each row within ±20 %.
struct RetrySchedule {
    enum Failure {
        case unavailable
        /// 401 or 403.
        case refused
        /// The same, and another way of asking is left; who says so sees to it that they end.
        case refusedThisWay
        /// 401 to a login that was good before, and that the camera may have forgotten; somebody else finds out (``LoginCheck``).
        case doubted
    }

    private static let unavailable = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(30))
    private static let refused = Backoff(first: .seconds(60), initial: .seconds(120), maximum: .seconds(30 * 60))
    private static let loneRefusal: Duration = .seconds(5)
    private static let otherWay: Duration = .seconds(1)
    /// Refusals in a row that are not believed while the camera lets us in elsewhere; a right that we do not have looks the same.
    private static let mostPardons = 6

    private var hasSucceeded = false
    private var failures = 0
    private var refusals = 0
    /// Not to be tried before.
    private(set) var retryAt: MonotonicTime?
    /// Whether our credentials count as wrong.
    private(set) var isRefused = false
    /// ``retryAt`` of a camera that refuses us, whichever way it is asked.
    var refusedUntil: MonotonicTime? { self.isRefused && !self.isOtherWayNext ? self.retryAt : nil }
    /// Whether the next try is by another way of asking.
    private(set) var isOtherWayNext = false
    /// Whether the last failure was a refusal that does not count yet.
    private(set) var isLoneRefusal = false
    /// Whether it was a refusal at a time when the camera lets us in elsewhere.
    private(set) var isPardoned = false
    private var pardons = 0
    var loginCheck = LoginCheck.own
    /// Whether nothing may be begun that would log in.
    var isHeld: Bool { self.loginCheck == .elsewhere(mayTry: false) }
    /// Whether the last failure was a refusal of a login that the camera may have forgotten.
    private var isDoubted = false

    mutating func succeeded() {
        self.isDoubted = false
        self.isPardoned = false
        self.isOtherWayNext = false
        self.pardons = 0
        self.hasSucceeded = true
        self.failures = 0
        self.refusals = 0
        self.retryAt = nil
        self.isRefused = false
        self.isLoneRefusal = false
    }

    mutating func failed(
        _ failure: Failure,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) {
        let wait: Duration
        self.isPardoned = false
        self.isOtherWayNext = false
        self.isDoubted = failure == .doubted
        switch failure {
        case .unavailable:
            self.failures += 1
            self.isLoneRefusal = false
            // A camera that goes away after it refused us has not changed its mind.
            self.isRefused = false
            wait = Self.unavailable.delay(attempt: self.failures, using: &generator)
        case .refusedThisWay:
            self.isLoneRefusal = false
            self.isOtherWayNext = true
            wait = Self.otherWay
        case .refused:
            self.refusals += 1
            let isLonePardoned = self.hasSucceeded && self.loginCheck == .own
            self.isRefused = self.refusals > 1 || !isLonePardoned
            self.isLoneRefusal = !self.isRefused
            let attempt = isLonePardoned ? self.refusals - 1 : self.refusals
            wait = self.isRefused ? Self.refused.delay(attempt: attempt, using: &generator) : Self.loneRefusal
        case .doubted:
            self.refusals += 1
            self.isRefused = true
            self.isLoneRefusal = false
            wait = Self.refused.delay(attempt: self.refusals, using: &generator)
        }
        self.retryAt = now + wait
    }

    /// The same user and password are let in elsewhere at the camera: its refusal was about something else, mostly too many connections.
    ///
    /// - Returns: whether it is asked again sooner than it would have been.
    mutating func letInElsewhere(at now: MonotonicTime) -> Bool {
        if self.isDoubted {
            // The camera has forgotten the old login, and nothing else is wrong.
            self.isDoubted = false
            self.refusals -= 1
            self.isRefused = false
            self.retryAt = nil
            return true
        }
        guard self.isRefused, !self.isOtherWayNext, self.pardons < Self.mostPardons else { return false }
        self.pardons += 1
        self.refusals -= 1
        self.isRefused = false
        self.isPardoned = true
        self.retryAt = now + Self.loneRefusal
        return true
    }

    /// What could not be reached may be reached at another place; what refused us is left alone as long as before.
    mutating func forgetUnavailability() {
        guard self.refusals == 0 else { return }
        self.failures = 0
        self.retryAt = nil
    }

    /// Whole milliseconds until the next try, for the state report; `nil` when it may be now.
    func retryMilliseconds(at now: MonotonicTime) -> Int? {
        guard let retryAt, retryAt > now else { return nil }
        return Int((retryAt.since(now).inSeconds * 1000).rounded(.up))
    }
}
