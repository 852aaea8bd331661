import NIOCore
import Shared

extension EventLoopFuture where Value: Sendable {
    /// The value, or ``WorkerConnection/TimedOut`` when it takes longer.
    func within(_ time: Duration, on eventLoop: any EventLoop) async throws -> Value {
        let promise = eventLoop.makePromise(of: Value.self)
        let timer = eventLoop.scheduleTask(in: TimeAmount(time)) { promise.fail(WorkerConnection.TimedOut()) }
        self.cascade(to: promise)
        defer { timer.cancel() }
        return try await promise.futureResult.get()
    }
}
