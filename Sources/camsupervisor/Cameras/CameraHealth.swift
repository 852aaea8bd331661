import IPC
import Shared

/// Which state a camera is in, from what its worker reports and how old its frames are (design §2).
///
/// Pure.
struct CameraHealth: Sendable {
    /// What counts as stale from now on; a change loses none of the waits that have begun.
    var freshness: Freshness
    /// The operator's `stale_restart_factor`.
    var restartFactor: Int
    /// Since when a frame is waited for without interruption; who gives up and asks again at once goes on waiting.
    private var awaitedSince: MonotonicTime?
    /// The newest frame at the last look: a newer one was somebody's, and ended his wait.
    private var lastNewest: MonotonicTime?
    /// Since when this worker says it is connected: a new one gets its own time to deliver, or it would be replaced with
    /// its first word, and so for ever.
    private var connectedSince: MonotonicTime?
    /// What lies before does not count: nobody looked.
    private var forgivenAt = MonotonicTime(nanoseconds: 0)
    /// When the camera was last known to be away, or was switched off: no frame could come before, and one that is back
    /// needs a moment up to its first key frame.
    private var awayUntil = MonotonicTime(nanoseconds: 0)

    init(_ freshness: Freshness, restartFactor: Int) {
        self.freshness = freshness
        self.restartFactor = restartFactor
    }

    /// How long a connected worker may be without a wanted frame; `nil` for ever.
    private var patience: Duration? { self.freshness.patience(factor: self.restartFactor) }

    /// What is seen of a camera at one moment.
    struct Observation {
        var phase: WorkerSupervision.State
        var report: StateReport
        /// Why its worker died last, when it dies again and again; `nil` while one runs.
        var deadlyReason: WorkerSupervision.ExitReason?
        /// Whether somebody waits or watches.
        var isWanted: Bool
        /// Since when the longest wait for a frame lasts; `nil` while nobody waits, and no frame can come.
        var awaitedSince: MonotonicTime?
        /// When the newest frame was captured.
        var newest: MonotonicTime?

        /// Video is wanted, too: whichever has been waited for longer is what counts.
        mutating func take(awaitedVideo since: MonotonicTime, newest part: MonotonicTime?) {
            self.isWanted = true
            let freshestFrame = self.awaitedSince.map { max($0, self.newest ?? $0) }
            guard max(since, part ?? since) <= freshestFrame ?? MonotonicTime(nanoseconds: .max) else { return }
            self.awaitedSince = since
            self.newest = part
        }
    }

    struct Verdict: Equatable {
        var state: CameraState
        var reason: String?
        /// A frame is waited for, the worker claims to be connected, and none came for ``Freshness/patience(factor:)``.
        var needsNewWorker = false
    }

    mutating func judge(_ seen: Observation, at now: MonotonicTime) -> Verdict {
        self.noteWait(seen)
        if case .running = seen.phase, seen.report.connection == .connected {
            self.connectedSince = self.connectedSince ?? now
        } else {
            self.connectedSince = nil
        }
        if let absence = Self.absence(seen) {
            self.awayUntil = now
            return absence
        }
        guard self.freshness.staleAfter != nil else {
            return Verdict(state: seen.isWanted && seen.newest != nil ? .live : .idle)
        }
        let freshest = self.awaitedSince.map { max(seen.newest ?? $0, $0, self.forgivenAt, self.awayUntil) }
        guard let freshest, self.freshness.isStale(now.since(freshest)) else {
            let isFresh = seen.newest.map { !self.freshness.isStale(now.since($0)) } ?? false
            return Verdict(state: seen.isWanted && isFresh ? .live : .idle)
        }
        let silence = now.since(freshest)
        let fruitless = self.connectedSince.map { now.since(max($0, freshest)) } ?? .zero
        return Verdict(
            state: .stale,
            reason: seen.newest == nil ? "no frame has come yet" : "no frame for \(Int(silence.inSeconds)) s",
            needsNewWorker: self.patience.map { fruitless >= $0 } ?? false
        )
    }

    /// Why no frame is to be expected, when that is known.
    private static func absence(_ seen: Observation) -> Verdict? {
        switch seen.phase {
        case .stopped: return Verdict(state: .off)
        case .misconfigured: return Verdict(state: .misconfigured, reason: "the worker refuses its configuration")
        case .queued, .starting, .running, .stopping, .waiting: break
        }
        if let reason = seen.deadlyReason {
            return Verdict(state: .offline, reason: "its worker keeps dying: \(reason.clause)")
        }
        switch seen.report.connection {
        case .misconfigured: return Verdict(state: .misconfigured, reason: seen.report.reason)
        case .refused: return Verdict(state: .refused, reason: seen.report.reason)
        case .offline: return Verdict(state: .offline, reason: seen.report.reason)
        case .off: return Verdict(state: .off, reason: seen.report.reason)
        case .idle, .connecting, .connected: return nil
        }
    }

    /// Nobody looked for a while, since the host slept or we hung: every camera looks silent at once, and its waits begin anew.
    mutating func forgive(at now: MonotonicTime) {
        self.forgivenAt = now
    }

    private mutating func noteWait(_ seen: Observation) {
        if seen.awaitedSince == nil || self.awaitedSince == nil || seen.newest != self.lastNewest {
            self.awaitedSince = seen.awaitedSince
        }
        self.lastNewest = seen.newest
    }
}
