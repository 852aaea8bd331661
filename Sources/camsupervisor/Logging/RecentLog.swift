import DequeModule
import Shared
import Synchronization

/// The newest lines of the log, for `/api/error_log`: what an operator would look for first, without a shell on the machine.
final class RecentLog: Sendable {
    /// Lines; a day of a quiet house.
    static let mostLines = 2_000
    /// Bytes of all lines together.
    static let mostBytes = 512 * 1024
    /// Bytes of one; what is longer is cut.
    static let longestLine = 2_048

    private struct State {
        var lines: Deque<String> = []
        var bytes = 0
    }

    private let state = Mutex(State())

    /// - Parameter line: as it stands on standard error, with its end.
    func add(_ line: String) {
        let line = line.utf8.count <= Self.longestLine ? line : Self.cut(line)
        self.state.withLock { state in
            state.lines.append(line)
            state.bytes += line.utf8.count
            while state.lines.count > Self.mostLines || state.bytes > Self.mostBytes {
                state.bytes -= state.lines.removeFirst().utf8.count
            }
        }
    }

    /// The oldest first.
    var text: String { self.state.withLock { $0.lines }.joined() }

    private static func cut(_ line: String) -> String {
        // Never within a letter: what is cut off there is replaced.
        String(decoding: line.utf8.prefix(Self.longestLine - 4), as: UTF8.self) + "…\n"
    }
}
