import IPC
import Shared

/// What is said with a worker that looks at a camera once: its request, and the answer.
///
/// Pure: what is returned is to be done.
struct ProbeDialogue: Sendable {
    enum Action: Sendable, Equatable {
        /// With its secrets.
        case send(ProbeRequest, sequence: UInt32)
        /// It has gone; how, says the end of its process.
        case wait
        case finish(Result<JSONValue, ProbeFailure>)
    }

    private enum Phase {
        case greeting
        case looking
        case over
    }

    private static let sequence: UInt32 = 1

    private let request: ProbeRequest
    private let words: ProbeWords
    private var phase = Phase.greeting

    init(_ request: ProbeRequest, words: ProbeWords) {
        self.request = request
        self.words = words
    }

    mutating func received(_ event: WorkerLink.Event) -> Action? {
        switch event {
        case .hello: self.greeted()
        case .result(let sequence, let result): self.answered(result, sequence: sequence)
        case .closed(nil): self.phase == .over ? nil : .wait
        case .closed(let violation?): self.failed(.worker("\(violation)"))
        case .ready, .stats, .pong, .log: nil
        case .frame, .scaled, .mediaStart, .mediaPart, .state, .ports, .views, .entities, .entityStates,
            .happened:
            self.failed(.worker("it spoke of what it was not asked"))
        }
    }

    private mutating func greeted() -> Action? {
        guard self.phase == .greeting else { return nil }
        self.phase = .looking
        return .send(self.request, sequence: Self.sequence)
    }

    private mutating func answered(_ result: CallResult, sequence: UInt32) -> Action? {
        guard self.phase != .over else { return nil }
        guard self.phase == .looking, sequence == Self.sequence else {
            return self.failed(.worker("it answered what nobody had asked"))
        }
        let reason = self.words.tidy(result.reason)
        switch result.status {
        case 200:
            guard let response = result.response else { return self.failed(.worker("it answered without a report")) }
            return self.end(.success(self.words.tidy(response)))
        case 401: return self.end(.failure(.refused(reason)))
        case CallResult.wantsPort:
            guard let port = result.wantedPort else { return self.failed(.worker("it wants a port that is none")) }
            return self.end(.failure(.elsewhere(port)))
        default: return self.end(.failure(.camera(reason)))
        }
    }

    /// The first reason counts.
    mutating func failed(_ failure: ProbeFailure) -> Action? {
        self.phase == .over ? nil : self.end(.failure(failure))
    }

    private mutating func end(_ result: Result<JSONValue, ProbeFailure>) -> Action {
        self.phase = .over
        return .finish(result)
    }
}
