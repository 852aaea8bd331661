import Glibc
import Shared
import TestSupport
import Testing

/// `GET /metrics` of a running supervisor.
@Suite("Metrics", .takesTurns)
struct MetricsTests {
    private static let token = "wall-0123456789abcdef"

    private static func series(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    }

    @Test("what happened is counted, promtool has nothing to say, and clients add no series")
    func counted() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { a: { platform: demo, framerate: 20 }, drop: { platform: push, webhook_id: drop-0123456789 } }"
        )
        let viewer = supervisor.viewer("a")
        try await viewer.waitForParts(3)
        let worker = try await supervisor.workerPID(of: "a")
        kill(worker, SIGSEGV)
        try await waitUntil("the next worker runs") { try await supervisor.workerPID(of: "a") != worker }
        try await viewer.waitForParts(10)
        _ = try await supervisor.http.post(
            "/api/webhook/drop-0123456789",
            fields: ["Content-Type": "image/jpeg"],
            body: TestPicture(counter: 1).bytes
        )
        let wanted = [
            "camsupervisor_worker_restarts_total{camera=\"a\",reason=\"crash\"} 1",
            "camsupervisor_camera_state{camera=\"a\",state=\"live\"} 1",
            "camsupervisor_viewers{camera=\"a\",kind=\"mjpeg\"} 1",
            "camsupervisor_camera_events_total{camera=\"drop\",kind=\"upload\"} 1",
            "camsupervisor_config_last_reload_successful 1",
            "camsupervisor_worker_resident_memory_bytes{camera=\"a\"} ",
        ]
        let page = try await waitFor("all of it is on the page") {
            let text = try await supervisor.http.get("/metrics").text
            return wanted.allSatisfy { text.contains("\n\($0)") } ? text : nil
        }
        #expect(!page.contains("drop-0123456789"))
        try await Self.check(page)

        for number in 0..<50 { _ = try await supervisor.http.get("/nothing/\(number)?camera=\(number)") }
        let later = try await supervisor.http.get("/metrics")
        #expect(later["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let added = Set(Self.names(later.text)).subtracting(Self.names(page))
        #expect(added.allSatisfy { $0.contains("route=\"none\"") || $0.contains("route=\"/metrics\"") }, "\(added)")
    }

    private static func names(_ text: String) -> [Substring] {
        Self.series(text).map { $0[..<($0.lastIndex(of: " ") ?? $0.endIndex)] }
    }

    private static func check(_ page: String) async throws {
        let folder = try TemporaryFolder()
        let tool = try InstalledTool.path(of: "promtool", package: "prometheus")
        let check = try RunningProgram(tool, ["check", "metrics"], input: try folder.write(page, to: "metrics"))
        #expect(try await check.waitForExit() == .code(0), "\(check.standardError)\(check.standardOutput)")
    }

    @Test("a token sees the series of its cameras, nobody sees none")
    func tokens() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { a: { platform: demo }, b: { platform: demo } }",
            http: "tokens: [{ name: wall, token: \(Self.token), may: view, cameras: [a] }]"
        )
        #expect(try await supervisor.http.get("/metrics").status == 401)
        let page = try await supervisor.http.get("/metrics", fields: ["Authorization": "Bearer \(Self.token)"])
        #expect(page.status == 200)
        #expect(page.text.contains("camera=\"a\"") && !page.text.contains("camera=\"b\""))
        let whole = try await supervisor.control.get("/metrics")
        #expect(whole.text.contains("camera=\"b\"") && !whole.text.contains(Self.token))
    }
}
