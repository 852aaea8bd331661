import IPC
import NIOCore
import Shared

/// What a camera's worker says of its device: who made it, what it has, how its events go.
struct WorkerDiagnostics {
    let entry: CameraBoard.Entry
    let eventLoop: any EventLoop

    /// The worker has it ready; one that is busy for longer has none.
    private static let patience = Duration.seconds(2)
    /// Parts of a worker's answer that are taken, in Home Assistant's words.
    private static let parts = ["device", "events"]

    /// Empty for platforms whose workers know no more than is known here; with the reason where there is no answer.
    var told: [String: JSONValue] {
        get async {
            guard case .onvif? = self.entry.configuration?.source else { return [:] }
            guard let connection = self.entry.connection else { return Self.nothing("there is no worker") }
            let call = ServiceCall(
                service: ServiceCall.diagnostics,
                timeoutMilliseconds: Int(Self.patience.wholeNanoseconds / 1_000_000)
            )
            do {
                let future = try connection.ask(on: self.eventLoop, timeout: Self.patience) { sequence, link in
                    link.send(.call, call, sequence: sequence)
                }
                guard case .result(let result) = try await future.get() else { return Self.nothing("no answer") }
                return self.taken(result)
            } catch {
                return Self.nothing("the worker did not answer")
            }
        }
    }

    private func taken(_ result: CallResult) -> [String: JSONValue] {
        let words = ProbeWords(redaction: self.entry.configuration.map { Redaction(of: $0) } ?? Redaction(secrets: []))
        guard case .object(let object)? = result.response else { return Self.nothing(words.tidy(result.reason)) }
        return object.filter { Self.parts.contains($0.key) }.mapValues { words.tidy($0) }
    }

    private static func nothing(_ reason: String) -> [String: JSONValue] { ["device": ["unknown": .text(reason)]] }
}
