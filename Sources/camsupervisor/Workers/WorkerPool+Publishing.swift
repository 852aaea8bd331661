import IPC
import Logging
import Shared

/// What the pool tells of its cameras: to the board, to the log, and to the record of a worker's end.
extension WorkerPool {
    /// Judges a camera and tells the board; a changed state is one line in the log.
    ///
    /// - Parameter isLook: it is looked at as all are once a second, and not because of a word.
    func publish(_ id: CameraID, isLook: Bool = false) {
        let now = MonotonicTime.now()
        if now.since(self.lastLook) > Self.stallGuard { self.forgiveStall(at: now) }
        guard var worker = self.workers[id], let before = self.board[id]?.status else { return }
        self.sumUp(&worker, at: now)
        for hub in isLook ? worker.hubs : [worker.hub] {
            guard let words = hub.media.review() else { continue }
            self.logger.log(.videoSqueezed, .warning, words, ["camera": "\(id)"])
        }
        var verdict = worker.health.judge(worker.observation(), at: now)
        // Switched off, it is off once its worker has ended; that no picture comes until then is no trouble.
        if self.overrides[id] != nil, verdict.state == .stale {
            verdict = .init(state: before.state, reason: before.reason)
        }
        self.workers[id] = worker
        var status = worker.status
        status.state = verdict.state
        status.override = self.overrides[id]
        status.reason = verdict.reason ?? (verdict.state == .off ? status.override?.words : nil)
        if !verdict.state.isAway { status.retryAt = nil }
        status.stateSince = verdict.state == before.state ? before.stateSince : .now()
        self.judgeViews(of: id, as: verdict, in: &status, at: now)
        self.board.publish(status)
        self.tellEntities(id, isLook: isLook)
        if verdict.state != before.state { self.announce(status, before: before) }
        self.announceProblems(of: id, at: now)
        if verdict.needsNewWorker, case .running = worker.supervision.state {
            let generation = worker.supervision.generation
            self.step(id) { $0.supervision.wentStale(generation: generation, at: now) }
        }
    }

    /// Looks at all cameras; after a stall none of them is blamed for what nobody saw.
    ///
    /// Whoever notices first does it: words of workers may come before the timer.
    func forgiveStall(at now: MonotonicTime) {
        let pause = now.since(self.lastLook)
        self.lastLook = now
        guard pause > Self.stallGuard else { return }
        for id in self.workers.keys { self.workers[id]?.forgive(at: now) }
        self.logger.log(
            .supervisorStalled,
            .warning,
            "nothing was looked at for \(pause.forPeople): the machine slept or is overloaded"
        )
    }

    private func announce(_ status: CameraStatus, before: CameraStatus) {
        // That every camera goes off when the service ends needs no line each.
        guard !self.isShuttingDown else { return }
        let words = "camera \(status.state.clause)\(status.reason.map { ": \($0)" } ?? "")"
        let fields = ["camera": "\(status.id)", "camera_state": status.state.rawValue]
        let trouble = LoggedEvent(troubleOf: status.state)
        // What an operator commanded, or the end of his pause, brings few lines; without them the log's last word on the
        // camera would be an older one.
        // What workers say of their cameras may be many.
        let isCommand = !status.isTurnedOff && !before.isTurnedOff
        let isTold = { isCommand || self.workers[status.id]?.stateFlaps.take(at: .now()) == true }
        if status.state == .off {
            guard isTold() else { return }
            return self.logger.log(.cameraCommand, .notice, words, fields)
        }
        if before.state == .off, trouble == nil {
            guard isTold() else { return }
            return self.logger.log(.cameraCommand, .notice, "camera is on again", fields)
        }
        guard trouble != nil || LoggedEvent(troubleOf: before.state) != nil else {
            // Viewers come and go; nothing is wrong. A worker may claim a new state with every message.
            guard self.workers[status.id]?.announcements.take(at: .now()).passes == true else { return }
            return self.logger.debug("\(words)", metadata: fields.mapValues { "\($0)" })
        }
        guard self.workers[status.id]?.stateFlaps.take(at: .now()) == true else { return }
        self.logger.log(trouble ?? .cameraWell, trouble == nil ? .notice : .warning, words, fields)
    }

    /// One line when the parts of a camera that do not work appear or are others, and one when all of it works again.
    ///
    /// A camera is not in trouble by them, so nothing else would say it.
    private func announceProblems(of id: CameraID, at now: MonotonicTime) {
        guard !self.isShuttingDown, let worker = self.workers[id], worker.problems != worker.toldProblems else {
            return
        }
        self.workers[id]?.toldProblems = worker.problems
        guard self.workers[id]?.problemFlaps.take(at: now) == true else { return }
        let fields = ["camera": "\(id)"]
        if let problems = worker.problems {
            self.logger.log(.cameraProblems, .warning, "camera has problems: \(problems)", fields)
        } else {
            self.logger.log(.cameraProblems, .notice, "camera has no problems any more", fields)
        }
    }

    /// Says once in ten minutes what was not said line by line.
    private func sumUp(_ worker: inout Worker, at now: MonotonicTime) {
        let camera = ["camera": "\(worker.camera.id)"]
        if let changes = worker.stateFlaps.settle(at: now), let status = self.board[worker.camera.id]?.status {
            self.logger.log(
                .cameraFlapping,
                .warning,
                "camera changed its state \(changes) times in the last \(FlapSummary.window.roundedForPeople); it "
                    + "\(status.state.clause) now\(status.reason.map { ": \($0)" } ?? "")",
                camera.merging(["camera_state": status.state.rawValue, "count": "\(changes)"]) { $1 }
            )
        }
        if let changes = worker.viewFlaps.settle(at: now) {
            self.logger.log(
                .cameraFlapping,
                .warning,
                "the camera's views changed their states \(changes) times in the last "
                    + FlapSummary.window.roundedForPeople,
                camera.merging(["count": "\(changes)"]) { $1 }
            )
        }
        if let changes = worker.problemFlaps.settle(at: now) {
            self.logger.log(
                .cameraFlapping,
                .warning,
                "the camera's problems changed \(changes) times in the last \(FlapSummary.window.roundedForPeople)"
                    + "\(worker.problems.map { "; now: \($0)" } ?? "; now there are none")",
                camera.merging(["count": "\(changes)"]) { $1 }
            )
        }
        if let failures = worker.failureFlaps.settle(at: now) {
            self.logger.log(
                .workerFlapping,
                .warning,
                "worker failed \(failures) times in the last \(FlapSummary.window.roundedForPeople)"
                    + "\(worker.lastExits.first.map { "; last: \($0.reason)" } ?? "")",
                camera.merging(["count": "\(failures)"]) { $1 }
            )
        }
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
                statsAge: worker.statsAt.map { now.since($0) },
                log: worker.recentLog
            ),
            at: 0
        )
        worker.lastExits = Array(worker.lastExits.prefix(LastExit.kept))
        if delay != nil { worker.restartsByKind[reason.kind, default: 0] += 1 }
        let next: String
        if let delay {
            next = delay == .zero ? "restarting" : "restarting in \(delay.forPeople)"
        } else {
            next = "not restarting"
        }
        let parked = worker.supervision.isParked ? ", parked after \(worker.supervision.deaths) deaths in a row" : ""
        let words = "worker ended after \(uptime.forPeople): \(reason); \(next)\(parked)"
        var fields = ["camera": "\(worker.camera.id)", "pid": "\(worker.pid ?? 0)", "exit_kind": reason.kind.rawValue]
        fields["generation"] = "\(generation)"
        switch status {
        case .exited(let code): fields["exit_code"] = "\(code)"
        case .signalled(let signal): fields["exit_signal"] = "\(signal)"
        case nil: break
        }
        if [.asked, .command, .reconfigured, .replaceMe].contains(reason) {
            self.logger.log(.workerExited, self.isShuttingDown ? .debug : .info, words, fields)
        } else if worker.failureFlaps.take(at: now) {
            let isNewlyParked = worker.supervision.deaths == worker.supervision.parameters.parkedAfter
            self.logger.log(isNewlyParked ? .workerParked : .workerFailed, .warning, words, fields)
        }
    }
}

extension LoggedEvent {
    /// What a camera's state is logged as; `nil` when nothing is wrong.
    init?(troubleOf state: CameraState) {
        switch state {
        case .offline: self = .cameraOffline
        case .refused: self = .cameraRefused
        case .stale: self = .cameraStale
        case .misconfigured: self = .cameraMisconfigured
        case .idle, .live, .off: return nil
        }
    }
}
