internal import IPC
internal import Shared

/// The one connection's state machine with what is told of its troubles; of MJPEG and video alike.
struct CameraTrouble {
    var machine: CameraStreamStateMachine
    /// Masked; stands before every reason.
    var shownURL: String
    private var generator = SystemRandomNumberGenerator()
    private var last = (connection: StateReport.Connection.offline, reason: "")

    init(_ machine: CameraStreamStateMachine, shownURL: String) {
        self.machine = machine
        self.shownURL = shownURL
    }

    /// The connection is gone.
    ///
    /// - Parameter connection: A stream that simply ended is begun again and no reason for alarm.
    mutating func failed(
        _ failure: RetrySchedule.Failure,
        _ reason: String,
        as connection: StateReport.Connection,
        at now: MonotonicTime
    ) -> CameraStreamStateMachine.Action {
        self.last = (connection, "\(self.shownURL): \(reason)")
        return self.machine.ended(failure, at: now, using: &self.generator)
    }

    /// What keeps the camera from being connected to; `nil` while nothing is known to.
    func report(at now: MonotonicTime) -> StateReport? {
        self.machine.schedule.report(self.last.reason, as: self.last.connection, at: now)
    }

    /// After it was closed because nobody needs it: what was wrong stays said until a picture proves otherwise.
    func closingReport(at now: MonotonicTime) -> StateReport {
        self.report(at: now) ?? StateReport(connection: .idle)
    }
}
