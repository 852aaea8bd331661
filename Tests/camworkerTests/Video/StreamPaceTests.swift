import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What is paced")
struct StreamPaceTests {
    private func comesInBursts(_ url: String) async throws -> Bool {
        try await onThread {
            let options = try StreamInputOptions(of: StreamConfiguration(url: CameraAddress(url)))
            let input = try StreamInput.open(options, interrupt: StreamInterrupt(), libAV: try LibAVLibraries.load())
            return input.comesInBursts
        }
    }

    @Test("a film is; a live stream is not, though RTMP can be asked for another time", arguments: ["rtmp", "http"])
    func live(_ scheme: String) async throws {
        let camera = try await FFmpegStream.start("flv", scheme: scheme)
        #expect(try await self.comesInBursts(camera.url) == false)
        let folder = try TemporaryFolder()
        let film = folder.path(of: "film.flv")
        let source = ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=160x96:rate=5", "-t", "2"]
        let ffmpeg = try RunningProgram(InstalledTool.path(of: "ffmpeg"), source + FFmpegStream.h264 + [film])
        #expect(try await ffmpeg.waitForExit(within: .seconds(60)) == .code(0), "\(ffmpeg.standardError)")
        #expect(try await self.comesInBursts("file://\(film)"))
    }
}
