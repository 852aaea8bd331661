import Glibc
import Shared
import TestSupport
import Testing

@Suite("Cameras with templates", .takesTurns)
struct TemplatedCameraTests {
    private static func set(_ supervisor: RunningSupervisor, _ entity: String, _ state: String) async throws {
        let answer = try await supervisor.http.post(
            "/api/states/\(entity)",
            fields: ["Content-Type": "application/json"],
            body: Array("{\"state\": \"\(state)\"}".utf8)
        )
        #expect(answer.status == 200 || answer.status == 201, "\(answer)")
    }

    private static func camera() throws -> FakeCamera {
        try FakeCamera.start { script in
            for path in ["/low.jpg", "/high.jpg", "/unknown.jpg", "/other.jpg"] { script[path] = .still() }
        }
    }

    @Test("the next still after a state was set comes from where it leads, at once")
    func still() async throws {
        let camera = try Self.camera()
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: "\(camera.url("/{{ states('input_select.quality') }}.jpg"))"
                framerate: 0.1
            """
        )
        #expect(try await supervisor.still("cam").status == 200)
        for quality in ["low", "high", "low"] {
            try await Self.set(supervisor, "input_select.quality", quality)
            // Without `max_age`: a picture from before is young enough, and of another URL.
            #expect(try await supervisor.still("cam", query: "").status == 200)
            #expect(camera.requests.last?.path == "/\(quality).jpg")
        }
        #expect(camera.requests.first?.path == "/unknown.jpg")
        // Nothing has changed: the picture at hand will do.
        let count = camera.requests.count
        #expect(try await supervisor.still("cam", query: "").status == 200)
        #expect(camera.requests.count == count)
        try await Self.set(supervisor, "input_select.other", "x")
        #expect(try await supervisor.still("cam", query: "").status == 200)
        #expect(camera.requests.count == count)
        // A new worker knows the states from the beginning.
        try await supervisor.restart("cam")
        try await waitUntil("the next worker runs") { try await supervisor.camera("cam").worker.generation == 2 }
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.last?.path == "/low.jpg")
    }

    @Test("a template that cannot be rendered is the camera's reason; the last picture stays and grows old")
    func trouble() async throws {
        let camera = try Self.camera()
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: >-
                  \(camera.url("/"))
                  {%- if states('input_number.q')|int > 1 %}high{% else %}low{% endif %}.jpg
                stale_after: 30 s
            """
        )
        let first = try await supervisor.still("cam", query: "")
        #expect(first.status == 503 && first.text.contains("line 1, column"), "\(first)")
        try await Self.set(supervisor, "input_number.q", "2")
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.map(\.path) == ["/high.jpg"])
        try await Self.set(supervisor, "input_number.q", "broken")
        let last = try await supervisor.still("cam", query: "")
        #expect(last.status == 200)
        let reason = try await supervisor.waitForState("cam", "offline")
        #expect(reason.contains("still_image_url: line 1, column") && reason.contains("'broken'"), "\(reason)")
        #expect(camera.requests.count == 1)
        #expect(try await supervisor.camera("cam").worker.generation == 1)
        try await Self.set(supervisor, "input_number.q", "1")
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.last?.path == "/low.jpg")
    }

    @Test("a port that only a state names is learnt: one replacement, then pictures")
    func port() async throws {
        let camera = try Self.camera()
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam: { platform: generic, still_image_url: "http://127.0.0.1:{{ states('input_number.port') }}/low.jpg" }
            """
        )
        try await Self.set(supervisor, "input_number.port", "\(camera.port)")
        try await waitUntil("a picture comes", within: .seconds(30)) {
            try await supervisor.still("cam").status == 200
        }
        let view = try await supervisor.camera("cam")
        // Where the kernel knows no ports there is nothing to be replaced for.
        #expect(view.worker.generation <= 2 && view.worker.restarts == 0)
        if view.worker.generation == 2 {
            #expect(!supervisor.logLines(holding: "leads to TCP port \(camera.port)").isEmpty)
        }
    }

    @Test("a reload takes another template up")
    func reload() async throws {
        let camera = try Self.camera()
        func configuration(_ path: String) -> String {
            "cameras: { cam: { platform: generic, still_image_url: \"\(camera.url(path))\" } }"
        }
        let supervisor = try await RunningSupervisor(configuration("/{{ states('input_select.a') }}.jpg"))
        try await Self.set(supervisor, "input_select.a", "low")
        try await Self.set(supervisor, "input_select.b", "other")
        #expect(try await supervisor.still("cam").status == 200)
        try supervisor.rewrite(configuration("/{{ states('input_select.b') }}.jpg"))
        #expect(try await supervisor.reload() == "restart cam (still_image_url)")
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.map(\.path) == ["/low.jpg", "/other.jpg"])
        try supervisor.rewrite(configuration("/{{ states('input_select.b' }}.jpg"))
        let refused = try await supervisor.command(["reload"])
        #expect(refused.exit == .code(78) && "\(refused)".contains("no template"), "\(refused)")
    }

    @Test("a stream changes over when its URL renders differently; viewers stay, HLS goes on")
    func stream() async throws {
        let cameras = [try await RTSPCamera.start(), try await RTSPCamera.start()]
        let urls = cameras.map(\.url)
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                stream_source: "{{ ['\(urls[0])', '\(urls[1])'][states('input_number.channel')|int(0)] }}"
                framerate: 25
                preload_stream: true
            """
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(5, within: .seconds(60))
        let before = viewer.seen.sightings.count
        // Only a change of the URL opens it anew.
        try await Self.set(supervisor, "input_number.channel", "0")
        try await Self.set(supervisor, "input_number.channel", "1")
        try await viewer.waitForParts(before + 50, within: .seconds(60))
        // The first is not asked any more: without it everything goes on.
        try await cameras[0].stall()
        let then = viewer.seen.sightings.count
        try await viewer.waitForParts(then + 50, within: .seconds(60))
        #expect(viewer.isWatching && viewer.sawOnlyWholeAndNewer)
        #expect(try await supervisor.camera("cam").worker.generation <= 2)
    }

    @Test("templates see the zone of the supervisor's environment")
    func zone() async throws {
        let camera = try FakeCamera.start { $0["/a.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam: { platform: generic, still_image_url: "\(camera.url("/a.jpg?{{ now().strftime('%z') }}"))" }
            """,
            launcher: ["/usr/bin/env", "TZ=Asia/Kathmandu"]
        )
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.last?.target == "/a.jpg?+0545")
    }
}
