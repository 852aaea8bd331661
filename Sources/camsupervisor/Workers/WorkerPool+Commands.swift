import IPC
import Logging
import Shared

/// What the operator commands, and what of it is remembered.
extension WorkerPool {
    /// What the operator may do with a camera's worker.
    enum Command: String, Sendable, CaseIterable {
        case start, stop, pause, restart

        /// Whether it switches the camera off.
        fileprivate var override: CameraOverride.Kind? {
            switch self {
            case .stop: .stopped
            case .pause: .paused
            case .start, .restart: nil
            }
        }
    }

    /// Does it, and returns when it is remembered, where it is.
    ///
    /// - Parameter period: how long a `pause` lasts; `nil` for until `start`.
    /// - Returns: whether a restart of the service will find the camera as it is now.
    @discardableResult
    func perform(
        _ command: Command,
        on id: CameraID,
        lasting period: Duration? = nil
    ) async throws(CommandError) -> Bool {
        guard !self.isShuttingDown else { throw .shuttingDown }
        guard let worker = self.workers[id], !worker.isLeaving else { throw .unknownCamera(id) }
        self.override(by: command, on: id, lasting: period)
        // Who starts what runs does not take its replacement back.
        self.waitingForTurn.removeAll { $0.camera == id && !(command == .start && $0.isReplacement) }
        // Whoever has a URL, a player's or a still's, sees nothing that was filmed before.
        if command.override != nil { worker.forgetAll() }
        // Before what comes of it: `camera is on again` is said at once.
        self.logger.log(.cameraCommand, .notice, "\(command.rawValue) asked for", ["camera": "\(id)"])
        let now = MonotonicTime.now()
        self.step(id) { worker in
            switch command {
            case .start: worker.supervision.start(at: now)
            case .stop, .pause: worker.supervision.stop(at: now)
            case .restart: worker.supervision.restart(at: now)
            }
        }
        // Nothing need be remembered of a camera that is as its file says.
        guard let keeper else { return self.overrides[id] == nil }
        keeper.note(self.overrides)
        // Also when nothing has changed: an earlier change may not be written yet, or could not be.
        return await keeper.write()
    }

    private func override(by command: Command, on id: CameraID, lasting period: Duration?) {
        guard let kind = command.override else {
            self.overrides.remove(id)
            return
        }
        let now = WallTime.now()
        let until = period.map { WallTime(nanoseconds: now.nanoseconds &+ UInt64(max(0, $0.wholeNanoseconds))) }
        self.overrides.set(CameraOverride(kind: kind, since: now, until: until), on: id)
    }

    /// Lets the cameras whose pause is over have their turn.
    func endOverrides() {
        guard !self.isShuttingDown else { return }
        let over = self.overrides.takeOver(at: .now())
        guard !over.isEmpty else { return }
        for camera in over where self.workers[camera]?.isLeaving == false {
            self.logger.log(.cameraCommand, .notice, "the pause is over", ["camera": "\(camera)"])
            self.enqueue(Turn(camera: camera, isReplacement: true))
            self.publish(camera)
        }
        // Nothing is lost when that fails: what is over is over at the next start too.
        guard let keeper else { return }
        keeper.note(self.overrides)
        Task { await keeper.write() }
    }

    /// The cameras that the operator has switched off, and those whose worker refused its configuration and has ended.
    var resting: (off: Set<CameraID>, refusing: Set<CameraID>) {
        let refusing = self.workers.filter { $0.value.supervision.state == .misconfigured }
        return (self.overrides.cameras, Set(refusing.keys))
    }
}
