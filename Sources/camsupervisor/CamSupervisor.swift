import ArgumentParser
import CLinux
import Glibc
import Shared

/// Where the process begins.
@main
enum Program {
    static func main() async {
        // Every camera's password is in our memory, and the workers are of our user: where the kernel has no Landlock, one
        // that was taken over would find it in /proc (tried), which no filter of system calls sees.
        _ = linux_refuse_tracing()
        // Its threads may not raise their priority under our unit (nor as an ordinary user), and libdispatch writes a line to
        // the journal about each.
        setenv("LIBDISPATCH_LOG", "NO", 0)
        await CamSupervisor.main()
    }
}

/// The command line: one program, its verbs, sysexits' numbers.
struct CamSupervisor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camsupervisor",
        abstract: "One process per IP camera, and one proxy in front of them all.",
        version: BuildIdentity.current,
        subcommands: [
            RunCommand.self, CheckCommand.self, StatusCommand.self, InspectCommand.self, RestartCommand.self,
            StopCommand.self, PauseCommand.self, StartCommand.self, ReloadCommand.self, SnapshotCommand.self,
            RecordCommand.self, CallCommand.self, ServicesCommand.self, EventsCommand.self, DoctorCommand.self,
            DiscoverCommand.self, ProbeCommand.self,
            VersionCommand.self,
        ]
    )
}

/// Exit codes of the command line (sysexits.h; argument-parser's own for usage is 64).
enum ExitCodes {
    static let failed = ExitCode(1)
    /// For what argument-parser cannot know to be wrong; it would print the usage of the whole program.
    static let usage = ExitCode(64)
    static let noDaemon = ExitCode(69)
    static let `internal` = ExitCode(70)
    static let noPermission = ExitCode(77)
    static let configuration = ExitCode(78)
}
