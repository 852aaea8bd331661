import Shared
import TestSupport
import Testing

@Suite("Bad streams", .takesTurns)
struct BadStreamTests {
    private static func reason(of url: String) async throws -> String {
        let supervisor = try await RunningSupervisor(
            "cameras: { bad: { platform: generic, stream_source: '\(url)' }, good: { platform: demo } }"
        )
        let still = try await supervisor.still("bad", query: "")
        #expect(still.status == 503, "\(still)")
        #expect(try await supervisor.still("good").status == 200)
        let reason = try await supervisor.waitForState("bad", "offline", within: .seconds(40))
        #expect(try await supervisor.camera("bad").lastExits.isEmpty, "no reason for another worker")
        return reason
    }

    @Test("an HTML page is no stream")
    func page() async throws {
        let camera = try FakeCamera.start {
            $0["/live"] = .page("<html><title>Login</title>" + String(repeating: "<p>hello</p>", count: 500))
        }
        let reason = try await Self.reason(of: camera.url("/live"))
        #expect(reason.contains("Invalid data"), "\(reason)")
    }

    @Test("nobody listens there")
    func nobody() async throws {
        let reason = try await Self.reason(of: "rtsp://127.0.0.1:\(try FreePort.take())/live")
        #expect(reason.contains("refused"), "\(reason)")
    }

    @Test("a server that takes the connection and says nothing is given up by our own deadline")
    func silent() async throws {
        let listener = try ListeningDescriptor()
        let reason = try await Self.reason(of: "rtsp://127.0.0.1:\(listener.port)/live")
        #expect(reason.contains("no stream within") || reason.contains("timed out"), "reason: \(reason)")
    }

    @Test("a playlist that names a file of this machine gets nothing of it")
    func playlist() async throws {
        let camera = try FakeCamera.start {
            $0["/live.m3u8"] = .bytes(
                Array("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n".utf8),
                type: "application/vnd.apple.mpegurl"
            )
        }
        _ = try await Self.reason(of: camera.url("/live.m3u8"))
    }

    @Test("a film of the readable folders is played again and again, at its own pace")
    func film() async throws {
        let folder =
            "\(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())/camworkerTests/Video/Samples"
        let supervisor = try await RunningSupervisor(
            """
            files: { read: ['\(folder)'] }
            cameras: { film: { platform: generic, stream_source: 'file://\(folder)/b-frames.mp4', framerate: 25 } }
            """
        )
        let viewer = supervisor.viewer("film")
        // It is 50 pictures long.
        try await viewer.waitForParts(120, within: .seconds(60))
        #expect(viewer.isWatching && viewer.seen.sightings.allSatisfy { $0.isWhole })
        let took = viewer.seen.sightings[119].arrived.since(viewer.seen.sightings[0].arrived)
        #expect(took > .seconds(3), "119 pictures at 25 a second are 4.8 s")
    }
}
