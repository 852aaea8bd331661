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
        abstract: "Switch cameras off until start or restart, also over restarts of the supervisor."
    )

    @OptionGroup var cameras: NamedCameras

    func run() async throws {
        try await self.cameras.perform(.stop)
    }
}

/// Switches cameras off for a while.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Switch cameras off for a while; without --for until start or restart, as stop does."
    )

    @OptionGroup var cameras: NamedCameras

    @Option(name: .customLong("for"), help: "How long: 90s, 30min, 2h.")
    var period: String?

    func run() async throws {
        try await self.cameras.perform(.pause, query: self.period.map { "?for=\(CameraURL.percentEncoded($0))" } ?? "")
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
    func perform(_ command: WorkerPool.Command, query: String = "") async throws {
        var failure: (any Error)?
        var isForgotten = false
        for camera in self.cameras {
            do {
                let target = "/api/v1/cameras/\(CameraURL.percentEncoded(camera))/\(command.rawValue)\(query)"
                let after = try await self.control.ask(.POST, target, as: Answer.self)
                print("\(Self.subject(camera, after)): \(Self.words(for: command, after))")
                isForgotten = isForgotten || !after.remembered
            } catch {
                failure = error
            }
        }
        if isForgotten {
            StandardError.write(
                "a restart of the supervisor will forget this: it has no folder to remember it (run --state), "
                    + "or cannot write there, as its log says"
            )
        }
        if let failure { throw failure }
    }

    /// What is looked at in the answer.
    struct Answer: Decodable {
        struct Worker: Decodable { var phase: String }
        struct View: Decodable { var enabled: Bool }
        /// The camera, where a view of it was named.
        var id: String?
        /// Those beside the camera itself.
        var views: [View]?
        var worker: Worker
        var remembered: Bool
        var phaseBefore: String

        private enum CodingKeys: String, CodingKey {
            case id, views, worker, remembered
            case phaseBefore = "phase_before"
        }
    }

    /// What the command was for: all views of a camera have one worker, whichever was named.
    static func subject(_ name: String, _ after: Answer) -> String {
        let camera = after.id ?? name
        let shown = (after.views ?? []).count(where: \.enabled)
        return shown == 0 ? camera : "\(camera) (with all its \(shown + 1) views)"
    }

    /// What the command has begun.
    static func words(for command: WorkerPool.Command, _ after: Answer) -> String {
        switch command {
        case .start: after.phaseBefore == WorkerSupervision.State.runningWord ? "runs already" : "starting"
        case .stop, .pause: after.worker.phase
        case .restart: "restarting"
        }
    }
}
