import IPC
import NIOCore
import Shared
import Synchronization

/// One worker that looks at a camera, as those who wait for it and those who end it see it.
///
/// Carries out what ``ProbeDialogue`` says.
final class ProbeConversation: BriefConversation {
    private struct State {
        var dialogue: ProbeDialogue
        var link: WorkerLink?
        /// Nobody may be told twice.
        var promise: EventLoopPromise<JSONValue>?
    }

    private let state: Mutex<State>
    private let ending: AsyncStream<WorkerProcess.Ending>.Continuation
    let endings: AsyncStream<WorkerProcess.Ending>

    init(_ dialogue: ProbeDialogue, promise: EventLoopPromise<JSONValue>) {
        self.state = Mutex(State(dialogue: dialogue, promise: promise))
        (self.endings, self.ending) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    func attach(_ link: WorkerLink) {
        self.state.withLock { $0.link = link }
    }

    func received(_ event: WorkerLink.Event) {
        self.perform { $0.received(event) }
    }

    /// Ends the worker and tells who waits, unless it is told already.
    func fail(_ failure: ProbeFailure) {
        self.perform { $0.failed(failure) }
    }

    private func perform(_ decide: (inout ProbeDialogue) -> ProbeDialogue.Action?) {
        let end = self.state.withLock { state -> (EventLoopPromise<JSONValue>, Result<JSONValue, ProbeFailure>)? in
            switch decide(&state.dialogue) {
            case .send(let request, let sequence)?:
                state.link?.send(.probe, request, sequence: sequence, secrets: true)
            case .wait?: self.ending.yield(.hasLeft)
            case .finish(let result)?:
                defer { state.promise = nil }
                return state.promise.map { ($0, result) }
            case nil: break
            }
            return nil
        }
        guard let (promise, result) = end else { return }
        self.ending.yield(result.isAnswer ? .hasLeft : .kill)
        self.ending.finish()
        // Not closed here: on its own loop that would come before the word.
        self.state.withLock { $0.link }?.send(.stop)
        promise.completeWith(result.mapError { $0 as any Error })
    }
}

extension Result<JSONValue, ProbeFailure> {
    /// Whether the worker has done its work, and ends with its socket.
    fileprivate var isAnswer: Bool {
        switch self {
        case .success, .failure(.refused), .failure(.camera), .failure(.elsewhere): true
        case .failure(.late), .failure(.worker): false
        }
    }
}
