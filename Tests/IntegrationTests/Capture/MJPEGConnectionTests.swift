import IPC
import Shared
import TestSupport
import Testing

@Suite("Connections to an MJPEG camera", .takesTurns)
struct MJPEGConnectionTests {
    private static func supervisor(_ camera: FakeCamera, _ more: String = "") async throws -> RunningSupervisor {
        try await RunningSupervisor(
            "cameras: { cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))'\(more) } }"
        )
    }

    @Test("exactly one with five viewers, none 10 s after the last")
    func one() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
        let supervisor = try await Self.supervisor(camera)
        #expect(camera.totalConnections == 0)
        let viewers = (0..<5).map { _ in supervisor.viewer("cam") }
        for viewer in viewers { try await viewer.waitForParts(5) }
        for _ in 0..<5 { #expect(try await supervisor.still("cam").counter != nil) }
        #expect(camera.connections == 1 && camera.totalConnections == 1)
        for viewer in viewers.dropLast() { viewer.stop() }
        try await viewers[4].waitForParts(5)
        viewers[4].stop()
        let left = MonotonicTime.now()
        try await waitUntil("the camera is left alone", within: .seconds(20)) { camera.connections == 0 }
        let after = MonotonicTime.now().since(left)
        #expect(after > .seconds(9) && after < .seconds(12), "\(after)")
        #expect(camera.totalConnections == 1)
        try await supervisor.waitForState("cam", "idle")
        let again = supervisor.viewer("cam")
        try await again.waitForParts(3)
        #expect(camera.totalConnections == 2)
    }

    @Test("a viewer that comes back within 10 s finds the stream open")
    func linger() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
        let supervisor = try await Self.supervisor(camera)
        for _ in 0..<3 {
            let viewer = supervisor.viewer("cam")
            try await viewer.waitForParts(2)
            viewer.stop()
            try await waitUntil("it has left") { try await supervisor.camera("cam").viewers == 0 }
        }
        #expect(camera.totalConnections == 1)
    }

    @Test("a still is cut from the stream when there is no URL for it, else fetched from there")
    func stills() async throws {
        let cut = try FakeCamera.start { $0["/video"] = .mjpeg() }
        let own = try FakeCamera.start {
            $0["/video"] = .mjpeg()
            $0["/still.jpg"] = .still()
        }
        let first = try await Self.supervisor(cut)
        #expect(try await first.still("cam").counter != nil)
        let second = try await Self.supervisor(own, ", still_image_url: '\(own.url("/still.jpg"))'")
        #expect(try await second.still("cam").counter != nil)
        #expect(own.requestCount("/still.jpg") == 1 && own.requestCount("/video") == 0)
        // While the stream is open it has newer pictures than any request could fetch.
        let viewer = second.viewer("cam")
        try await viewer.waitForParts(3)
        #expect(try await second.still("cam").counter != nil)
        #expect(own.requestCount("/still.jpg") == 1 && own.streams == 1)
    }

    @Test("a slow viewer skips pictures; a quick one beside it misses none for its sake")
    func slowViewer() async throws {
        let camera = try FakeCamera.start { script in
            script["/video"] = .mjpeg(MJPEGScript { $0.picture.padding = 400_000 })
        }
        let supervisor = try await Self.supervisor(camera)
        let quick = supervisor.viewer("cam")
        let slow = StreamViewer(
            supervisor.endpoint,
            "/api/camera_proxy_stream/cam",
            pause: .milliseconds(400),
            receiveBuffer: 16_384
        )
        try await quick.waitForParts(5)
        let start = MonotonicTime.now()
        try await slow.waitForParts(30, within: .seconds(30))
        #expect(slow.isWatching && slow.sawOnlyWholeAndNewer && quick.sawOnlyWholeAndNewer)
        #expect(quick.largestGap(from: start) < .seconds(3), "\(quick.largestGap(from: start))")
        let counters = slow.seen.sightings.compactMap(\.counter)
        // No backlog: what it sees is not older than a few pictures of its own pace (10 of the camera's each).
        let newest = try #require(quick.lastCounter)
        #expect(newest - (counters.last ?? 0) < 40, "\(counters) while the newest is \(newest)")
        #expect(zip(counters, counters.dropFirst()).contains { $1 - $0 > 3 }, "\(counters)")
    }
}
