import Foundation
import TestSupport
import Testing

/// What a reload does to video.
@Suite("Reloads of video", .takesTurns)
struct ReloadVideoTests {
    @Test("limits.hub is changed at once, and named")
    func hub() async throws {
        func file(_ size: String) -> String { "limits: { hub: \(size) }\ncameras: { demo: { platform: demo } }" }
        let supervisor = try await RunningSupervisor(file("32 MiB"))
        func limit() async throws -> String? {
            try await supervisor.http.get("/metrics").text.split(separator: "\n")
                .first { $0.hasPrefix("camsupervisor_hub_limit_bytes ") }.map { String($0.split(separator: " ")[1]) }
        }
        #expect(try await limit() == "\(32 << 20)")
        try supervisor.rewrite(file("1 GiB"))
        #expect(try await supervisor.reload() == "1 unchanged · new limits.hub")
        #expect(try await limit() == "\(1 << 30)")
    }

    @Test("another stream_source beside the same still_image_url ends recordings; pictures that are away do not")
    func anotherStream() async throws {
        let folder = try TemporaryFolder()
        let cameras = [try await RTSPCamera.start(["--size", "320x180"]), try await RTSPCamera.start()]
        func file(_ url: String) -> String {
            """
            files: { write: [\(folder.path)] }
            cameras: { cam: { platform: generic, still_image_url: 'http://127.0.0.1:9/x', stream_source: '\(url)' } }
            """
        }
        let supervisor = try await RunningSupervisor(file(cameras[0].url))
        async let first = supervisor.http.post("/api/v1/cameras/cam/record?filename=a.mp4&duration=600")
        try await waitUntil("it is recorded", within: .seconds(60)) {
            try await supervisor.http.get("/api/v1/cameras/cam").text.contains(#""size":"320x180""#)
        }
        try supervisor.rewrite(file(cameras[1].url))
        #expect(try await supervisor.reload() == "restart cam (stream_source)")
        let answer = try await first
        #expect(answer.status == 200 && answer.text.contains("switched off or changed"), "\(answer.text)")
        let second = try await supervisor.http.post("/api/v1/cameras/cam/record?filename=b.mp4&duration=2")
        #expect(second.status == 200 && !second.text.contains("ended"), "\(second.text)")
        #expect(try await supervisor.http.get("/api/v1/cameras/cam").text.contains(#""size":"640x360""#))
        for name in ["a.mp4", "b.mp4"] {
            #expect(try await RecordedFile.complaints(about: folder.path(of: name)) == "")
        }
    }
}
