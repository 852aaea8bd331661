import Shared
import Synchronization

/// How many bytes of uploads are in flight over all cameras.
final class UploadBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int = Limits.uploadsInFlight) {
        self.limit = limit
    }

    /// Takes `bytes` out of the budget, if they fit.
    func take(_ bytes: Int) -> Bool {
        self.used.withLock { used in
            guard used + bytes <= self.limit else { return false }
            used += bytes
            return true
        }
    }

    func giveBack(_ bytes: Int) {
        self.used.withLock { $0 -= bytes }
    }
}
