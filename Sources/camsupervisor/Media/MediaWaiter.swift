import NIOCore
import Shared

/// A request that waits for something to be in a view's window.
final class MediaWaiter<Found: Sendable>: Sendable {
    private let promise: EventLoopPromise<Found?>
    private let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.promise = eventLoop.makePromise(of: Found?.self)
    }

    /// How often it is asked whether waiting is in vain.
    private static var doubtInterval: TimeAmount { .milliseconds(100) }

    /// What `look` finds, or `nil` when it found nothing in time, waiting is in vain or the task was cancelled.
    ///
    /// - Parameter look: called from any thread with each window until it finds something; must be quick.
    func wait(
        on view: MediaView,
        timeout: Duration,
        isInVain: @escaping @Sendable () -> Bool,
        _ look: @escaping @Sendable (MediaWindow) -> Found?
    ) async -> Found? {
        if let found = look(view.window) {
            self.promise.succeed(found)
            return found
        }
        let doubt = self.eventLoop.scheduleRepeatedTask(initialDelay: Self.doubtInterval, delay: Self.doubtInterval) {
            _ in
            if isInVain() { self.promise.succeed(nil) }
        }
        let timer = self.eventLoop.scheduleTask(in: TimeAmount(timeout)) { self.promise.succeed(nil) }
        let id = ObjectIdentifier(self)
        defer {
            doubt.cancel()
            timer.cancel()
            view.unwatch(id)
        }
        let hasRoom = view.watch(id) { [promise] window in
            if let found = look(window) { promise.succeed(found) }
        }
        if !hasRoom { self.promise.succeed(nil) }
        let found = try? await withTaskCancellationHandler {
            try await self.promise.futureResult.get()
        } onCancel: {
            self.promise.succeed(nil)
        }
        return found ?? nil
    }
}
