import Glibc
import IPC
import Shared
import TestSupport
import Testing

@Suite("FakeCamera")
struct FakeCameraTests {
    @Test("stills are numbered, so a test can prove which one it got")
    func stills() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let client = HTTPClient(camera.endpoint)
        for number in 1...3 {
            let answer = try await client.get("/still.jpg?x=\(number)")
            #expect(answer["Content-Type"] == "image/jpeg")
            #expect(TestPicture.counter(in: answer.body) == number)
        }
        #expect(camera.pictureCount == 3)
        #expect(camera.requestCount("/still.jpg") == 3)
        #expect(camera.requests.map(\.target) == ["/still.jpg?x=1", "/still.jpg?x=2", "/still.jpg?x=3"])
        try await waitUntil("all connections are closed") { camera.connections == 0 }
        #expect(camera.totalConnections == 3)
    }

    @Test("the script changes while it runs, and a stream ends when its path no longer streams")
    func changes() async throws {
        let camera = try FakeCamera.start { $0["/v"] = .mjpeg() }
        let viewer = StreamViewer(camera.endpoint, "/v")
        try await viewer.waitForParts(2)
        camera.update { $0["/v"] = .status(500) }
        try await waitUntil("the stream ends") { viewer.end != nil }
        #expect(try await HTTPClient(camera.endpoint).get("/v").status == 500)
    }

    @Test("goes away and comes back on the same port")
    func comesBack() async throws {
        let camera = try FakeCamera.start {
            $0["/v"] = .mjpeg()
            $0["/s"] = .still()
        }
        let viewer = StreamViewer(camera.endpoint, "/v")
        try await viewer.waitForParts(1)
        camera.goAway()
        try await waitUntil("the stream ends") { viewer.end != nil }
        try await waitUntil("connecting is refused") {
            do {
                _ = try await HTTPClient(camera.endpoint).get("/s")
                return false
            } catch let error as SocketError {
                return error.isDisconnect
            }
        }
        try camera.comeBack()
        #expect(try await HTTPClient(camera.endpoint).get("/s").status == 200)
    }

    @Test("sequences go on by one and stay at their last")
    func sequence() async throws {
        let camera = try FakeCamera.start { $0["/s"] = .sequence([.status(500), .close, .still()]) }
        let client = HTTPClient(camera.endpoint)
        #expect(try await client.get("/s").status == 500)
        await #expect(throws: (any Error).self) { try await client.get("/s") }
        #expect(try await client.get("/s").status == 200)
        #expect(try await client.get("/s").status == 200)
    }

    @Test("connections beyond the limit are closed at once, and peaks are remembered")
    func limit() async throws {
        let camera = try FakeCamera.start {
            $0["/v"] = .mjpeg()
            $0.connectionLimit = 2
        }
        let viewers = (0..<2).map { _ in StreamViewer(camera.endpoint, "/v") }
        for viewer in viewers { try await viewer.waitForParts(1) }
        await #expect(throws: (any Error).self) { try await HTTPClient(camera.endpoint).get("/v") }
        #expect(camera.connections == 2 && camera.peakConnections == 2 && camera.totalConnections == 3)
    }

    @Test(
        "hanging, closing and resetting at the door",
        arguments: [CameraScript.Reception.hang, .close, .reset]
    )
    func reception(reception: CameraScript.Reception) async throws {
        let camera = try FakeCamera.start { $0.reception = reception }
        let client = HTTPClient(camera.endpoint, timeout: .milliseconds(200))
        do {
            _ = try await client.get("/")
            Issue.record("the camera answered")
        } catch let error as SocketError {
            #expect(error.isTimeout == (reception == .hang))
        } catch let error as HTTPClientError {
            #expect(reception == .close, "\(error)")
        }
    }

    @Test("never-ending heads and bodies never end")
    func endless() async throws {
        let camera = try FakeCamera.start {
            $0["/head"] = .endlessHead
            $0["/body"] = .endlessBody(type: "image/jpeg")
            $0["/v"] = .mjpeg(MJPEGScript { $0.ending = .endlessFrame(after: 1) })
        }
        let client = HTTPClient(camera.endpoint)
        await #expect(throws: HTTPClientError.tooLong("what was read in the head", limit: 256 << 10)) {
            try await client.get("/head")
        }
        for path in ["/body", "/v"] {
            try await client.connected { connection in
                try connection.send(HTTPRequest("GET", path))
                _ = try connection.readHead()
                #expect(throws: HTTPClientError.tooLong("the body", limit: 3 << 20)) {
                    try connection.readToEnd(maximum: 3 << 20)
                }
            }
        }
        try await waitUntil("the camera's threads have ended") { camera.connections == 0 }
    }

    @Test("cut, dripping and hanging bodies")
    func cutBodies() async throws {
        let picture = TestPicture(counter: 1).bytes
        let half = Array(picture.prefix(200))
        let camera = try FakeCamera.start {
            $0["/closes"] = .cut(type: "image/jpeg", body: half, announced: picture.count, then: .closes)
            $0["/resets"] = .cut(type: "image/jpeg", body: half, announced: picture.count, then: .resets)
            $0["/hangs"] = .cut(type: "image/jpeg", body: half, announced: picture.count, then: .hangs)
            $0["/drips"] = .drip(type: "image/jpeg", body: picture, piece: 100, every: .milliseconds(10))
        }
        let client = HTTPClient(camera.endpoint, timeout: .milliseconds(500))
        await #expect(throws: HTTPClientError.self) { try await client.get("/closes") }
        await #expect(throws: SocketError(doing: "read", number: ECONNRESET)) { try await client.get("/resets") }
        await #expect(throws: SocketError(doing: "read", number: ETIMEDOUT)) { try await client.get("/hangs") }
        let start = MonotonicTime.now()
        #expect(try await client.get("/drips").body == picture)
        #expect(MonotonicTime.now().since(start) > .milliseconds(10 * (picture.count / 100 - 1)))
    }

    @Test("every variation streams at any cut; the bytes are those of the pure script")
    func variations() async throws {
        for variation in MJPEGScript.variations where !variation.script.isChunked {
            let camera = try FakeCamera.start { camera in
                var script = variation.script
                script.frameRate = 1000
                camera["/v"] = .mjpeg(script)
            }
            let script = variation.script
            let expected = script.stream((1...2).map { script.picture.bytes(counter: $0) })
            let streamed = try await HTTPClient(camera.endpoint).connected { connection in
                try connection.send(HTTPRequest("GET", "/v"))
                #expect(try connection.readHead().fields["Content-Type"] == script.declaredType)
                var bytes: [UInt8] = []
                while bytes.count < expected.count { bytes += try connection.readSome() }
                return Array(bytes.prefix(expected.count))
            }
            #expect(streamed == expected, "\(variation.name)")
        }
    }
}
