import Foundation
import Shared
import TestSupport
import Testing

@Suite("An Amcrest camera's video, where it says that it is", .takesTurns)
struct AmcrestVideoTests {
    /// Everything that means something in a URL.
    private static let user = "us@er"
    private static let password = "p:a/s#s?%41 ;=w"

    private static func running(_ camera: AmcrestCamera, _ options: String) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            amcrest:
              - host: 127.0.0.1
                port: \(camera.port)
                username: "\(camera.user)"
                password: "\(camera.password)"
                name: Yard
                \(options)
            """
        )
    }

    @Test(
        "another port than 554, another channel and stream, and a user and password of any characters",
        arguments: [
            ("stream_source: rtsp", "channel=1&subtype=0"),
            ("{ stream_source: rtsp, resolution: low }", "channel=1&subtype=1"),
            ("{ stream_source: rtsp, channel: 3 }", "channel=3&subtype=0"),
        ]
    )
    func port(_ options: String, _ query: String) async throws {
        let video = try await ScriptedRTSPCamera.start(["--login", "\(Self.user):\(Self.password)"])
        let camera = try AmcrestCamera.start(
            options.contains("channel") ? .recorder : .amcrest,
            user: Self.user,
            password: Self.password
        ) {
            $0.rtspPort = video.port
        }
        let lines = options.filter { !"{}".contains($0) }.split(separator: ",").map { $0.drop { $0 == " " } }
        let supervisor = try await Self.running(camera, lines.joined(separator: "\n    "))
        try await waitUntil("a picture comes", lastSeen: supervisor.program.standardError) {
            try await supervisor.http.get("/api/camera_proxy/camera.yard").status == 200
        }
        let targets = video.requests.filter { $0.hasPrefix("DESCRIBE") }.compactMap {
            $0.split(separator: " ").dropFirst().first
        }
        #expect(Set(targets) == ["rtsp://127.0.0.1:\(video.port)/cam/realmonitor?\(query)"])
        let log = supervisor.program.standardError
        #expect(!log.contains(Self.password) && !log.contains("p%3Aa"))
        #expect(camera.strangeRequests == [])
        #expect(camera.logins.refused == 0)
    }
}
