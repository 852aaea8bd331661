import IPC
import Logging
import Shared

extension Worker {
    /// The snapshot for the board; state and reason are the judge's.
    var status: CameraStatus {
        var status = CameraStatus(
            id: self.camera.id,
            name: self.camera.name,
            platform: self.camera.source.platform,
            stateSince: .now()
        )
        status.attributes = self.attributes
        status.connection = self.report.connection
        status.mediaReason = self.report.mediaReason
        status.isDeviceThere = self.report.isDeviceThere == true
        status.reportedAt = self.reportedAt
        status.lastExits = self.lastExits
        status.worker.phase = self.supervision.state.word
        status.worker.pid = self.pid
        status.worker.generation = self.supervision.generation
        status.worker.startedAt = self.startedAt?.wall
        status.worker.runningSince = self.startedAt?.time
        status.worker.restarts = self.supervision.restarts
        status.worker.isParked = self.supervision.isParked
        if case .waiting(let until) = self.supervision.state { status.worker.restartAt = until }
        status.retryAt = self.retryAt
        status.worker.stats = self.stats
        status.worker.statsAt = self.statsAt
        status.worker.confinement = self.confinement
        status.totals = self.totals
        status.restartsByKind = self.restartsByKind
        status.worker.limits = self.limits
        return status
    }
}

extension WorkerSupervision.State {
    static let runningWord = "running"

    /// For the operator.
    var word: String {
        switch self {
        case .queued: "queued"
        case .stopped: "stopped"
        case .starting: "starting"
        case .running: Self.runningWord
        case .stopping: "stopping"
        case .waiting: "waiting"
        case .misconfigured: "misconfigured"
        }
    }
}

extension WorkerSupervision {
    /// Whether its worker died and is not running again, and not for the first time: one death with viewers heals within
    /// a moment, unless the operator's `first_restart_delay` lasts.
    var keepsDying: Bool {
        switch self.state {
        case .waiting, .starting: self.deaths > (self.parameters.backoff.first > Self.noticeable ? 0 : 1)
        case .queued, .stopped, .running, .stopping, .misconfigured: false
        }
    }

    /// The longest pause before a first restart that nobody need be told of.
    private static let noticeable = Duration.seconds(1)

    var isQueued: Bool { if case .queued = self.state { true } else { false } }

    /// Whether the worker said hello, and has not gone since.
    var isGreeted: Bool {
        switch self.state {
        case .running, .starting(_, greeted: true): true
        case .queued, .stopped, .starting, .stopping, .waiting, .misconfigured: false
        }
    }

    /// Whether a process exists or is on its way.
    var hasProcess: Bool {
        switch self.state {
        case .starting, .running, .stopping: true
        case .queued, .stopped, .waiting, .misconfigured: false
        }
    }
}

extension CameraConfiguration {
    /// What the worker is told: a push camera's webhook id stays here, the worker has no use for it.
    var asTold: CameraConfiguration {
        guard case .push(var push) = self.source else { return self }
        push.webhookID = Secret("")
        var told = self
        told.source = .push(push)
        return told
    }
}

extension Logger.Level {
    init(_ level: LogLine.Level) {
        switch level {
        case .debug: self = .debug
        case .info: self = .info
        case .notice: self = .notice
        case .warning: self = .warning
        case .error: self = .error
        }
    }
}

extension Duration {
    /// `340 ms`, `12.5 s`, `3 h 12 min`: two digits that matter.
    var forPeople: String {
        let milliseconds = self.wholeNanoseconds / 1_000_000
        switch milliseconds {
        case ..<1_000: return "\(milliseconds) ms"
        case ..<60_000: return "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
        case ..<3_600_000: return "\(milliseconds / 60_000) min \(milliseconds % 60_000 / 1_000) s"
        case ..<86_400_000: return "\(milliseconds / 3_600_000) h \(milliseconds % 3_600_000 / 60_000) min"
        default: return "\(milliseconds / 86_400_000) d \(milliseconds % 86_400_000 / 3_600_000) h"
        }
    }

    /// `1 s`, `14 min`, `3 h`: of a wait that nobody counts out; rounded up, at least a second.
    var roundedForPeople: String {
        let seconds = max(1, Int(self.inSeconds.rounded(.up)))
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\((seconds + 59) / 60) min"
        default: return "\((seconds + 3_599) / 3_600) h"
        }
    }
}
