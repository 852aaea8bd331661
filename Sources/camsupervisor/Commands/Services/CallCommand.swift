import ArgumentParser
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor call SERVICE ENTITY… FIELD=VALUE…`: has a service done.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call a service: have cameras and their entities do something.",
        discussion: """
            camsupervisor call demo.goto_preset camera.shed preset=2, camsupervisor call switch.turn_on all. A value that is \
            JSON is taken as that (2, true, ["a"]), everything else as a text. Exits 64 for a call that is wrong, 1 when \
            something could not be done.
            """
    )

    @Argument(help: "The service; camsupervisor services lists them.", completion: .custom(ServicesCommand.names))
    var service: String

    @Argument(help: "Entities, or all, and fields as NAME=VALUE.")
    var words: [String] = []

    @Flag(help: "The API's own answer.")
    var json = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        let listing = try await self.control.listing()
        guard let service = listing[self.service] else { throw listing.unknown(self.service) }
        let words: CallWords
        do {
            words = try CallWords(self.words, domains: service.domains)
        } catch {
            throw Self.wrong("\(error)")
        }
        guard !words.entities.isEmpty else { throw Self.wrong("no entity is named\n\(service.help)") }
        let path = self.service.split(separator: ".").map { CameraURL.percentEncoded(String($0)) }.joined(
            separator: "/"
        )
        let answer = try await self.control.answer(
            .POST,
            "/api/services/\(path)\(service.answers ? "?return_response" : "")",
            body: words.body,
            patience: Self.patience(for: words, of: self.service)
        )
        try self.report(answer, words, service)
    }

    /// Those of one camera are called one after the other, and each may take ten seconds and what it says itself.
    static func patience(for words: CallWords, of service: String) -> Duration {
        let most: Duration = .seconds(600)
        guard words.entities != ["all"] else { return most }
        let lasting = ServiceCatalogue.complete[service]?.duration(words.fields) ?? .zero
        return min(most, (ServiceRunner.patience + lasting + .seconds(1)) * max(2, words.entities.count))
    }

    private func report(
        _ answer: ControlClient.Answer,
        _ words: CallWords,
        _ service: ServiceListing.Service
    ) throws {
        let outcome: CallOutcome
        do throws(JSONError) {
            outcome = try CallOutcome(status: answer.status, answer.body)
        } catch {
            StandardError.write("camsupervisor: the supervisor's answer is not understood (another version?): \(error)")
            throw ExitCodes.internal
        }
        if self.json {
            print(String(buffer: answer.body))
        } else {
            for line in outcome.lines(for: words.entities) { print(line) }
        }
        guard !outcome.isDone else { return }
        if outcome.isWrongCall { throw Self.wrong("\(outcome.message)\n\(service.help)") }
        if !self.json { StandardError.write("camsupervisor: \(outcome.message)") }
        throw ExitCodes.failed
    }

    private static func wrong(_ words: String) -> ExitCode {
        StandardError.write("camsupervisor: \(words)")
        return ExitCodes.usage
    }
}
