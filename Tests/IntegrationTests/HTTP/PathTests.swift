import TestSupport
import Testing

/// Paths that are nearly right.
@Suite("Paths", .takesTurns)
struct PathTests {
    static let wrong = [
        "//api/camera_proxy_stream/demo", "/api//camera_proxy_stream/demo", "/api/camera_proxy_stream//demo",
        "///api/camera_proxy_stream/demo", "//localhost/api/camera_proxy_stream/demo", "/api/camera_proxy_stream/demo/",
        "/api/camera_proxy_stream/demo/demo", "/api/camera_proxy_stream/", "/api/camera_proxy_stream",
        "/API/camera_proxy_stream/demo", "/./api/camera_proxy_stream/demo", "/api/camera%5Fproxy_stream/demo",
        "/api/camera_proxy_stream/%64emo", "/api/camera_proxy_stream/demo#x",
        "/api/camera_proxy_stream/camera.camera.demo",
        "/api/camera_proxy_stream/../camera_proxy_stream/demo", "*", "/api/camera_proxy/demo/more",
    ]

    @Test("a path that is not exactly a stream's is 404 in words, by GET and by HEAD, and nobody watches")
    func notFound() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo }, d: { platform: demo } }")
        for path in Self.wrong {
            for method in ["GET", "HEAD"] {
                let answer = try await supervisor.http.send(HTTPRequest(method, path))
                #expect(answer.status == 404, "\(method) \(path): \(answer)")
                #expect(answer["Content-Type"] == "application/problem+json", "\(method) \(path): \(answer)")
                if method == "GET" { #expect(answer.text.contains("there is no"), "\(path): \(answer)") }
            }
        }
        #expect(try await supervisor.cameras().map(\.viewers) == [0, 0])
    }

    @Test("a stream's path with everything that may stand around it is a stream")
    func found() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo } }")
        let good = [
            "/api/camera_proxy_stream/demo", "/api/camera_proxy_stream/camera.demo",
            "/api/camera_proxy_stream/demo?", "/api/camera_proxy_stream/demo?x=/y&interval=0.05",
            "http://localhost/api/camera_proxy_stream/demo",
        ]
        for path in good {
            let viewer = StreamViewer(supervisor.endpoint, path)
            try await viewer.waitForParts(1)
        }
    }
}
