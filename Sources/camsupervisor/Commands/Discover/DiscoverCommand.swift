import ArgumentParser
import IPC
import Shared

/// `camsupervisor discover`: which ONVIF devices are on the networks of this machine.
struct DiscoverCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discover",
        abstract: "Find the ONVIF cameras and recorders on the networks of this machine, and propose a configuration.",
        discussion: """
            Asks by WS-Discovery (UDP port 3702) from every interface, over IPv4 and IPv6, in a confined worker of its own; \
            needs no running supervisor and no password. Cameras of the configuration are marked, and left out of the \
            proposal. Answers come back to a port that the kernel chooses: a firewall on this machine may have to let them \
            in. Exits 1 when nobody answered or nobody could be asked.
            """
    )

    @Option(
        help:
            "Ask this address alone, by datagrams to itself: where multicast does not reach. ADDRESS or ADDRESS:PORT; repeatable."
    )
    var target: [DiscoveryTarget] = []

    @Option(help: "Ask on this interface alone; repeatable. By itself all but the loopback.")
    var interface: [String] = []

    @Option(help: "Seconds to wait for answers, 1 to 30.")
    var wait = 3

    @Option(
        name: [.customShort("f"), .customLong("config")],
        help:
            "The configuration whose cameras are marked; by itself \(ConfigurationFile.standardPath), if it can be read.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var configurationPath: String?

    @Flag(help: "Who answered, and the configuration, as JSON, for programs.")
    var json = false

    @Option(help: "The camworker program, when it is not beside this one.", completion: .file())
    var worker: String?

    func validate() throws {
        guard DiscoveryRequest.waits ~= self.wait else { throw ValidationError("--wait is a number from 1 to 30") }
        guard self.target.count <= DiscoveryRequest.mostTargets else {
            throw ValidationError("--target is for \(DiscoveryRequest.mostTargets) addresses at most")
        }
        guard self.interface.count <= DiscoveryRequest.mostInterfaces else {
            throw ValidationError("--interface is for \(DiscoveryRequest.mostInterfaces) interfaces at most")
        }
        let isName = self.interface.allSatisfy { name in
            1...DiscoveryRequest.longestInterface ~= name.utf8.count && name.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        }
        guard isName else { throw ValidationError("--interface is the name of an interface, like eth0") }
        guard self.target.isEmpty || self.interface.isEmpty else {
            throw ValidationError("--target and --interface exclude each other")
        }
    }

    func run() async throws {
        let configured = try self.configuredHosts()
        let request = DiscoveryRequest(
            waitMilliseconds: self.wait * 1000,
            targets: self.target.map { DiscoveryRequest.Target(address: $0.address, port: $0.port) },
            interfaces: self.interface
        )
        // The worker ends by itself when the wait is over; this is for one that does not.
        let run = ProbeRun(worker: self.worker, look: .seconds(self.wait + 2))
        let report = try await run.report(DiscoveryReport.self, .discovery(request), at: "discover")
        let devices = report.devices.compactMap { DiscoveredDevice($0, configured) }
        let proposal = DiscoveryProposal(devices, besides: configured.ids)
        if self.json {
            let document = DiscoveryDocument(
                devices: devices.map { DiscoveryDocument.Device($0) },
                asked: report.asked,
                notes: report.notes,
                configuration: proposal.text
            )
            print(try document.json)
        } else {
            let parts = [DiscoveryText.of(devices, report, wait: self.wait), proposal.text].filter { !$0.isEmpty }
            print(parts.joined(separator: "\n"), terminator: "")
        }
        if devices.isEmpty { throw ExitCodes.failed }
    }

    /// A file that was named has to be there; the usual one need not.
    private func configuredHosts() throws -> ConfiguredHosts {
        let path = self.configurationPath ?? ConfigurationFile.standardPath
        let loaded = ConfigurationFile.load(path: path, environment: ProcessEnvironment.variables)
        if self.configurationPath != nil, loaded.configuration == nil, let error = loaded.firstError {
            StandardError.write("camsupervisor: \(error)")
            throw ExitCodes.configuration
        }
        return ConfiguredHosts(loaded.configuration)
    }
}
