import NIOCore
import Shared

/// A timer whose time moves to later again and again: it fires early and is set anew, instead of being cancelled.
///
/// NIO's cancel walks through all timers of the loop; one cancelled with every frame cost 9 % of the supervisor's time at
/// 50 viewers. On one event loop only.
struct LazyTimer {
    private var scheduled: Scheduled<Void>?
    private var time: MonotonicTime?

    /// Whether ``set(for:now:on:_:)`` has anything to do: not when it fires early enough already.
    func isLate(for deadline: MonotonicTime) -> Bool {
        self.time.map { deadline < $0 } ?? true
    }

    /// `fire` is called at `deadline`; who is called says ``fired()`` and sets it again.
    mutating func set(
        for deadline: MonotonicTime,
        now: MonotonicTime,
        on eventLoop: any EventLoop,
        _ fire: @escaping @Sendable () -> Void
    ) {
        self.scheduled?.cancel()
        self.time = deadline
        self.scheduled = eventLoop.scheduleTask(in: TimeAmount(max(.zero, deadline.since(now))), fire)
    }

    mutating func fired() {
        self.time = nil
        self.scheduled = nil
    }

    mutating func cancel() {
        self.scheduled?.cancel()
        self.fired()
    }
}
