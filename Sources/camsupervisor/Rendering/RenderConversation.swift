import IPC
import NIOCore
import Shared
import Synchronization

/// One worker that renders, as those who wait for it and those who end it see it.
///
/// Carries out what ``RenderDialogue`` says.
final class RenderConversation: BriefConversation {
    private struct State {
        var dialogue: RenderDialogue
        var link: WorkerLink?
        /// Nobody may be told twice.
        var promise: EventLoopPromise<String>?
    }

    private let state: Mutex<State>
    private let entities: EntityHub
    private let scope: AccessScope
    private let ending: AsyncStream<WorkerProcess.Ending>.Continuation
    let endings: AsyncStream<WorkerProcess.Ending>

    init(_ request: RenderRequest, entities: EntityHub, promise: EventLoopPromise<String>) {
        self.state = Mutex(State(dialogue: RenderDialogue(request), promise: promise))
        self.entities = entities
        self.scope = request.scope
        // The first is the one that counts.
        (self.endings, self.ending) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// What has failed meanwhile needs none.
    func attach(_ link: WorkerLink) {
        self.state.withLock { $0.link = link }
    }

    func received(_ event: WorkerLink.Event) {
        switch event {
        case .ready: self.perform { $0.ready() }
        case .result(let sequence, let result): self.perform { $0.answered(result, sequence: sequence) }
        case .closed(let violation): self.fail(.worker(violation.map { "\($0)" } ?? "it ended"))
        case .hello, .stats, .pong, .log: break
        case .frame, .scaled, .mediaStart, .mediaPart, .state, .ports, .views, .entities, .entityStates,
            .happened:
            self.fail(.worker("it spoke of a camera"))
        }
    }

    /// Ends the worker and tells who waits, unless it is told already.
    func fail(_ failure: RenderFailure) {
        self.perform { $0.failed(failure) }
    }

    /// Under the lock as far as the link: what is sent is in the order of what was decided.
    private func perform(_ decide: (inout RenderDialogue) -> RenderDialogue.Action?) {
        let end = self.state.withLock { state -> (EventLoopPromise<String>, Result<String, RenderFailure>)? in
            guard let action = decide(&state.dialogue) else { return nil }
            switch action {
            case .send(let call, let sequence): state.link?.send(.call, call, sequence: sequence)
            case .sendStates(let names, let call, let sequence):
                let link = state.link
                // Thousands take a while to write, and this is the loop that serves viewers.
                Task { self.send(names, call, sequence, over: link) }
            case .finish(let result):
                defer { state.promise = nil }
                return state.promise.map { ($0, result) }
            }
            return nil
        }
        guard let (promise, result) = end else { return }
        // A worker that has done its work ends with its socket; one that has not is not waited for.
        let isDone = if case .failure(let failure) = result { failure.isOfTemplate } else { true }
        self.ending.yield(isDone ? .hasLeft : .kill)
        self.ending.finish()
        // Not closed here: on its own loop that would come before the word.
        self.state.withLock { $0.link }?.send(.stop)
        promise.completeWith(result.mapError { $0 as any Error })
    }

    private func send(_ names: RenderNames, _ call: ServiceCall, _ sequence: UInt32, over link: WorkerLink?) {
        for message in self.entities.states(names, visibleTo: self.scope) { link?.send(.states, message) }
        link?.send(.call, call, sequence: sequence)
    }
}

extension RenderFailure {
    fileprivate var isOfTemplate: Bool { if case .template = self { true } else { false } }
}
