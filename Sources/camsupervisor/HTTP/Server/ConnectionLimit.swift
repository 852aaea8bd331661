import NIOCore
import Synchronization

/// How many connections are open at a time.
final class ConnectionLimit: Sendable {
    struct Reached: Error {}

    /// Descriptors are the bound: a connection is one, a worker three, and some are for files and loops.
    ///
    /// - Parameter descriptors: the process's own limit.
    static func fitting(descriptors: UInt64, cameras: Int) -> Int {
        let reserved = 64 + 4 * cameras
        return max(64, min(10_000, Int(clamping: descriptors) - reserved))
    }

    private let maximum: Int
    private let open = Mutex(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// Counts a connection until it closes; `false` when there is no room.
    func enter(_ channel: any Channel) -> Bool {
        let fits = self.open.withLock { open in
            guard open < self.maximum else { return false }
            open += 1
            return true
        }
        if fits {
            channel.closeFuture.whenComplete { _ in self.open.withLock { $0 -= 1 } }
        }
        return fits
    }
}
