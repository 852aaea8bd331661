import Shared
import TestSupport
import Testing

@Suite("Real servers")
struct RealServersTests {
    /// What curl gets: status codes, and the exit code behind them.
    private static func curl(_ arguments: [String]) async throws -> (text: String, exit: ProgramExit) {
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["-sS", "-o", "/dev/null", "-w", "%{http_code} "] + arguments
        )
        let exit = try await curl.waitForExit(within: .seconds(20))
        try await waitUntil("curl has said its code") { curl.standardOutput.hasSuffix(" ") }
        return (curl.standardOutput, exit)
    }

    @Test("lighttpd serves pictures, redirects, and writes its log at once")
    func lighttpd() async throws {
        let picture = TestPicture(counter: 9).bytes
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": picture, "sub/b.png": TestPicture.png]
            $0.redirects = ["/old.jpg": "/a.jpg"]
        }
        let client = HTTPClient(port: server.port)
        let answer = try await client.get("/a.jpg")
        #expect(answer.body == picture && answer["Content-Type"] == "image/jpeg")
        #expect(try await client.get("/sub/b.png")["Content-Type"] == "image/png")
        #expect(try await client.get("/old.jpg")["Location"] == "/a.jpg")
        #expect(try await client.get("/none.jpg").status == 404)
        try server.put(TestPicture(counter: 10).bytes, as: "a.jpg")
        #expect(TestPicture.counter(in: try await client.get("/a.jpg").body) == 10)
        try await waitUntil("the log has all five") { server.accessLog.split(separator: "\n").count == 5 }
        try await server.stop()
        await #expect(throws: SocketError.self) { try await client.get("/a.jpg") }
    }

    @Test("lighttpd asks for Basic and Digest", arguments: [LighttpdServer.Protection.basic, .digest])
    func protection(protection: LighttpdServer.Protection) async throws {
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": TestPicture(counter: 9).bytes]
            $0.protection = protection
        }
        let options = server.options
        let url = server.url("/a.jpg")
        #expect(try await Self.curl([url]).text == "401 ")
        #expect(try await Self.curl(["--anyauth", "-u", "\(options.user):\(options.password)", url]).text == "200 ")
        #expect(try await Self.curl(["--anyauth", "-u", "\(options.user):wrong", url]).text == "401 ")
        let challenge = try await HTTPClient(port: server.port).get("/a.jpg")["WWW-Authenticate"]
        #expect(challenge?.hasPrefix(protection == .basic ? "Basic " : "Digest ") == true)
    }

    @Test("lighttpd's certificate is one that must not be trusted, and its proxy passes a camera's stream on")
    func tls() async throws {
        let camera = try FakeCamera.start { $0["/camera/v"] = .mjpeg() }
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": TestPicture(counter: 9).bytes]
            $0.hasTLS = true
            $0.proxiedPort = camera.port
        }
        let url = server.url("/a.jpg")
        #expect(try await Self.curl([url]).exit == .code(60))
        #expect(try await Self.curl(["--insecure", url]).text == "200 ")
        let stream = try await Self.curl(["--insecure", "-m", "1", server.url("/camera/v")])
        #expect(stream.text == "200 " && stream.exit == .code(28))
        #expect(camera.pictureCount > 10)
    }

    @Test("ffmpeg streams, to one viewer at a time, again and again")
    func ffmpeg() async throws {
        let camera = try await FFmpegCamera.start()
        for round in 1...2 {
            try await waitUntil("ffmpeg listens") { ProcFS.isListening(onPort: camera.port) }
            let viewer = StreamViewer(.port(camera.port), "/stream")
            try await viewer.waitForParts(3, within: .seconds(20))
            #expect(viewer.seen.sightings.allSatisfy { $0.isWhole })
            #expect(viewer.seen.head?.fields["Content-Type"] == "multipart/x-mixed-replace; boundary=ffmpeg")
            viewer.stop()
            try await waitUntil("ffmpeg has been started again", within: .seconds(20)) { camera.starts == round + 1 }
        }
        camera.stop()
        try await waitUntil("nobody listens") { !ProcFS.isListening(onPort: camera.port) }
    }

    @Test("motion streams a film without any video device")
    func motion() async throws {
        let camera = try await MotionCamera.start()
        let viewer = StreamViewer(.port(camera.port), "/")
        try await viewer.waitForParts(5, within: .seconds(20))
        #expect(viewer.seen.sightings.allSatisfy { $0.isWhole })
        #expect(viewer.seen.head?.fields["Content-Type"] == "multipart/x-mixed-replace; boundary=BoundaryString")
        try await camera.stop()
    }

    @Test("ustreamer streams its blank picture without any video device")
    func ustreamer() async throws {
        let camera = try await UstreamerCamera.start(user: "u", password: "p")
        let viewer = StreamViewer(.port(camera.port), "/stream", fields: ["Authorization": "Basic dTpw"])
        try await viewer.waitForParts(2, within: .seconds(20))
        #expect(viewer.seen.sightings.allSatisfy { $0.isWhole })
        #expect(viewer.seen.sightings.allSatisfy { $0.fields["X-Timestamp"] != nil })
        #expect(try await Self.curl(["-u", "u:p", camera.snapshotURL]).text == "200 ")
        #expect(try await Self.curl(["-u", "u:no", camera.snapshotURL]).text == "401 ")
        try await camera.stop()
    }
}
