import IPC
import Shared

/// Which state a camera is in, from what its worker reports and how old its frames are (design §2).
///
/// Pure.
struct CameraHealth: Sendable {
    /// `nil`: its pictures are events and do not grow stale.
    let staleAfter: Duration?
    /// Times ``staleAfter`` that a connected worker may be without a frame.
    let restartFactor: Int
    private var wantedSince: MonotonicTime?
    /// Since when this worker says it is connected: a new one gets its own time to deliver, or it would be replaced with
    /// its first word, and so for ever.
    private var connectedSince: MonotonicTime?

    init(staleAfter: Duration?, restartFactor: Int = 3) {
        self.staleAfter = staleAfter
        self.restartFactor = restartFactor
    }

    /// What is seen of a camera at one moment.
    struct Observation {
        var phase: WorkerSupervision.State
        var report: StateReport
        var isWanted: Bool
        /// When the newest frame was captured.
        var newest: MonotonicTime?
    }

    struct Verdict: Equatable {
        var state: CameraState
        var reason: String?
        /// Frames are wanted, the worker claims to be connected, and none came for ``CameraHealth/restartFactor`` × `stale_after`.
        var needsNewWorker = false
    }

    mutating func judge(_ seen: Observation, at now: MonotonicTime) -> Verdict {
        if !seen.isWanted {
            self.wantedSince = nil
        } else if self.wantedSince == nil {
            self.wantedSince = now
        }
        if case .running = seen.phase, seen.report.connection == .connected {
            self.connectedSince = self.connectedSince ?? now
        } else {
            self.connectedSince = nil
        }
        switch seen.phase {
        case .stopped: return Verdict(state: .off)
        case .misconfigured: return Verdict(state: .misconfigured, reason: "the worker refuses its configuration")
        case .starting, .running, .stopping, .waiting: break
        }
        switch seen.report.connection {
        case .misconfigured: return Verdict(state: .misconfigured, reason: seen.report.reason)
        case .refused: return Verdict(state: .refused, reason: seen.report.reason)
        case .offline: return Verdict(state: .offline, reason: seen.report.reason)
        case .idle, .connecting, .connected: break
        }
        guard let wantedSince, let staleAfter else {
            return Verdict(state: self.wantedSince != nil && seen.newest != nil ? .live : .idle)
        }
        let freshest = max(seen.newest ?? wantedSince, wantedSince)
        let silence = now.since(freshest)
        guard silence >= staleAfter else {
            let isFresh = seen.newest.map { now.since($0) < staleAfter } ?? false
            return Verdict(state: isFresh ? .live : .idle)
        }
        let fruitless = self.connectedSince.map { now.since(max($0, freshest)) } ?? .zero
        return Verdict(
            state: .stale,
            reason: seen.newest == nil ? "no frame has come yet" : "no frame for \(Int(silence.inSeconds)) s",
            needsNewWorker: fruitless >= staleAfter * self.restartFactor
        )
    }
}
