import ArgumentParser
import IPC
import Shared

/// `camsupervisor probe amcrest HOST`.
struct ProbeAmcrestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amcrest",
        abstract: "Say what an Amcrest or Dahua camera is and can do, and print a configuration to paste.",
        discussion: """
            Asks some twenty questions and changes nothing, in a confined worker of its own; needs no running supervisor. \
            The password is read from --password-file, asked for at a terminal, or else the first line of standard input. \
            Exits 1 when the camera cannot be reached or is no such camera, 77 when it refuses user or password: then it was \
            asked once only.
            """
    )

    @OptionGroup var options: ProbeOptions

    @Option(help: "Which camera of a recorder; by itself all of them.")
    var channel: Int?

    func validate() throws {
        if let channel = self.channel, !(1...256 ~= channel) {
            throw ValidationError("--channel is a number from 1 to 256")
        }
        if self.server == nil { throw ValidationError("\(AmcrestPlatform.hostForm): \(self.options.host.printable)") }
    }

    private var server: CameraURL? {
        AmcrestPlatform.server(self.options.host, port: self.options.port, https: self.options.https ? true : nil)
    }

    func run() async throws {
        guard let server = self.server else { throw ExitCodes.internal }
        let credentials = try self.options.credentials()
        let camera = AmcrestConfiguration(
            server: server,
            credentials: credentials,
            verifyTLS: !self.options.leavesUnverified,
            channel: self.channel ?? 1
        )
        let report = try await self.options.report(
            AmcrestReport.self,
            .amcrest(camera, wholeDevice: self.channel == nil),
            credentials,
            at: server.origin
        )
        let login = AmcrestProposal.Login(
            server: server,
            verifiesTLS: !self.options.leavesUnverified,
            user: self.options.username
        )
        let proposal = AmcrestProposal(report, login)
        if self.options.json {
            print(
                try ProbeDocument(kind: "amcrest", address: server.origin, report: report, configuration: proposal.text)
                    .json
            )
        } else {
            print(AmcrestReportText.of(report, at: server.origin), proposal.text, separator: "\n", terminator: "")
        }
    }
}
