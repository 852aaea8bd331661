import ArgumentParser
import NIOHTTP1
import Shared

/// Replaces workers.
struct RestartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Replace the workers of cameras; viewers stay connected."
    )

    @OptionGroup var cameras: NamedCameras

    func run() async throws {
        try await self.cameras.perform(.restart)
    }
}

/// Switches cameras off.
struct StopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Switch cameras off until start, restart or the supervisor's next start."
    )

    @OptionGroup var cameras: NamedCameras

    func run() async throws {
        try await self.cameras.perform(.stop)
    }
}

/// Switches cameras on.
struct StartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Switch cameras on again, at once even out of a backoff."
    )

    @OptionGroup var cameras: NamedCameras

    func run() async throws {
        try await self.cameras.perform(.start)
    }
}

/// The cameras a verb is for.
struct NamedCameras: ParsableArguments {
    @Argument(help: "Camera ids.")
    var cameras: [String]

    @OptionGroup var control: ControlOption

    /// Does it for each and says so; goes on after a failure and exits with it at the end.
    func perform(_ command: WorkerPool.Command) async throws {
        var failure: (any Error)?
        for camera in self.cameras {
            do {
                let target = "/api/v1/cameras/\(CameraURL.percentEncoded(camera))/\(command.rawValue)"
                let after = try await self.control.ask(.POST, target, as: CameraDocument.self)
                print("\(camera): \(Self.words(for: command, phase: after.worker.phase))")
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// What the command has begun.
    static func words(for command: WorkerPool.Command, phase: String) -> String {
        switch command {
        case .start: phase == WorkerSupervision.State.runningWord ? "runs already" : "starting"
        case .stop: phase
        case .restart: "restarting"
        }
    }
}
