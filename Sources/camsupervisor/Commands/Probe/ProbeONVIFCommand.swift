import ArgumentParser
import IPC
import Shared

/// `camsupervisor probe onvif HOST`.
struct ProbeONVIFCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onvif",
        abstract: "Say what an ONVIF camera or recorder is and can do, and print a configuration to paste.",
        discussion: """
            Asks what is asked at every start, and which events there are, and changes nothing, in a confined worker of its \
            own; needs no running supervisor. The password is read from --password-file, asked for at a terminal, or else \
            the first line of standard input. Exits 1 when the device cannot be reached or is no such device, 77 when it \
            refuses user or password. `camsupervisor discover` finds devices whose address is not known.
            """
    )

    @OptionGroup var options: ProbeOptions

    @Flag(help: "Log in as nobody: the device has no users. No password is asked for.")
    var anonymous = false

    @Flag(name: .customLong("nat-override"), help: "Ask everything at HOST, whatever addresses the device announces.")
    var overridesHost = false

    func validate() throws {
        if self.device == nil { throw ValidationError("\(ONVIFAddress.hostForm): \(self.options.host.printable)") }
    }

    /// The device service; `nil` when HOST is more, or less, than where that is.
    private var device: CameraURL? {
        guard var url = ONVIFAddress.url(of: self.options.host, https: self.options.https ? true : nil) else {
            return nil
        }
        guard let port = self.options.port else { return url }
        if let written = url.port, Int(written) != port { return nil }
        url.port = UInt16(port)
        return url
    }

    func run() async throws {
        guard let device = self.device else { throw ExitCodes.internal }
        let credentials = self.anonymous ? nil : try self.options.credentials()
        let configuration = ONVIFConfiguration(
            device: device,
            credentials: credentials,
            verifyTLS: !self.options.leavesUnverified,
            overridesHost: self.overridesHost
        )
        let report = try await self.options.report(
            ONVIFReport.self,
            .onvif(configuration),
            credentials,
            at: device.origin
        )
        if let words = report.silence(at: device) {
            StandardError.write("camsupervisor: \(device.origin)\(device.path): \(words)")
            throw ExitCodes.failed
        }
        let login = ONVIFProposal.Login(
            device: device,
            verifiesTLS: !self.options.leavesUnverified,
            user: self.anonymous ? nil : self.options.username,
            overridesHost: self.overridesHost
        )
        let proposal = ONVIFProposal(report, login)
        if self.options.json {
            let document = ProbeDocument(
                kind: "onvif",
                address: device.origin,
                report: report,
                configuration: proposal.text
            )
            print(try document.json)
        } else {
            let parts = [ONVIFReportText.of(report, at: device.origin), proposal.text].filter { !$0.isEmpty }
            print(parts.joined(separator: "\n"), terminator: "")
        }
    }
}
