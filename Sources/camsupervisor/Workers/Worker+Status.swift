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
        status.attributes = self.report.attributes
        status.reportedAt = self.reportedAt
        status.lastExits = self.lastExits
        status.worker.phase = self.supervision.state.word
        status.worker.pid = self.pid
        status.worker.generation = self.supervision.generation
        status.worker.startedAt = self.startedAt?.wall
        status.worker.restarts = self.supervision.restarts
        status.worker.isParked = self.supervision.isParked
        if case .waiting(let until) = self.supervision.state { status.worker.restartAt = until }
        status.worker.stats = self.stats
        status.worker.confinement = self.confinement
        return status
    }
}

extension WorkerSupervision.State {
    /// For the operator.
    var word: String {
        switch self {
        case .stopped: "stopped"
        case .starting: "starting"
        case .running: "running"
        case .stopping: "stopping"
        case .waiting: "waiting"
        case .misconfigured: "misconfigured"
        }
    }
}

extension WorkerSupervision {
    var isStarting: Bool { if case .starting = self.state { true } else { false } }

    /// Whether a process exists or is on its way.
    var hasProcess: Bool {
        switch self.state {
        case .starting, .running, .stopping: true
        case .stopped, .waiting, .misconfigured: false
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
}
