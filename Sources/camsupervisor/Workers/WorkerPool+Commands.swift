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
        let hasChanged = self.override(by: command, on: id, lasting: period)
        self.waitingForTurn.removeAll { $0.camera == id }
        let now = MonotonicTime.now()
        self.step(id) { worker in
            switch command {
            case .start: worker.supervision.start(at: now)
            case .stop, .pause: worker.supervision.stop(at: now)
            case .restart: worker.supervision.restart(at: now)
            }
        }
        self.logger.log(.cameraCommand, .notice, "\(command.rawValue) asked for", ["camera": "\(id)"])
        // Nothing need be remembered of a camera that is as its file says.
        guard let keeper else { return self.overrides[id] == nil }
        return hasChanged ? await keeper.save(self.overrides) : true
    }

    private func override(by command: Command, on id: CameraID, lasting period: Duration?) -> Bool {
        guard let kind = command.override else { return self.overrides.remove(id) }
        let now = WallTime.now()
        let until = period.map { WallTime(nanoseconds: now.nanoseconds &+ UInt64(max(0, $0.wholeNanoseconds))) }
        return self.overrides.set(CameraOverride(kind: kind, since: now, until: until), on: id)
    }

    /// Starts the cameras whose pause is over.
    func endOverrides() {
        guard !self.isShuttingDown else { return }
        let over = self.overrides.takeOver(at: .now())
        guard !over.isEmpty else { return }
        for camera in over where self.workers[camera]?.isLeaving == false {
            self.logger.log(.cameraCommand, .notice, "the pause is over", ["camera": "\(camera)"])
            self.step(camera) { $0.supervision.start(at: .now()) }
        }
        // Nothing is lost when that fails: what is over is over at the next start too.
        if let keeper { Task { [overrides] in await keeper.save(overrides) } }
    }

    /// The cameras that the operator has switched off.
    var switchedOff: Set<CameraID> { self.overrides.cameras }
}
