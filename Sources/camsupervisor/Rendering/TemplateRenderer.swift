import IPC
import Logging
import NIOCore
import Shared
import Synchronization

/// Renders templates of clients, each in a confined worker of its own that has no camera and ends with the answer.
///
/// Starting one costs some 20 ms, keeping one would leave a client's template, and whatever it made of a mistake of ours, with the
/// states that the next client may see.
final class TemplateRenderer: Sendable {
    private struct State {
        var slots = RenderSlots()
        var waiting: [UInt64: EventLoopPromise<Int>] = [:]
        var running: [UInt64: RenderConversation] = [:]
        var nextNumber: UInt64 = 1
        var isEnding = false
    }

    private let workers: RenderWorkers
    private let entities: EntityHub
    private let logger: Logger
    private let state = Mutex(State())

    init(workers: RenderWorkers, entities: EntityHub, logger: Logger) {
        self.workers = workers
        self.entities = entities
        self.logger = logger
    }

    /// The text a template renders to, within ``RenderLimits/patience``.
    func render(_ request: RenderRequest, on eventLoop: any EventLoop) async throws(RenderFailure) -> String {
        let number = self.state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        let end = MonotonicTime.now() + RenderLimits.patience
        let place = try await self.enter(number, for: request.asker, until: end, on: eventLoop)
        let promise = eventLoop.makePromise(of: String.self)
        let conversation = RenderConversation(request, entities: self.entities, promise: promise)
        let isEnding = self.state.withLock { state in
            if !state.isEnding { state.running[number] = conversation }
            return state.isEnding
        }
        // It lasts longer than the answer: until the process is reaped, and only then the next may start.
        Task { await self.live(conversation, number, in: place) }
        if isEnding { conversation.fail(.shuttingDown) }
        let timer = eventLoop.scheduleTask(in: TimeAmount(end.since(.now()))) { conversation.fail(.late) }
        defer { timer.cancel() }
        do {
            return try await promise.futureResult.get()
        } catch {
            throw error as? RenderFailure ?? .worker("\(error)")
        }
    }

    /// Whoever waits is told that the service ends, and no worker is left.
    func shutDown() {
        let (waiting, running) = self.state.withLock { state in
            state.isEnding = true
            let numbers = state.waiting.keys.filter { state.slots.giveUp($0) }
            return (numbers.compactMap { state.waiting.removeValue(forKey: $0) }, Array(state.running.values))
        }
        for promise in waiting { promise.fail(RenderFailure.shuttingDown) }
        for conversation in running { conversation.fail(.shuttingDown) }
    }

    // MARK: The queue

    private func enter(
        _ number: UInt64,
        for asker: RenderSlots.Asker,
        until end: MonotonicTime,
        on eventLoop: any EventLoop
    ) async throws(RenderFailure) -> Int {
        let turn = try self.state.withLock { state throws(RenderFailure) -> EventLoopFuture<Int> in
            guard !state.isEnding else { throw .shuttingDown }
            switch state.slots.enter(number, for: asker) {
            case .now(let place): return eventLoop.makeSucceededFuture(place)
            case .refused: throw .busy
            case .waits:
                let promise = eventLoop.makePromise(of: Int.self)
                state.waiting[number] = promise
                return promise.futureResult
            }
        }
        let timer = eventLoop.scheduleTask(in: TimeAmount(end.since(.now()))) { self.giveUp(number) }
        defer { timer.cancel() }
        do {
            return try await turn.get()
        } catch {
            throw error as? RenderFailure ?? .busy
        }
    }

    private func giveUp(_ number: UInt64) {
        let promise = self.state.withLock { state in
            state.slots.giveUp(number) ? state.waiting.removeValue(forKey: number) : nil
        }
        promise?.fail(RenderFailure.late)
    }

    private func leave(_ number: UInt64, _ place: Int) {
        let next = self.state.withLock { state -> EventLoopPromise<Int>? in
            state.running[number] = nil
            return state.slots.leave(place).flatMap { state.waiting.removeValue(forKey: $0) }
        }
        next?.succeed(place)
    }

    // MARK: The worker

    private func live(_ conversation: RenderConversation, _ number: UInt64, in place: Int) async {
        do {
            let status = try await self.workers.run(conversation, number: number, in: place)
            if status != .exited(0), status != .signalled(9) {
                self.logger.log(.workerFailed, .warning, "the worker of a template: \(status)")
            }
            conversation.fail(.worker("\(status)"))
        } catch {
            self.logger.log(.workerFailed, .error, "no worker for a template can be started: \(error)")
            conversation.fail(.worker("it cannot be started: \(error)"))
        }
        self.leave(number, place)
    }
}
