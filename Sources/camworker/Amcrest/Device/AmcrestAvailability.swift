internal import Shared

/// Whether the camera is there and lets us in, and when it may be asked.
///
/// Pure.
///
/// | what happens | the camera is | and is asked again |
/// |---|---|---|
/// | one to five commands in a row fail | as it was | after 1, 2, 4, 8, 16 s |
/// | the sixth fails, and every further one | away | after 60 s |
/// | 401 while its events come in, six times | as it was: its connections are used up | after 60 s |
/// | one 401 after success | as it was | after 60 s |
/// | 401 at the first login, or again | refusing us | after 60 s, 2, 4, 8, 16, 30, 30 … min |
///
/// Cameras lock accounts, and Dahua answers 401 when its connection limit is reached.
struct AmcrestAvailability {
    enum State: Hashable {
        /// Nothing has been heard yet.
        case unknown
        case online
        case away
        case refused
    }

    /// Failures in a row that change nothing; Home Assistant's number.
    static let mostErrors = 5
    static let recheck: Duration = .seconds(60)
    private static let mostProven = 6
    private static let longestPause: Duration = .seconds(30 * 60)

    private(set) var state = State.unknown
    /// What is wrong, in words; empty while nothing is.
    private(set) var reason = ""
    /// Nothing is asked before; `nil` for at once.
    private(set) var nextTry: MonotonicTime?
    private var errors = 0
    private var refusals = 0
    private var provenRefusals = 0
    /// Whether it has ever answered as such a camera does.
    private(set) var hasSucceeded = false

    /// Whether it was heard of at all: an answer or a failure.
    var hasNews: Bool { self.hasSucceeded || self.errors > 0 || self.refusals > 0 }

    var isOnline: Bool { self.state == .online || (self.state == .unknown && self.errors == 0) }

    /// Whether the last that was asked failed: the cheapest question finds out whether it is there.
    var isFailing: Bool { self.errors > 0 }

    /// Whether it answered 401, and it is not known yet why: each further login may be the one that locks the account.
    var isSuspected: Bool { self.refusals > 0 || self.provenRefusals > 0 }

    /// Why it is not asked, in a sentence.
    var words: String {
        if self.state == .refused { return "the camera refuses us: \(self.reason)" }
        // It has answered, and what it means is not known yet.
        return "the camera \(self.isSuspected ? "is not asked now" : "does not answer"): \(self.reason)"
    }

    func mayAsk(at now: MonotonicTime) -> Bool { self.nextTry.map { now >= $0 } ?? true }

    /// Whether somebody who waits may still try: one command that failed says little of the camera.
    func mayBeCalled(at now: MonotonicTime) -> Bool {
        self.isOnline && (self.mayAsk(at: now) || (self.errors == 1 && !self.isSuspected))
    }

    mutating func succeeded() {
        self.hasSucceeded = true
        self.errors = 0
        self.refusals = 0
        self.provenRefusals = 0
        self.state = .online
        self.reason = ""
        self.nextTry = nil
    }

    /// Nothing came, a second try included.
    mutating func failed(_ reason: String, at now: MonotonicTime) {
        // A camera that refused us and does not answer has not changed its mind.
        guard self.state != .refused else {
            self.nextTry = now + Self.recheck
            return
        }
        self.errors += 1
        self.reason = reason
        guard self.errors > Self.mostErrors else {
            self.nextTry = now + .seconds(1 << (self.errors - 1))
            return
        }
        self.state = .away
        self.nextTry = now + Self.recheck
    }

    /// 401.
    ///
    /// - Parameter isProven: whether another connection is let in right now, with the same user and password. That counts for some
    ///   times only: a camera may go on with a connection although its password is another since.
    mutating func refused(_ reason: String, isProven: Bool, at now: MonotonicTime) {
        if isProven, self.provenRefusals < Self.mostProven {
            self.provenRefusals += 1
            self.reason = "the camera answered 401 while it lets us in elsewhere: its connections are used up"
            self.nextTry = now + Self.recheck
            return
        }
        self.reason = reason
        self.refusals += 1
        if self.hasSucceeded, self.refusals == 1 {
            self.nextTry = now + Self.recheck
            return
        }
        self.state = .refused
        let doublings = min(self.refusals - (self.hasSucceeded ? 2 : 1), 5)
        self.nextTry = now + min(Self.recheck * (1 << doublings), Self.longestPause)
    }
}
