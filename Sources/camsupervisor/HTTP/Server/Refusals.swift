import IPC
import Logging
import Shared
import Synchronization

/// Counts the clients that were given up or turned away, and says so in the log: each kind once, then once a minute.
///
/// A thousand slow clients are one line, and the count is right all the same.
final class Refusals: Sendable {
    /// What was wrong.
    enum Kind: String, Sendable, CaseIterable {
        case slowHeader = "header"
        case slowBody = "body"
        case unreadAnswer = "answer"
        case noRoom = "connections"
        case noRequest = "request"

        /// As a sentence of one client.
        var words: String {
            switch self {
            case .slowHeader: "a client did not finish its header in time; its connection is closed"
            case .slowBody: "a client did not finish its body in time; its connection is closed"
            case .unreadAnswer: "a client did not read its answer; its connection is closed"
            case .noRequest: "a client sent what is no request and did not leave; its connection is closed"
            case .noRoom: "a client found no room: too many connections are open"
            }
        }
    }

    /// Between two lines of a kind.
    private static let silence = Duration.seconds(60)

    private struct Count {
        var total = 0
        var sinceLine = 0
        var lineAt: MonotonicTime?
    }

    private let logger: Logger
    private let counts = Mutex<[Kind: Count]>([:])

    init(logger: Logger) {
        self.logger = logger
    }

    /// How many there were since the start.
    subscript(kind: Kind) -> Int { self.counts.withLock { $0[kind]?.total ?? 0 } }

    func count(_ kind: Kind, from origin: RequestOrigin, at now: MonotonicTime = .now()) {
        let others: Int? = self.counts.withLock { counts in
            var count = counts[kind] ?? Count()
            defer { counts[kind] = count }
            count.total += 1
            guard count.lineAt.map({ now.since($0) >= Self.silence }) ?? true else {
                count.sinceLine += 1
                return nil
            }
            defer { (count.sinceLine, count.lineAt) = (0, now) }
            return count.sinceLine
        }
        guard let others else { return }
        let door = origin.isControl ? "control" : "network"
        let sum = others == 0 ? "" : " (\(others) others since the last such line)"
        self.logger.log(.clientRefused, .warning, "\(kind.words)\(sum)", ["door": door, "count": "\(others + 1)"])
    }
}
