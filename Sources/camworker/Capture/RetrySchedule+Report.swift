internal import IPC
internal import Shared

extension RetrySchedule {
    /// The trouble as the supervisor is told, with the time left; `nil` when there is none.
    ///
    /// - Parameters:
    ///   - reason: In words, with what was asked for.
    ///   - connection: What the trouble makes the camera, unless it refuses us.
    func report(
        _ reason: String,
        as connection: StateReport.Connection = .offline,
        at now: MonotonicTime
    ) -> StateReport? {
        guard self.retryAt != nil else { return nil }
        return StateReport(
            connection: self.isRefused ? .refused : connection,
            reason: reason + (self.isLoneRefusal ? "; it let us in before, so it is asked once more" : ""),
            retryMilliseconds: self.retryMilliseconds(at: now)
        )
    }
}
