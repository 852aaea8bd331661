import IPC
import Shared
import TestSupport
import Testing

@Suite("ffmpeg's arguments for pictures of a stream", .takesTurns)
struct PictureArgumentsTests {
    private static func configuration(_ url: String, _ arguments: String) -> String {
        let more = arguments.isEmpty ? "" : ", extra_arguments: '\(arguments)'"
        return "cameras: { cam: { platform: generic, stream_source: '\(url)', framerate: 25\(more) } }"
    }

    private static func size(of picture: [UInt8]) throws -> [Int] {
        let size = try #require(PictureCheck.sizeOfJPEG(picture))
        return [size.width, size.height]
    }

    @Test("size and quality of stills and of what viewers see, of every codec", arguments: ["h264", "mjpeg"])
    func applied(_ codec: String) async throws {
        let camera = try await RTSPCamera.start(["--codec", codec, "--size", "640x360"])
        var bytes: [Int] = []
        for quality in [2, 25] {
            let arguments = "-pred 1 -q:v \(quality) -vf scale=320:-1,transpose=clock"
            let supervisor = try await RunningSupervisor(Self.configuration(camera.url, arguments))
            let still = try await supervisor.still("cam", query: "")
            #expect(still.status == 200, "\(still)")
            #expect(try Self.size(of: still.body) == [180, 320])
            bytes.append(still.body.count)
            let viewer = supervisor.viewer("cam")
            try await viewer.waitForParts(10, within: .seconds(60))
            #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
            let seen = try await supervisor.still("cam", query: "")
            #expect(try Self.size(of: seen.body) == [180, 320], "the newest that viewers got")
        }
        #expect(bytes[0] > bytes[1], "a ball on black has few bytes of either: \(bytes)")
    }

    @Test("other arguments are taken by the running worker; viewers stay")
    func retuned() async throws {
        let camera = try await RTSPCamera.start(["--codec", "mjpeg"])
        let supervisor = try await RunningSupervisor(Self.configuration(camera.url, ""))
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5, within: .seconds(60))
        let worker = try await supervisor.workerPID(of: "cam")
        for (arguments, size) in [("-vf scale=160:-1", [160, 90]), ("-s 100x100", [100, 100]), ("", [640, 360])] {
            try supervisor.rewrite(Self.configuration(camera.url, arguments))
            #expect(try await supervisor.reload().contains("retune cam (extra_arguments)"))
            try await waitUntil("pictures are of the new size") {
                try Self.size(of: try await supervisor.still("cam", query: "").body) == size
            }
        }
        #expect(try await supervisor.workerPID(of: "cam") == worker && viewer.isWatching)
    }
}
