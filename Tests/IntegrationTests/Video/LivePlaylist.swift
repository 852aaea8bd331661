import TestSupport

/// A camera's HLS, written by ffmpeg as it goes into lighttpd's folder.
struct LivePlaylist {
    let server: LighttpdServer
    private let program: RunningProgram

    static func start(hasTLS: Bool = false) async throws -> LivePlaylist {
        let server = try await LighttpdServer.start { $0.hasTLS = hasTLS }
        let program = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25"]
                + FFmpegStream.h264
                + [
                    "-f", "hls", "-hls_time", "1", "-hls_list_size", "4", "-hls_flags", "delete_segments",
                    "\(server.filesFolder)/live.m3u8",
                ]
        )
        let playlist = LivePlaylist(server: server, program: program)
        try await waitUntil("ffmpeg has written three segments", lastSeen: program.standardError) {
            playlist.text.split(separator: "\n").count { $0.hasSuffix(".ts") } >= 3
        }
        return playlist
    }

    var url: String { self.server.url("/live.m3u8") }

    /// As it is now.
    var text: String {
        (try? readFile("\(self.server.filesFolder)/live.m3u8")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// With its segments named by the whole of their URLs, as it is now.
    var absolute: [UInt8] {
        let lines = self.text.split(separator: "\n").map {
            $0.hasSuffix(".ts") ? self.server.url("/\($0)") : String($0)
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }
}
