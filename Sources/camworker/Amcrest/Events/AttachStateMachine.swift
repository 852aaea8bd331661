internal import Shared

/// The connection that the camera's events come by: when it is opened, when it is too silent, when it is tried again.
///
/// Pure.
///
/// It is open whenever the camera lets us in. Between two tries lie 1, 2, 4 … 30 s, and 1 s after a connection over which
/// anything came. A camera that was heard to send heartbeats is silent for too long after two of them, to the second; one that was
/// not yet, or never does, as old firmware that does not know the word, after a minute, or four heartbeats where they are longer:
/// of such a camera silence is no sign that anything is wrong, and each connection costs it a login.
struct AttachStateMachine {
    enum Action: Equatable {
        case open
        /// Close without a word: it may not be open now.
        case close
        /// The camera is silent; close, and say so to ``ended(at:using:)``.
        case giveUp
        case wait(until: MonotonicTime)
        case rest
    }

    private static let backoff = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(30))
    /// From asking to the answer's head.
    private static let opening: Duration = .seconds(15)
    private static let look: Duration = .milliseconds(500)
    private static let leastSilence: Duration = .seconds(60)

    private let heartbeat: Duration
    private var isAllowed = false
    private var hasHeartbeats = false
    private var failures = 0
    private var retryAt: MonotonicTime?
    private var connection: Connection?

    private struct Connection {
        var opened: MonotonicTime
        var hasAnswered = false
        var isAttached = false
        var lastByte: MonotonicTime
        var hasTold = false
    }

    /// - Parameter heartbeat: how often the camera is asked to say that it has nothing to say.
    init(heartbeat: Duration) {
        self.heartbeat = heartbeat
    }

    /// Whether the camera has let us in and is not known to have gone.
    var isAttached: Bool { self.connection?.isAttached ?? false }

    /// Whether anything has come over this connection.
    var hasTold: Bool { self.connection?.hasTold ?? false }

    /// Nothing may be open while the camera refuses us.
    mutating func allow(_ isAllowed: Bool, at now: MonotonicTime) -> Action {
        self.isAllowed = isAllowed
        return self.next(at: now)
    }

    /// The answer's head says yes; what it is remains to be seen.
    mutating func answered(at now: MonotonicTime) {
        guard self.connection?.hasAnswered == false else { return }
        self.connection?.hasAnswered = true
        self.connection?.lastByte = now
    }

    /// The answer is a stream of events.
    mutating func attached(at now: MonotonicTime) {
        self.answered(at: now)
        self.connection?.isAttached = true
    }

    /// Bytes came.
    ///
    /// - Parameters:
    ///   - isNews: an event or a heartbeat was among them.
    ///   - isHeartbeat: a heartbeat was.
    mutating func received(isNews: Bool, isHeartbeat: Bool, at now: MonotonicTime) {
        if isHeartbeat { self.hasHeartbeats = true }
        // Of a camera that says it is there, other bytes say nothing: something on the way may send them.
        if isNews || !self.hasHeartbeats { self.connection?.lastByte = now }
        guard isNews else { return }
        self.connection?.hasTold = true
        self.failures = 0
    }

    /// The connection is gone.
    mutating func ended(at now: MonotonicTime, using generator: inout some RandomNumberGenerator) -> Action {
        self.connection = nil
        self.failures += 1
        self.retryAt = now + Self.backoff.delay(attempt: self.failures, using: &generator)
        return self.next(at: now)
    }

    mutating func next(at now: MonotonicTime) -> Action {
        guard let connection else { return self.nextWhileClosed(at: now) }
        guard self.isAllowed else {
            self.connection = nil
            return .close
        }
        let silentAt =
            connection.hasAnswered ? connection.lastByte + self.longestSilence : connection.opened + Self.opening
        guard now < silentAt else { return .giveUp }
        // A head that nothing follows is only seen by looking.
        return .wait(until: connection.hasAnswered ? silentAt : min(silentAt, now + Self.look))
    }

    /// Two heartbeats: one that is late by less than its own length does no harm.
    var longestSilence: Duration {
        self.hasHeartbeats ? self.heartbeat * 2 : max(Self.leastSilence, self.heartbeat * 4)
    }

    private mutating func nextWhileClosed(at now: MonotonicTime) -> Action {
        guard self.isAllowed else { return .rest }
        if let retryAt, now < retryAt { return .wait(until: retryAt) }
        self.connection = Connection(opened: now, lastByte: now)
        return .open
    }
}
