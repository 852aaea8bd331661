import IPC
import Logging
import Shared

/// A reload, as far as it concerns workers; in turns where it needs processes.
extension WorkerPool {
    /// Puts a plan into effect.
    ///
    /// Returns when all is under way: starts and replacements go on a few at a time, as at the start of the service.
    func apply(_ plan: ReloadPlan, of configuration: Configuration) {
        guard !self.isShuttingDown else { return }
        self.take(configuration.supervision)
        let cameras = Dictionary(
            uniqueKeysWithValues: configuration.cameras.compactMap { camera in
                camera.configuration.map { (camera.id, $0) }
            }
        )
        for change in plan.cameras {
            guard let camera = cameras[change.camera] else {
                self.dismiss(change.camera)
                continue
            }
            switch change.action {
            // As it is now: the plan is a moment old, and an operator may have decided since, or a pause ended.
            case .start, .leaveOff: self.add(camera, starts: self.overrides[camera.id] == nil)
            case .restart: self.replace(camera)
            case .retune: self.retune(camera)
            case .stop: self.dismiss(change.camera)
            }
            if change.isAnotherCamera { self.workers[camera.id]?.becomeAnotherCamera() }
            self.publish(camera.id)
        }
        self.startMore()
    }

    private func take(_ supervision: SupervisionConfiguration) {
        self.parameters = .init(supervision)
        self.budget.concurrentStarts = supervision.concurrentStarts
        self.budget.restartsPerSecond = supervision.restartsPerSecond
        for id in self.workers.keys {
            self.workers[id]?.supervision.parameters = self.parameters
            self.workers[id]?.health.restartFactor = self.parameters.staleRestartFactor
        }
        self.rearm()
    }

    /// A camera that is new, or is back before its last process was gone, or is off.
    private func add(_ camera: CameraConfiguration, starts: Bool) {
        guard let view = self.hub[camera.id] else { return }
        if var worker = self.workers[camera.id] {
            worker.adopt(camera)
            if worker.hub !== view {
                // What the last process declared went with the camera; it speaks to nobody any more.
                worker.hub = view
                worker.take(Self.rememberedViews(camera, view, self.hub, self.entities))
            }
            worker.isLeaving = false
            self.workers[camera.id] = worker
            if starts { self.enqueue(Turn(camera: camera.id, isReplacement: true)) }
        } else {
            var worker = Worker(camera: camera, hub: view, parameters: self.parameters)
            worker.take(Self.rememberedViews(camera, view, self.hub, self.entities))
            self.workers[camera.id] = worker
            if starts {
                self.enqueue(Turn(camera: camera.id, isReplacement: false))
            } else {
                self.step(camera.id) { $0.supervision.stop(at: .now()) }
            }
        }
    }

    private func replace(_ camera: CameraConfiguration) {
        self.workers[camera.id]?.adopt(camera)
        // What the old worker said of its camera, like `refused`, was said of the old configuration.
        self.workers[camera.id]?.forgetReport()
        self.enqueue(Turn(camera: camera.id, isReplacement: true))
    }

    private func retune(_ camera: CameraConfiguration) {
        guard let worker = self.workers[camera.id] else { return }
        self.workers[camera.id]?.adopt(camera)
        if case .misconfigured = worker.supervision.state {
            // Whatever it was that it refused, it may be that.
            return self.enqueue(Turn(camera: camera.id, isReplacement: true))
        }
        // Before that, it is said right after `configure`.
        guard worker.isConfigured, worker.camera.tuning != camera.tuning else { return }
        worker.connection?.link?.send(.retune, camera.tuning)
    }

    /// The camera is gone from the file.
    private func dismiss(_ id: CameraID) {
        self.waitingForTurn.removeAll { $0.camera == id }
        self.workers[id]?.isLeaving = true
        self.step(id) { $0.supervision.stop(at: .now()) }
        self.forgetIfGone(id)
    }

    /// Drops a camera that is gone from the file, once its process is gone too.
    func forgetIfGone(_ id: CameraID) {
        guard let worker = self.workers[id], worker.isLeaving, !worker.supervision.hasProcess else { return }
        self.workers[id] = nil
        self.spawner.users?.giveBack(id)
    }

    /// One turn per camera: two reloads in a row replace its worker once.
    func enqueue(_ turn: Turn) {
        var turn = turn
        if turn.isReplacement { self.workers[turn.camera]?.awaitsReplacement = true }
        if let waiting = self.waitingForTurn.firstIndex(where: { $0.camera == turn.camera }) {
            turn.isReplacement = turn.isReplacement || self.waitingForTurn[waiting].isReplacement
            self.waitingForTurn[waiting] = turn
        } else {
            self.waitingForTurn.append(turn)
        }
    }
}
