import IPC
import Shared

/// What is said with a worker that renders one template: it reads it, gets the states that it names, renders.
///
/// Pure: what is returned is to be sent or told.
struct RenderDialogue: Sendable {
    enum Action: Sendable, Equatable {
        case send(ServiceCall, sequence: UInt32)
        /// Send the states that are named, then the call.
        case sendStates(RenderNames, then: ServiceCall, sequence: UInt32)
        case finish(Result<String, RenderFailure>)
    }

    private enum Phase {
        case greeting
        case reading
        case rendering
        case over
    }

    private static let readSequence: UInt32 = 1
    private static let renderSequence: UInt32 = 2

    private let request: RenderRequest
    private var phase = Phase.greeting

    init(_ request: RenderRequest) {
        self.request = request
    }

    /// The worker is confined.
    mutating func ready() -> Action? {
        guard self.phase == .greeting else { return nil }
        self.phase = .reading
        return .send(
            Self.call(TemplateCall.read, [TemplateCall.template: .text(self.request.template)]),
            sequence: Self.readSequence
        )
    }

    mutating func answered(_ result: CallResult, sequence: UInt32) -> Action? {
        switch (self.phase, sequence) {
        case (.reading, Self.readSequence):
            guard result.status == 200 else { return self.refused(result) }
            var names = RenderNames(result.response)
            names.entities.formUnion(self.request.objects.values)
            self.phase = .rendering
            let parameters: [String: JSONValue] = [
                TemplateCall.variables: .object(self.request.variables),
                TemplateCall.objects: .object(self.request.objects.mapValues { .text($0.text) }),
            ]
            return .sendStates(names, then: Self.call(TemplateCall.render, parameters), sequence: Self.renderSequence)
        case (.rendering, Self.renderSequence):
            guard result.status == 200 else { return self.refused(result) }
            guard let text = result.response?.object?[TemplateCall.text]?.text else {
                return self.end(.failure(.worker("it answered without a text")))
            }
            return self.end(.success(text))
        case (.over, _): return nil
        default: return self.end(.failure(.worker("it answered what nobody had asked")))
        }
    }

    /// The first reason counts.
    mutating func failed(_ failure: RenderFailure) -> Action? {
        self.phase == .over ? nil : self.end(.failure(failure))
    }

    /// A worker says 400 of the template; anything else is its own trouble.
    private mutating func refused(_ result: CallResult) -> Action {
        // It was taken over at worst: its words are a client's, who is told them in one line and no more.
        let words = String(result.reason.prefix(Self.longestReason)).printable
        return self.end(.failure(result.status == 400 ? .template(words) : .worker(words)))
    }

    /// Letters; the longest sentence of `TemplateError` and its place.
    private static let longestReason = 400

    private mutating func end(_ result: Result<String, RenderFailure>) -> Action {
        self.phase = .over
        return .finish(result)
    }

    private static func call(_ service: String, _ parameters: [String: JSONValue]) -> ServiceCall {
        ServiceCall(
            service: service,
            parameters: parameters,
            timeoutMilliseconds: Int(RenderLimits.patience.wholeNanoseconds / 1_000_000)
        )
    }
}
