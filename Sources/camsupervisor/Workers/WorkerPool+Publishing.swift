import IPC
import Logging
import Shared

/// What the pool tells of its cameras: to the board, to the log, and to the record of a worker's end.
extension WorkerPool {
    /// Judges a camera and tells the board; a changed state is one line in the log.
    func publish(_ id: CameraID) {
        guard var worker = self.workers[id], let before = self.board[id]?.status else { return }
        let now = MonotonicTime.now()
        let verdict = worker.health.judge(worker.observation(), at: now)
        self.workers[id] = worker
        var status = worker.status
        status.state = verdict.state
        status.reason = verdict.reason
        if !verdict.state.isAway { status.retryAt = nil }
        status.stateSince = verdict.state == before.state ? before.stateSince : .now()
        self.board.publish(status)
        if verdict.state != before.state { self.announce(status, before: before.state) }
        if verdict.needsNewWorker, case .running = worker.supervision.state {
            let generation = worker.supervision.generation
            self.step(id) { $0.supervision.wentStale(generation: generation, at: now) }
        }
    }

    private func announce(_ status: CameraStatus, before: CameraState) {
        // That every camera goes off when the service ends needs no line each.
        guard !self.isShuttingDown else { return }
        guard let decision = self.workers[status.id]?.announcements.take(at: .now()) else { return }
        if decision.suppressedBefore > 0 {
            self.logger.warning(
                "\(decision.suppressedBefore) more changes of the camera's state were not logged",
                metadata: ["camera": "\(status.id)"]
            )
        }
        guard decision.passes else { return }
        let isTrouble = [.offline, .refused, .stale, .misconfigured].contains(status.state)
        let wasTrouble = [.offline, .refused, .stale, .misconfigured].contains(before)
        let level: Logger.Level = isTrouble ? .warning : wasTrouble ? .notice : .debug
        self.logger.log(
            level: level,
            "camera \(status.state.clause)\(status.reason.map { ": \($0)" } ?? "")",
            metadata: ["camera": "\(status.id)"]
        )
    }

    /// Puts the end of a worker on its camera's record and into the log.
    func record(
        _ reason: WorkerSupervision.ExitReason,
        of generation: UInt32,
        status: WorkerStatus?,
        delay: Duration?,
        in worker: inout Worker,
        at now: MonotonicTime
    ) {
        let uptime = worker.startedAt.map { now.since($0.time) } ?? .zero
        worker.lastExits.insert(
            LastExit(
                generation: generation,
                pid: worker.pid,
                at: .now(),
                reason: reason,
                status: status,
                uptime: uptime,
                stats: worker.stats,
                log: worker.recentLog
            ),
            at: 0
        )
        worker.lastExits = Array(worker.lastExits.prefix(LastExit.kept))
        let next: String
        if let delay {
            next = delay == .zero ? "restarting" : "restarting in \(delay.forPeople)"
        } else {
            next = "not restarting"
        }
        let parked = worker.supervision.isParked ? ", parked after \(worker.supervision.deaths) deaths in a row" : ""
        let isExpected = reason == .asked || reason == .command
        let level: Logger.Level = isExpected ? (self.isShuttingDown ? .debug : .info) : .warning
        self.logger.log(
            level: level,
            "worker ended after \(uptime.forPeople): \(reason); \(next)\(parked)",
            metadata: ["camera": "\(worker.camera.id)", "pid": "\(worker.pid ?? 0)"]
        )
    }
}
