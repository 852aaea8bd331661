import NIOCore
import Shared

/// A request that waits for one frame.
final class StillWaiter: Sendable {
    let eventLoop: any EventLoop
    private let promise: EventLoopPromise<Frame?>

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.promise = eventLoop.makePromise(of: Frame?.self)
    }

    /// How often it is asked whether waiting is in vain.
    private static let doubtInterval = TimeAmount.milliseconds(50)

    /// The frame, or `nil` when none came in time, waiting is in vain or the task was cancelled.
    func wait(
        on view: ViewHub,
        for demand: FrameDemand,
        timeout: Duration,
        isInVain: @escaping @Sendable () -> Bool
    ) async -> Frame? {
        let doubt = self.eventLoop.scheduleRepeatedTask(initialDelay: Self.doubtInterval, delay: Self.doubtInterval) {
            _ in
            if isInVain() { self.promise.succeed(nil) }
        }
        defer { doubt.cancel() }
        let timer = self.eventLoop.scheduleTask(in: TimeAmount(timeout)) { self.promise.succeed(nil) }
        let receiver = self.receiver
        view.wait(receiver, for: demand)
        let frame = try? await withTaskCancellationHandler {
            try await self.promise.futureResult.get()
        } onCancel: {
            self.promise.succeed(nil)
        }
        timer.cancel()
        if frame == nil { view.stopWaiting(receiver) }
        return frame ?? nil
    }

    /// For one that also counted as a viewer.
    func leave(_ view: ViewHub) {
        view.viewerLeft(self.receiver)
    }

    private var receiver: FrameReceiver {
        FrameReceiver(id: ObjectIdentifier(self), eventLoop: self.eventLoop) { self.promise.succeed($0) }
    }
}
