package import Shared
internal import Synchronization

/// A clock that stands still until the test moves it.
package final class ManualClock: Sendable {
    private let time: Mutex<MonotonicTime>

    /// Starts at 1,000 s, so that a test may look back.
    package init(at start: MonotonicTime = MonotonicTime(nanoseconds: 1_000_000_000_000)) {
        self.time = Mutex(start)
    }

    package var now: MonotonicTime { self.time.withLock { $0 } }

    /// Moves the clock on and returns the new time.
    @discardableResult
    package func advance(by duration: Duration) -> MonotonicTime {
        self.time.withLock {
            $0 = $0 + duration
            return $0
        }
    }

    package func set(to time: MonotonicTime) {
        self.time.withLock { $0 = time }
    }
}
