import ArgumentParser
import CLinux
import Glibc
import NIOCore
import NIOHTTP1
import Shared

/// `camsupervisor record CAMERA FILE`: has the supervisor write a camera's video to a file.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Have the supervisor record a camera's video to an MP4 file.",
        discussion: """
            Returns when the file is there. It is written where files.write of the configuration allows; a name without a \
            folder goes into the first. Exits 1 when nothing was recorded, or when the recording is shorter than was asked for and \
            nobody stopped it: what there is of it is kept. Who breaks this off ends the waiting, not the recording.
            """
    )

    @Argument(help: "The camera's id.")
    var camera: String

    @Argument(help: "The file to write, below a folder of files.write; its name ends in .mp4.")
    var file: String

    @Option(help: "How long from now on: 30s, 2min; an hour at most.")
    var duration = "30s"

    @Option(help: "How much from before, as far as the supervisor still has it (recording_lookback).")
    var lookback = "0"

    @Flag(help: "Replace the file when it is there.")
    var overwrite = false

    @Flag(help: "The API's own document.")
    var json = false

    @OptionGroup var control: ControlOption

    /// Beside the duration: for a camera's first key frame, and for the disk at the end.
    private static let slack = Duration.seconds(180)

    func run() async throws {
        let period = (try? TimePeriod.parse(self.duration, isPlain: false)) ?? .zero
        let parameters = ["filename": self.file, "duration": self.duration, "lookback": self.lookback]
        let query = parameters.map { "\($0)=\(CameraURL.percentEncoded($1))" } + ["overwrite=\(self.overwrite)"]
        let progress = isatty(2) == 1 ? Task { await self.showProgress() } : nil
        let answer: ControlClient.Answer
        do {
            answer = try await self.control.answer(
                .POST,
                "\(self.target)/record?\(query.joined(separator: "&"))",
                patience: period + Self.slack
            )
        } catch {
            progress?.cancel()
            throw error
        }
        progress?.cancel()
        await progress?.value
        let body = try self.control.accepted(answer)
        let recorded = try self.control.decode(body, as: RecordingDocument.self)
        print(self.json ? String(buffer: body) : recorded.words)
        if recorded.isCutShort == true { throw ExitCodes.failed }
    }

    private var target: String { "/api/v1/cameras/\(CameraURL.percentEncoded(self.camera))" }

    /// One line that is written over, on a terminal.
    private func showProgress() async {
        let clearLine = "\r\u{1B}[K"
        let client = ControlClient(path: self.control.path)
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            guard let answer = try? await client.send(.GET, self.target),
                let camera = try? self.control.decode(answer.body, as: CameraDocument.self),
                let running = camera.recordings?.last(where: { $0.filename.hasSuffix(self.file) })
            else { continue }
            StandardError.write(clearLine + running.words, terminator: "")
        }
        StandardError.write(clearLine, terminator: "")
    }
}
