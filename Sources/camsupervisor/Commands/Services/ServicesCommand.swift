import ArgumentParser
import NIOCore
import NIOHTTP1

/// `camsupervisor services [SERVICE]`: what can be called.
struct ServicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract: "List the services that can be called, or everything about one."
    )

    @Argument(help: "One service, or the beginning of some: camera.snapshot, demo.", completion: .custom(Self.names))
    var service: String?

    @Flag(help: "The API's own document.")
    var json = false

    @OptionGroup var control: ControlOption

    func run() async throws {
        let body = try await self.control.ask(.GET, "/api/services")
        if self.json { return print(String(buffer: body)) }
        let listing = try self.control.listing(body)
        guard let service = self.service else {
            let width = listing.services.map(\.name.count).max() ?? 0
            for service in listing.services { print("\(service.name.padded(to: width))  \(service.words)") }
            return
        }
        let matches = listing.services.filter { $0.name == service || $0.name.hasPrefix("\(service).") }
        let shown = matches.isEmpty ? listing.services.filter { $0.name.hasPrefix(service) } : matches
        guard !shown.isEmpty else { throw listing.unknown(service) }
        print(shown.map(\.help).joined(separator: "\n"))
    }

    /// For the shell: those of the supervisor that runs, where one does.
    @Sendable
    static func names(_ words: [String], _ position: Int, _ prefix: String) async -> [String] {
        guard
            let answer = try? await ControlClient(path: ControlConfiguration.standardSocket).send(
                .GET,
                "/api/services"
            ),
            let listing = try? ServiceListing(answer.body)
        else { return [] }
        return listing.services.map(\.name)
    }
}

extension ControlOption {
    func listing() async throws -> ServiceListing {
        try self.listing(try await self.ask(.GET, "/api/services"))
    }

    func listing(_ body: ByteBuffer) throws -> ServiceListing {
        do {
            return try ServiceListing(body)
        } catch {
            StandardError.write("camsupervisor: the supervisor's answer is not understood (another version?): \(error)")
            throw ExitCodes.internal
        }
    }
}

extension ServiceListing {
    /// There is no such service here.
    func unknown(_ name: String) -> ExitCode {
        let hint = NearestName.hint(for: name, among: self.services.map(\.name)).map { " (\($0))" } ?? ""
        StandardError.write(
            "camsupervisor: there is no service '\(name.printable)' here\(hint); camsupervisor services lists them"
        )
        return ExitCodes.usage
    }
}
