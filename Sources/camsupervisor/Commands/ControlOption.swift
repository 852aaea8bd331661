import ArgumentParser
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// `--socket PATH`, the same on every verb that talks to a running supervisor.
struct ControlOption: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help:
            "The running supervisor's control socket; by itself the configuration's, or \(ControlConfiguration.standardSocket).",
        completion: .file(extensions: ["sock"])
    )
    var socket: String?

    @Option(
        name: [.customShort("f"), .customLong("config")],
        help: "The configuration file that names the control socket.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var configuration: String?

    /// Reads the configuration file, where one is given and no socket.
    var path: String { self.socket ?? self.loaded?.control?.path ?? ControlConfiguration.standardSocket }

    private var loaded: LoadedConfiguration? {
        self.configuration.map { ConfigurationFile.load(path: $0, environment: ProcessEnvironment.variables) }
    }

    /// What else is wrong with the file is no matter: the cameras of a running supervisor are looked at while it is edited.
    func validate() throws {
        guard let configuration, self.socket == nil, let loaded = self.loaded, loaded.control == nil else { return }
        let reason = loaded.firstError.map { "\($0)" } ?? "\(configuration): no control socket is named"
        StandardError.write("camsupervisor: \(reason)")
        throw ExitCodes.configuration
    }

    /// Asks the supervisor; says on standard error what went wrong and exits by sysexits' numbers.
    func ask(_ method: HTTPMethod, _ target: String) async throws -> ByteBuffer {
        try self.accepted(try await self.answer(method, target))
    }

    /// Asks and decodes the answer's JSON.
    func ask<Document: Decodable>(
        _ method: HTTPMethod,
        _ target: String,
        as type: Document.Type
    ) async throws -> Document {
        try self.decode(try await self.ask(method, target), as: type)
    }

    /// Asks the supervisor, whatever it answers.
    ///
    /// - Parameters:
    ///   - body: JSON.
    ///   - patience: for the whole exchange; the client's own when not given.
    func answer(
        _ method: HTTPMethod,
        _ target: String,
        body: ByteBuffer = ByteBuffer(),
        patience: Duration? = nil
    ) async throws -> ControlClient.Answer {
        do {
            var client = ControlClient(path: self.path)
            client.patience = patience ?? client.patience
            return try await client.send(method, target, body: body)
        } catch {
            throw Self.exit(after: error)
        }
    }

    /// Says why nobody answers.
    ///
    /// - Returns: what to exit with.
    static func exit(after failure: ControlClient.Failure) -> ExitCode {
        StandardError.write("camsupervisor: \(failure)")
        if case .noPermission = failure { return ExitCodes.noPermission }
        return ExitCodes.noDaemon
    }

    /// The body of a good answer.
    func accepted(_ answer: ControlClient.Answer) throws -> ByteBuffer {
        guard (200..<300).contains(answer.status) else {
            StandardError.write("camsupervisor: \(Self.words(of: answer))")
            throw ExitCodes.failed
        }
        return answer.body
    }

    func decode<Document: Decodable>(_ body: ByteBuffer, as type: Document.Type) throws -> Document {
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch {
            StandardError.write("camsupervisor: the supervisor's answer is not understood (another version?): \(error)")
            throw ExitCodes.internal
        }
    }

    static func words(of answer: ControlClient.Answer) -> String {
        struct Document: Decodable { var detail: String }
        let document = try? JSONDecoder().decode(Document.self, from: Data(answer.body.readableBytesView))
        return document?.detail ?? "status \(answer.status)"
    }
}
