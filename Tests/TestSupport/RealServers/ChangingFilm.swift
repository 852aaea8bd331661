/// Two films of two seconds each, made by ffmpeg and joined so that the coding changes in the midst of one stream.
package enum ChangingFilm {
    /// 320 × 240 with sound of one channel at 16 kHz, then 640 × 368 with two at 48 kHz.
    ///
    /// - Parameters:
    ///   - seconds: of each.
    ///   - folder: where it is made.
    package static func flv(seconds: Int = 2, in folder: TemporaryFolder) async throws -> [UInt8] {
        let first = try await Self.make("320x240", seconds, "flv", [], in: folder)
        let second = try await Self.make(
            "640x368",
            seconds,
            "flv",
            ["-output_ts_offset", "\(seconds)"],
            in: folder,
            isLarge: true
        )
        // Without its header and the size of the tag that never was.
        return first + second.dropFirst(13)
    }

    /// A transport stream that goes on as H.265 of the same size, on the same PID.
    package static func otherCodec(in folder: TemporaryFolder) async throws -> [UInt8] {
        let more = ["-mpegts_start_pid", "256"]
        let first = try await Self.make("320x240", 2, "mpegts", more, in: folder)
        let second = try await Self.make("320x240", 2, "mpegts", more + Self.next(), in: folder, coding: Self.h265)
        return first + second
    }

    /// A transport stream that goes on on other PIDs, with the sizes and sounds of ``flv(seconds:in:)``.
    package static func otherPID(in folder: TemporaryFolder) async throws -> [UInt8] {
        let first = try await Self.make("320x240", 2, "mpegts", ["-mpegts_start_pid", "256"], in: folder)
        let more = ["-mpegts_start_pid", "512"] + Self.next()
        return try await first + Self.make("640x368", 2, "mpegts", more, in: folder, isLarge: true)
    }

    /// Another version of its tables, and time that goes on.
    private static func next() -> [String] { ["-tables_version", "1", "-output_ts_offset", "2"] }

    private static let h265 = ["-c:v", "libx265", "-x265-params", "log-level=none", "-preset", "ultrafast", "-g", "25"]

    private static func make(
        _ size: String,
        _ seconds: Int,
        _ format: String,
        _ options: [String],
        in folder: TemporaryFolder,
        coding: [String] = FFmpegStream.h264,
        isLarge: Bool = false
    ) async throws -> [UInt8] {
        let path = folder.path(of: "film.\(format)")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-y", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25", "-f", "lavfi"]
                + ["-i", "sine=frequency=440:sample_rate=\(isLarge ? 48_000 : 16_000)", "-ac", isLarge ? "2" : "1"]
                + ["-t", "\(seconds)"] + coding + ["-pix_fmt", "yuv420p", "-c:a", "aac"] + options
                + ["-f", format, path]
        )
        let exit = try await ffmpeg.waitForExit(within: .seconds(60))
        guard exit == .code(0) else {
            throw ServerError(server: "ffmpeg", reason: "\(exit)", log: ffmpeg.standardError)
        }
        return try readFile(path)
    }
}
