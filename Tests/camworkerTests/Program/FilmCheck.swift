import TestSupport
import Testing

/// What ffmpeg and ffprobe make of a film.
enum FilmCheck {
    struct Track: Equatable {
        var codec: String
        var packets: Int
    }

    /// Decodes all of it, and expects no word of complaint.
    static func expectPlayable(_ film: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(film, to: "film.mp4")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-v", "warning", "-xerror", "-i", path, "-f", "null", "-"]
        )
        let end = try await ffmpeg.waitForExit(within: .seconds(60))
        #expect(end == .code(0), sourceLocation: sourceLocation)
        #expect(ffmpeg.standardError == "", sourceLocation: sourceLocation)
    }

    /// The tracks, and how many packets ffprobe counts in each.
    static func tracks(of film: [UInt8]) async throws -> [Track] {
        let folder = try TemporaryFolder()
        let path = try folder.write(film, to: "film.mp4")
        let options = "-v error -count_packets -show_entries stream=codec_name,nb_read_packets -of csv=p=0"
        let ffprobe = try RunningProgram(
            InstalledTool.path(of: "ffprobe", package: "ffmpeg"),
            options.split(separator: " ").map(String.init) + [path]
        )
        try await ffprobe.waitForExit(within: .seconds(60))
        #expect(ffprobe.standardError == "")
        return ffprobe.standardOutput.split(separator: "\n").compactMap { line in
            let words = line.split(separator: ",")
            guard words.count >= 2, let packets = Int(words[1]) else { return nil }
            return Track(codec: String(words[0]), packets: packets)
        }
    }
}
