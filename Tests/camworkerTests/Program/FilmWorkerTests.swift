import IPC
import Shared
import TestSupport
import Testing

@Suite("A film's worker")
struct FilmWorkerTests {
    @Test("a picture of a slow film is as old as it looks: it came when its time had come, not when it was read ahead")
    func age() async throws {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let path = folder.path(of: "slow.mp4")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=1/4", "-t", "60"]
                + FFmpegStream.h264 + [path]
        )
        #expect(try await ffmpeg.waitForExit(within: .seconds(60)) == .code(0), "\(ffmpeg.standardError)")
        let configuration = try Configurations.stream("file://\(path)") {
            $0.stream?.readableFolders = [folder.path]
        }
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        // Read ahead it would be older by the 4 s between two.
        for _ in 1...2 {
            try worker.want(viewers: 1)
            let frame = try await worker.frame()
            let age = MonotonicTime.now().since(frame.payload.captured)
            #expect(age < .seconds(2), "\(age)")
        }
    }
}
