internal import Shared

/// The one connection to a camera that streams, MJPEG or video: when it is opened, closed, given up and tried again.
///
/// Pure.
///
/// ```
/// closed ──needed, not in back-off──▶ open ──not needed for `linger`──▶ closed
///    ▲                                 │
///    └──── ended, or silent too long ──┘   (then back-off: RetrySchedule)
/// ```
/// What is too long is the camera's own: one of which `stale_after` says that a picture in two minutes is fine may be
/// silent for as long.
struct CameraStreamStateMachine {
    enum Action: Equatable {
        case open
        /// Nobody needs it any more.
        case close
        /// The camera sends nothing; end the connection and say so to ``ended(_:at:using:)``.
        case giveUp(Silence)
        /// Ask again then.
        case wait(until: MonotonicTime)
        case rest
    }

    enum Silence: Equatable {
        /// Not even a head.
        case answer
        /// No further byte, or none after the head.
        case bytes
        /// Bytes, but never a whole picture.
        case pictures
    }

    /// How long is too long, of one kind of stream.
    struct Patience {
        /// Kept open after it was last needed.
        var linger: Duration
        /// From opening to the answer.
        var opening: Duration
        /// From one byte to the next, where `stale_after` is shorter.
        var leastSilence: Duration
        /// Without a picture, where 2 × `stale_after` is shorter.
        var leastWithoutPicture: Duration

        /// A page that is loaded again finds the stream.
        ///
        /// Connecting has 10 s of its own, and some firmware then wakes its
        /// encoder. A live stream sends something every second; the slowest seen send a picture every 5 s.
        static let mjpeg = Patience(
            linger: .seconds(10),
            opening: .seconds(15),
            leastSilence: .seconds(10),
            leastWithoutPicture: .seconds(20)
        )
        /// Opening costs the camera a session and whoever waits a key frame, so a page that asks for a still every
        /// minute keeps it.
        ///
        /// Opening is several requests. Between two key frames lie up to 20 s; 30 s would meet the
        /// supervision's own limit.
        static let video = Patience(
            linger: .seconds(75),
            opening: .seconds(20),
            leastSilence: .seconds(10),
            leastWithoutPicture: .seconds(25)
        )
    }

    let patience: Patience

    /// From one byte to the next.
    private(set) var longestSilence: Duration
    /// Bytes without any picture: garbage, or something that is no stream.
    ///
    /// Below the supervision's limit, the longer of 3 × `stale_after` and 30 s, so that the camera is said to be at
    /// fault and the worker is not replaced.
    private var longestWithoutPicture: Duration

    private struct Connection {
        var hasAnswered = false
        var lastByte: MonotonicTime?
        var opened: MonotonicTime
        var lastPicture: MonotonicTime
        /// Since when it is not needed; `nil` while it is.
        var unneededSince: MonotonicTime?
    }

    private(set) var schedule = RetrySchedule()
    private var isNeeded = false
    private var connection: Connection?

    /// - Parameter staleAfter: The camera's; `nil` for one that is never stale.
    init(staleAfter: Duration?, patience: Patience = .mjpeg) {
        self.patience = patience
        self.longestSilence = max(patience.leastSilence, staleAfter ?? .zero)
        self.longestWithoutPicture = max(patience.leastWithoutPicture, (staleAfter ?? .zero) * 2)
    }

    /// Another `stale_after`; also for a silence that has begun.
    mutating func retuned(staleAfter: Duration?, at now: MonotonicTime) -> Action {
        let changed = Self(staleAfter: staleAfter, patience: self.patience)
        self.longestSilence = changed.longestSilence
        self.longestWithoutPicture = changed.longestWithoutPicture
        return self.next(at: now)
    }

    var isOpen: Bool { self.connection != nil }

    mutating func demandChanged(isNeeded: Bool, at now: MonotonicTime) -> Action {
        self.isNeeded = isNeeded
        if isNeeded {
            self.connection?.unneededSince = nil
        } else if self.connection?.unneededSince == nil {
            self.connection?.unneededSince = now
        }
        return self.next(at: now)
    }

    /// The camera has begun to answer; its first picture may take as long as any other.
    mutating func answered() {
        self.connection?.hasAnswered = true
    }

    /// Bytes came from the camera.
    mutating func received(at now: MonotonicTime) {
        self.connection?.hasAnswered = true
        self.connection?.lastByte = now
    }

    /// A whole picture came.
    mutating func delivered(at now: MonotonicTime) {
        self.connection?.lastPicture = now
        self.schedule.succeeded()
    }

    /// The connection is gone.
    mutating func ended(
        _ failure: RetrySchedule.Failure,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) -> Action {
        self.connection = nil
        self.schedule.failed(failure, at: now, using: &generator)
        return self.next(at: now)
    }

    /// The open connection is left for one to another place.
    mutating func moved(at now: MonotonicTime) {
        guard let connection else { return }
        self.connection = Connection(opened: now, lastPicture: now, unneededSince: connection.unneededSince)
    }

    /// The next try is at another place: it need not wait, unless it was refused.
    mutating func addressChanged(at now: MonotonicTime) -> Action {
        self.schedule.forgetUnavailability()
        return self.next(at: now)
    }

    mutating func letInElsewhere(at now: MonotonicTime) -> Bool { self.schedule.letInElsewhere(at: now) }

    mutating func logins(_ check: LoginCheck, at now: MonotonicTime) -> Action {
        self.schedule.loginCheck = check
        return self.next(at: now)
    }

    /// Whether it is needed and not opened, since nobody may log in.
    var isHeldBack: Bool { self.isNeeded && self.connection == nil && self.schedule.isHeld }

    /// What to do now.
    mutating func next(at now: MonotonicTime) -> Action {
        guard let connection else { return self.nextWhileClosed(at: now) }
        let silentAt = self.silentAt(connection)
        if now >= silentAt { return .giveUp(connection.hasAnswered ? .bytes : .answer) }
        let uselessAt = connection.lastPicture + self.longestWithoutPicture
        if now >= uselessAt { return .giveUp(.pictures) }
        guard let unneededSince = connection.unneededSince else { return .wait(until: min(silentAt, uselessAt)) }
        let closeAt = unneededSince + self.patience.linger
        if now >= closeAt {
            self.connection = nil
            return .close
        }
        return .wait(until: min(silentAt, uselessAt, closeAt))
    }

    private func silentAt(_ connection: Connection) -> MonotonicTime {
        if let lastByte = connection.lastByte { return lastByte + self.longestSilence }
        guard connection.hasAnswered else { return connection.opened + self.patience.opening }
        return connection.opened + max(self.patience.opening, self.longestSilence)
    }

    private mutating func nextWhileClosed(at now: MonotonicTime) -> Action {
        guard self.isNeeded, !self.schedule.isHeld else { return .rest }
        if let retryAt = self.schedule.retryAt, now < retryAt { return .wait(until: retryAt) }
        self.connection = Connection(opened: now, lastPicture: now)
        return .open
    }
}
