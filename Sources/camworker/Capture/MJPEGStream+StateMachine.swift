internal import Shared

/// The one connection to an MJPEG camera: when it is opened, closed, given up and tried again.
///
/// Pure.
///
/// ```
/// closed ──needed, not in back-off──▶ open ──10 s not needed──▶ closed
///    ▲                                 │
///    └──── ended, or silent too long ──┘   (then back-off: RetrySchedule)
/// ```
/// What is too long is the camera's own: one of which `stale_after` says that a picture in two minutes is fine may be
/// silent for as long.
struct MJPEGStreamStateMachine {
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

    /// Kept open after the last viewer, so that a page that is loaded again finds the stream.
    static let linger: Duration = .seconds(10)
    /// From opening to the answer: connecting has 10 s of its own, and some firmware then wakes its encoder.
    static let openingTime: Duration = .seconds(15)
    /// Where `stale_after` is shorter: a live stream sends something every second; the slowest seen send a picture
    /// every 5 s.
    private static let leastSilence: Duration = .seconds(10)
    /// Where 2 × `stale_after` is shorter.
    private static let leastWithoutPicture: Duration = .seconds(20)

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
    init(staleAfter: Duration?) {
        self.longestSilence = max(Self.leastSilence, staleAfter ?? .zero)
        self.longestWithoutPicture = max(Self.leastWithoutPicture, (staleAfter ?? .zero) * 2)
    }

    /// Another `stale_after`; also for a silence that has begun.
    mutating func retuned(staleAfter: Duration?, at now: MonotonicTime) -> Action {
        let changed = Self(staleAfter: staleAfter)
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

    /// What to do now.
    mutating func next(at now: MonotonicTime) -> Action {
        guard let connection else { return self.nextWhileClosed(at: now) }
        let silentAt = self.silentAt(connection)
        if now >= silentAt { return .giveUp(connection.hasAnswered ? .bytes : .answer) }
        let uselessAt = connection.lastPicture + self.longestWithoutPicture
        if now >= uselessAt { return .giveUp(.pictures) }
        guard let unneededSince = connection.unneededSince else { return .wait(until: min(silentAt, uselessAt)) }
        let closeAt = unneededSince + Self.linger
        if now >= closeAt {
            self.connection = nil
            return .close
        }
        return .wait(until: min(silentAt, uselessAt, closeAt))
    }

    private func silentAt(_ connection: Connection) -> MonotonicTime {
        if let lastByte = connection.lastByte { return lastByte + self.longestSilence }
        guard connection.hasAnswered else { return connection.opened + Self.openingTime }
        return connection.opened + max(Self.openingTime, self.longestSilence)
    }

    private mutating func nextWhileClosed(at now: MonotonicTime) -> Action {
        guard self.isNeeded else { return .rest }
        if let retryAt = self.schedule.retryAt, now < retryAt { return .wait(until: retryAt) }
        self.connection = Connection(opened: now, lastPicture: now)
        return .open
    }
}
