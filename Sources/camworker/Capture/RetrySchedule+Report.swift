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
            reason: reason + self.doubt,
            retryMilliseconds: self.retryMilliseconds(at: now)
        )
    }

    /// Why a refusal is not believed.
    private var doubt: String {
        if self.isOtherWayNext { return "; it is asked in another way" }
        if self.isPardoned { return "; it lets us in elsewhere, so its connections may be used up" }
        return self.isLoneRefusal ? "; it let us in before, so it is asked once more" : ""
    }
}
