import ArgumentParser

/// `camsupervisor probe KIND HOST`: what a camera is and can do, before it is in any configuration.
struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Look at a camera that is in no configuration yet, and propose one.",
        subcommands: [ProbeAmcrestCommand.self, ProbeONVIFCommand.self]
    )
}
