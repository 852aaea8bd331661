import Glibc
import TestSupport
import Testing

@Suite("Sound and picture", .takesTurns)
struct SoundAndPictureTests {
    /// What people call in time with the lips (EBU R37: 40 ms early to 60 ms late).
    private static let tolerance = 0.05

    /// Every second second the picture flashes and a tone sounds, each for 0.2 s.
    private static func film(in folder: TemporaryFolder) async throws -> String {
        let path = "\(folder.path)/flash.mp4"
        let picture = "color=black:s=320x180:r=25,drawbox=c=white:t=fill:enable='between(mod(t\\,2)\\,1\\,1.2)'"
        let sound = "aevalsrc='0.5*sin(2*PI*1000*t)*between(mod(t,2),1,1.2)':s=48000"
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", "60"]
                + ["-c:v", "libx264", "-profile:v", "main", "-g", "25", "-bf", "0", "-pix_fmt", "yuv420p"]
                + ["-c:a", "aac", "-b:a", "64k", path]
        )
        try await ffmpeg.waitForExit(within: .seconds(60))
        return path
    }

    @Test(
        "a flash and a beep that belong together arrive together, the sound copied or converted",
        arguments: ["aac", "pcma"]
    )
    func inTime(_ codec: String) async throws {
        let folder = try TemporaryFolder()
        let film = try await Self.film(in: folder)
        let camera = try await RTSPCamera.start([film, codec], program: "film-camera")
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, stream_source: '\(camera.url)' } }"
        )
        let file = "\(folder.path)/seen.mp4"
        let url = "http://127.0.0.1:\(supervisor.port)/api/camera_stream/cam.mp4"
        let player = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-v", "error", "-i", url, "-t", "9", "-c", "copy", file]
        )
        try await player.waitForExit(within: .seconds(60))
        let flashes = try await Self.flashes(in: file)
        let beeps = try await Self.beeps(in: file)
        #expect(flashes.count >= 3, "\(flashes)")
        for flash in flashes {
            let nearest = beeps.map { $0 - flash }.min { abs($0) < abs($1) }
            let apart = try #require(nearest, "no sound at all")
            #expect(abs(apart) <= Self.tolerance, "\(codec): the sound comes \(apart) s after the flash at \(flash)")
        }
    }

    /// When the picture becomes bright, seconds.
    private static func flashes(in file: String) async throws -> [Double] {
        let filter = "signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-"
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-v", "error", "-i", file, "-an", "-vf", filter, "-f", "null", "-"]
        )
        try await ffmpeg.waitForExit(within: .seconds(60))
        var (time, wasBright, found) = (0.0, true, [Double]())
        for line in ffmpeg.standardOutput.split(separator: "\n") {
            if let range = line.firstRange(of: "pts_time:") {
                time = Double(line[range.upperBound...].prefix { $0 != " " }) ?? time
            } else if let range = line.firstRange(of: "YAVG=") {
                let isBright = (Double(line[range.upperBound...]) ?? 0) > 100
                if isBright, !wasBright { found.append(time) }
                wasBright = isBright
            }
        }
        return found
    }

    /// When silence ends, seconds.
    private static func beeps(in file: String) async throws -> [Double] {
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-i", file, "-vn", "-af", "silencedetect=n=-30dB:d=0.3", "-f", "null", "-"]
        )
        try await ffmpeg.waitForExit(within: .seconds(60))
        return ffmpeg.standardError.split(separator: "\n").compactMap { line in
            line.firstRange(of: "silence_end: ").flatMap { Double(line[$0.upperBound...].prefix { $0 != " " }) }
        }
    }
}
