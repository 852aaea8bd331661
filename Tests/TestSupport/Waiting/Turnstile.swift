internal import Synchronization

/// Lets so many in at a time, in the order they came.
///
/// Fifty tests that each start a supervisor and its workers at once would measure nothing but the machine.
package final class Turnstile: Sendable {
    private struct Waiter {
        var places: Int
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var free: Int
        var queue: [Waiter] = []
    }

    /// All the places there are.
    package let width: Int
    private let state: Mutex<State>

    package init(width: Int) {
        self.width = width
        self.state = Mutex(State(free: width))
    }

    /// Runs `body` once `places` are free, at most ``width``; who asks for all of them runs alone.
    package func pass<Value>(places: Int = 1, _ body: () async throws -> Value) async rethrows -> Value {
        let places = min(places, self.width)
        await self.enter(places)
        defer { self.leave(places) }
        return try await body()
    }

    private func enter(_ places: Int) async {
        await withCheckedContinuation { continuation in
            let mayEnter = self.state.withLock { state in
                // Nobody overtakes: or somebody who asks for all would wait for ever.
                if state.queue.isEmpty, state.free >= places {
                    state.free -= places
                    return true
                }
                state.queue.append(Waiter(places: places, continuation: continuation))
                return false
            }
            if mayEnter { continuation.resume() }
        }
    }

    private func leave(_ places: Int) {
        let admitted = self.state.withLock { state in
            state.free += places
            var admitted: [Waiter] = []
            while let next = state.queue.first, state.free >= next.places {
                state.free -= next.places
                admitted.append(state.queue.removeFirst())
            }
            return admitted
        }
        for waiter in admitted { waiter.continuation.resume() }
    }
}
