import NIOCore
import Synchronization

/// How many connections are open at a time.
final class ConnectionLimit: Sendable {
    struct Reached: Error {}

    /// What becomes of a new connection.
    enum Admission: Sendable {
        case served
        /// There is no room: 503, and the end.
        case turnedAway
        /// Not even for that.
        case dropped
    }

    /// Connections to one door that may be in the middle of being turned away; each lives a second at most.
    static let mostTurnedAway = 16
    /// Connections to the control socket: an operator, a few scripts, and `curl` in a loop.
    static let control = 64

    /// Descriptors are the bound: a connection is one, a worker three, and some are for files and loops.
    ///
    /// And for what is not served for long: without these left over, `accept` itself fails and waits for a second (EMFILE; tried).
    ///
    /// - Parameter descriptors: the process's own limit.
    static func fitting(descriptors: UInt64, cameras: Int) -> Int {
        let reserved = 64 + Self.control + Self.mostTurnedAway + OpenFile.most + 4 * cameras
        return max(64, min(10_000, Int(clamping: descriptors) - reserved))
    }

    private struct Counts {
        var maximum: Int
        var served = 0
        var turnedAway = 0
    }

    private let counts: Mutex<Counts>

    init(maximum: Int) {
        self.counts = Mutex(Counts(maximum: maximum))
    }

    /// Another maximum from now on; nobody who is connected is cut off.
    func change(to maximum: Int) {
        self.counts.withLock { $0.maximum = maximum }
    }

    /// Counts a connection until it closes.
    func enter(_ channel: any Channel) -> Admission {
        let admission: Admission = self.counts.withLock { counts in
            if counts.served < counts.maximum {
                counts.served += 1
                return .served
            }
            guard counts.turnedAway < Self.mostTurnedAway else { return .dropped }
            counts.turnedAway += 1
            return .turnedAway
        }
        if admission != .dropped {
            channel.closeFuture.whenComplete { _ in self.leave(admission) }
        }
        return admission
    }

    private func leave(_ admission: Admission) {
        self.counts.withLock { counts in
            if admission == .served { counts.served -= 1 } else { counts.turnedAway -= 1 }
        }
    }
}
