internal import Synchronization

/// What a program wrote: the beginning and the end, of anything longer.
final class BoundedOutput: Sendable {
    /// Each half.
    ///
    /// A supervisor under test logs a few hundred kilobytes at most; a runaway must not fill the memory.
    private static let halfLimit = 4 << 20

    private struct State {
        var head: [UInt8] = []
        var tail: [UInt8] = []
        var dropped = 0
        var isComplete = false
    }

    private let state = Mutex(State())

    func append(_ bytes: some Collection<UInt8>) {
        self.state.withLock { state in
            let room = Self.halfLimit - state.head.count
            state.head += bytes.prefix(room)
            state.tail += bytes.dropFirst(room)
            let excess = state.tail.count - Self.halfLimit
            guard excess > 0 else { return }
            state.tail.removeFirst(excess)
            state.dropped += excess
        }
    }

    /// Nobody holds the writing end any more.
    func complete() {
        self.state.withLock { $0.isComplete = true }
    }

    var isComplete: Bool { self.state.withLock { $0.isComplete } }

    var text: String {
        self.state.withLock { state in
            let gap = state.dropped > 0 ? Array("\n… \(state.dropped) bytes dropped …\n".utf8) : []
            return String(decoding: state.head + gap + state.tail, as: UTF8.self)
        }
    }

    var bytes: [UInt8] { self.state.withLock { $0.head + $0.tail } }
}
