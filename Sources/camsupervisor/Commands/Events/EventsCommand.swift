import ArgumentParser
import CLinux
import Glibc
import NIOCore
import Shared

/// `camsupervisor events`: what has happened, and what happens.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what has happened, and with --follow what happens.",
        discussion: """
            The supervisor keeps the newest 4,096 events. With --follow it goes on, also over restarts of the supervisor, until it \
            is interrupted. One line each, in local time, or with --json the event as the API has it.
            """
    )

    @Flag(help: "Go on with what happens.")
    var follow = false

    @Option(help: "Events of this camera alone.")
    var camera: String?

    @Option(
        name: .customLong("type"),
        help: "Events of this type alone: camera_event, state_changed, or one that clients fire. May be repeated.",
        completion: .list([EventDraft.cameraEvent, EventDraft.stateChanged])
    )
    var types: [String] = []

    @Flag(help: "One JSON document a line, as the API has it.")
    var json = false

    @OptionGroup var control: ControlOption

    /// Between two tries when the supervisor is away.
    private static let pause = Duration.seconds(1)

    func run() async throws {
        // So that a reader that has enough, as `head`, is an error of writing and not our death.
        signal(SIGPIPE, SIG_IGN)
        let stream = ControlStream(path: self.control.path)
        var reader = EventReader(isJSON: self.json)
        var isAway = false
        while true {
            do {
                let end = try await stream.read(self.target, headers: reader.headers) { bytes in
                    isAway = false
                    return reader.take(bytes)
                }
                guard let words = try self.interruption(end) else { return }
                if !isAway { StandardError.write("camsupervisor: \(words); waiting for it") }
                isAway = true
            } catch let error as ControlClient.Failure {
                guard self.follow, reader.hasBegun else { throw ControlOption.exit(after: error) }
                if !isAway { StandardError.write("camsupervisor: \(error); waiting for it") }
                isAway = true
            }
            reader.cut()
            try await Task.sleep(for: Self.pause)
        }
    }

    private var target: String {
        var query = ["replay=all", "follow=\(self.follow)"]
        if let camera { query.append("camera=\(CameraURL.percentEncoded(camera))") }
        if !self.types.isEmpty {
            query.append("restrict=\(self.types.map(CameraURL.percentEncoded).joined(separator: ","))")
        }
        return "/api/stream?\(query.joined(separator: "&"))"
    }

    /// Why it is to be asked again; `nil` when all is said.
    private func interruption(_ end: ControlStream.End) throws -> String? {
        switch end {
        case .stopped: throw ExitCodes.failed
        case .finished: return self.follow ? "the supervisor ended the stream" : nil
        // Too many listen, or it is about to end.
        case .refused(let answer) where answer.status == 503 && self.follow: return ControlOption.words(of: answer)
        case .refused(let answer):
            StandardError.write("camsupervisor: \(ControlOption.words(of: answer))")
            throw ExitCodes.failed
        case .cut(let reason) where self.follow: return "the supervisor went away (\(reason))"
        case .cut(let reason):
            StandardError.write("camsupervisor: the supervisor did not say everything: \(reason)")
            throw ExitCodes.failed
        }
    }
}
