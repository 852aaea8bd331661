import TestSupport
import Testing

/// A recording as ffmpeg's programs read it.
enum RecordedFile {
    private static func run(_ program: String, _ arguments: [String]) async throws -> (words: String, exit: ProgramExit)
    {
        let running = try RunningProgram(InstalledTool.path(of: program), arguments)
        let exit = try await running.waitForExit(within: .seconds(60))
        try await running.waitForOutput()
        return (running.standardOutput + running.standardError, exit)
    }

    /// What ffmpeg says about a file while it decodes all of it; nothing when all is well.
    static func complaints(about path: String) async throws -> String {
        let (words, exit) = try await Self.run(
            "ffmpeg",
            ["-hide_banner", "-loglevel", "warning", "-nostdin", "-i", path, "-map", "0"]
                // Two pictures beside a gap may be closer than a frame; that is no fault, unless one counts in frames.
                + ["-fps_mode", "passthrough", "-enc_time_base:v", "1:90000", "-f", "null", "-"]
        )
        return exit == .code(0) ? words : "\(exit) \(words)"
    }

    /// Beginning and end of its streams by ffprobe, seconds: the first packet's time, and the last one's.
    static func span(of path: String, stream: String) async throws -> (begin: Double, end: Double) {
        let (words, _) = try await Self.run(
            "ffprobe",
            ["-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", path]
        )
        let times = words.split { $0.isNewline || $0 == "," }.compactMap { Double($0) }
        return (try #require(times.min()), try #require(times.max()))
    }
}
