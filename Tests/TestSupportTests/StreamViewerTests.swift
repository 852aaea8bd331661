import IPC
import Shared
import TestSupport
import Testing

@Suite("MultipartReader and StreamViewer")
struct StreamViewerTests {
    @Test("a viewer sees every picture whole, in order, soon after it was sent", arguments: [false, true])
    func sees(isChunked: Bool) async throws {
        let camera = try FakeCamera.start { script in
            script["/v"] = .mjpeg(
                MJPEGScript {
                    $0.frameRate = 100
                    $0.isChunked = isChunked
                    $0.picture.padding = 100_000
                }
            )
        }
        let viewer = StreamViewer(camera.endpoint, "/v")
        let start = MonotonicTime.now()
        try await viewer.waitForParts(20)
        #expect(viewer.isWatching)
        let seen = viewer.seen
        #expect(seen.head?.status == 200)
        #expect(seen.sightings.prefix(20).compactMap(\.counter) == Array(1...20))
        #expect(seen.sightings.allSatisfy { $0.isWhole && $0.length > 100_000 })
        #expect(TestPicture.counter(in: seen.lastPicture) == seen.sightings.last?.counter)
        #expect(viewer.largestGap(from: start) < .seconds(5))
        #expect(camera.streams == 1 && camera.connections == 1)
        viewer.stop()
        try await waitUntil("the camera notices") { camera.connections == 0 && camera.streams == 0 }
        try await waitUntil("the viewer says why") { viewer.end == "stopped by the test" }
    }

    @Test("a viewer that is let go goes away")
    func deinitStops() async throws {
        let camera = try FakeCamera.start { $0["/v"] = .mjpeg() }
        do {
            let viewer = StreamViewer(camera.endpoint, "/v")
            try await viewer.waitForParts(1)
        }
        try await waitUntil("the camera notices") { camera.connections == 0 }
    }

    @Test("a gap is as long as nothing came")
    func gaps() async throws {
        let camera = try FakeCamera.start { script in
            script["/v"] = .mjpeg(MJPEGScript { $0.ending = .hangs(after: 3) })
        }
        let viewer = StreamViewer(camera.endpoint, "/v")
        // Not waitForParts: that counts from now on, and a first picture may have come already.
        try await waitUntil("three pictures have come") { viewer.partCount == 3 }
        let last = try #require(viewer.seen.sightings.last?.arrived)
        #expect(viewer.largestGap(from: last, to: last + .seconds(9)) == .seconds(9))
    }

    @Test("a cut picture is not whole")
    func truncated() async throws {
        let camera = try FakeCamera.start { script in
            script["/v"] = .mjpeg(MJPEGScript { $0.picture = PictureScript(.truncated(to: 150)) })
        }
        let viewer = StreamViewer(camera.endpoint, "/v")
        try await viewer.waitForParts(1)
        #expect(viewer.seen.sightings.first?.isWhole == false)
    }

    @Test("the server's orderly end and its refusal are told apart from breaking off")
    func ends() async throws {
        let camera = try FakeCamera.start { script in
            script["/closes"] = .mjpeg(MJPEGScript { $0.ending = .closes(after: 2) })
            script["/breaks"] = .mjpeg(MJPEGScript { $0.ending = .closesMidFrame(after: 2) })
        }
        let closes = StreamViewer(camera.endpoint, "/closes")
        let breaks = StreamViewer(camera.endpoint, "/breaks")
        let refused = StreamViewer(camera.endpoint, "/none")
        try await waitUntil("all have ended") { [closes, breaks, refused].allSatisfy { $0.end != nil } }
        #expect(refused.end == "the server answered 404")
        #expect(breaks.end?.contains("closed the connection in part 2") == true)
        // The camera writes the closing delimiter after an ordinary one: strictly that is a part without headers.
        #expect(closes.partCount == 2)
    }

    @Test(
        "what does not stand where it should is an error",
        arguments: ["no Content-Length", "Content-Length too long", "Content-Length too short", "garbage"]
    )
    func strictness(name: String) async throws {
        let script =
            MJPEGScript.variations.first { $0.name == name }?.script
            ?? MJPEGScript { $0.garbage = Array("garbage\r\n".utf8) }
        let camera = try FakeCamera.start { $0["/v"] = .mjpeg(script) }
        let viewer = StreamViewer(camera.endpoint, "/v")
        try await waitUntil("the viewer gives up") { viewer.end != nil }
        #expect(viewer.end?.contains("malformed") == true)
    }

    @Test("a slow viewer is slow")
    func slow() async throws {
        let camera = try FakeCamera.start { script in
            script["/v"] = .mjpeg(
                MJPEGScript {
                    $0.frameRate = 200
                    $0.picture.padding = 200_000
                }
            )
        }
        let viewer = StreamViewer(camera.endpoint, "/v", pause: .milliseconds(100), receiveBuffer: 4096)
        try await viewer.waitForParts(3)
        let arrivals = viewer.seen.sightings.prefix(3).map(\.arrived)
        #expect(arrivals[2].since(arrivals[0]) >= .milliseconds(190))
    }
}
