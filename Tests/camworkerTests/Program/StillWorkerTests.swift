import IPC
import Shared
import TestSupport
import Testing

@Suite("A stills camera's worker")
struct StillWorkerTests {
    private func camera(_ answer: CameraAnswer = .still()) throws -> FakeCamera {
        try FakeCamera.start { $0["/still.jpg"] = answer }
    }

    @Test("fetches one picture for each frame that is wanted, none before, over one connection")
    func onDemand() async throws {
        let camera = try self.camera()
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        #expect(camera.requests.isEmpty)
        for counter in 1...5 {
            let bytes = try await worker.fetch()
            #expect(TestPicture.counter(in: bytes) == counter)
        }
        try await worker.settle()
        #expect(camera.requests.count == 5)
        #expect(camera.totalConnections == 1)
        #expect(camera.requests.first?.fields["User-Agent"] == "camsupervisor/\(BuildIdentity.current)")
        #expect(camera.requests.first?.fields["Accept-Encoding"] == nil)
    }

    @Test("the connection is kept for the next picture and closed 10 s after the last, and the login is still known")
    func idleConnection() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(user: "u", password: "p")
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        for _ in 1...2 { _ = try await worker.fetch() }
        let start = MonotonicTime.now()
        _ = try await worker.fetch()
        try worker.want(viewers: 0, credit: false)
        #expect(camera.connections == 1)
        try await waitUntil("the camera has no connection", within: .seconds(30)) { camera.connections == 0 }
        let kept = MonotonicTime.now().since(start)
        #expect(kept >= .seconds(10) && kept < .seconds(20), "\(kept)")
        _ = try await worker.fetch()
        #expect(camera.totalConnections == 2)
        #expect(camera.requests.count == 5, "one challenge and four pictures")
    }

    @Test("a frame captured after now is fetched after now, however slowly the last one came")
    func capturedAfter() async throws {
        let camera = try self.camera()
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        _ = try await worker.fetch()
        for _ in 1...3 {
            let number = camera.pictureCount
            let bytes = try await worker.fetch(capturedAfter: .now())
            #expect((TestPicture.counter(in: bytes) ?? 0) > number)
        }
    }

    @Test("framerate caps what the camera is asked")
    func frameRate() async throws {
        let camera = try self.camera()
        let configuration = try Configurations.still(camera.url("/still.jpg")) { $0.frameRate = 5 }
        let worker = try await DrivenWorker.ready(configuration)
        let start = MonotonicTime.now()
        for _ in 1...4 { _ = try await worker.fetch() }
        // Four fetches are three intervals.
        #expect(MonotonicTime.now().since(start) >= .milliseconds(600))
    }

    @Test("the configuration's headers are sent, and credentials of the URL win over its fields")
    func headers() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .basic(user: "url", password: "p@ss:w")
        }
        let url = camera.url("/still.jpg?size=1", user: "url", password: "p@ss:w")
        let configuration = try Configurations.still(url) {
            $0.credentials = Credentials(user: Secret("field"), password: Secret("wrong"))
            $0.headers = [HTTPHeader(name: "X-Token", value: Secret("t o k"))]
        }
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        #expect(camera.requests.last?.fields["X-Token"] == "t o k")
        #expect(camera.requests.last?.target == "/still.jpg?size=1")
    }

    @Test("answers the camera's challenge, Basic is never sent unasked, and Digest is asked for once")
    func challenge() async throws {
        let credentials = Credentials(user: Secret("u"), password: Secret("p"))
        for authentication in [
            CameraAuthentication.basic(user: "u", password: "p"), .digest(user: "u", password: "p"), .none,
        ] {
            let camera = try FakeCamera.start {
                $0["/still.jpg"] = .still()
                $0.authentication = authentication
            }
            let configuration = try Configurations.still(camera.url("/still.jpg")) { $0.credentials = credentials }
            let worker = try await DrivenWorker.ready(configuration)
            for _ in 1...3 { _ = try await worker.fetch() }
            #expect(camera.requests.first?.fields["Authorization"] == nil)
            #expect(camera.requests.count == (authentication == .none ? 3 : 4))
        }
    }

    @Test("a camera that changes its mind about authentication is followed")
    func changesItsMind() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .basic(user: "u", password: "p")
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        camera.update { $0.authentication = .digest(user: "u", password: "p") }
        _ = try await worker.fetch()
        camera.forgetNonces()
        _ = try await worker.fetch()
        camera.update { $0.authentication = .none }
        _ = try await worker.fetch()
    }

    @Test("a wrong password is a refusal, said once, and not tried again for a minute")
    func wrongPassword() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(user: "u", password: "p")
        }
        let url = camera.url("/still.jpg", user: "u", password: "hunter2")
        let worker = try await DrivenWorker.ready(try Configurations.still(url))
        try worker.want()
        let state = try await worker.state(.refused)
        #expect(state.reason?.hasSuffix("the camera answered 401 (it refuses the user name or password)") == true)
        #expect(state.reason?.contains("hunter2") == false)
        let retry = try #require(state.retryMilliseconds)
        #expect((59_000...60_000).contains(retry))
        let requests = camera.requests.count
        // Within the same millisecond it would be the same report, which is not sent again.
        try await Task.sleep(for: .milliseconds(5))
        try worker.want(capturedAfter: .now())
        #expect(try await worker.state(.refused).retryMilliseconds ?? 0 <= retry)
        #expect(camera.requests.count == requests)
    }

    @Test("one 401 after success is not yet a wrong password")
    func loneRefusal() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .basic(user: "u", password: "p")
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        // One is the old login's, which is begun anew without a word.
        camera.update { $0.refusalsToCome = 1 }
        _ = try await worker.fetch()
        camera.update { $0.refusalsToCome = 2 }
        try worker.want()
        let retry = try #require(try await worker.state(.offline).retryMilliseconds)
        #expect((4_000...5_000).contains(retry))
    }

    @Test(
        "an old nonce is no wrong password, however the camera says so",
        arguments: [(nil, Duration.milliseconds(200)), (1, nil), (3, nil)] as [(Int?, Duration?)],
        [true, false]
    )
    func oldNonces(_ limits: (uses: Int?, lifetime: Duration?), saysStale: Bool) async throws {
        var digest = DigestScript(user: "u", password: "p")
        (digest.usesPerNonce, digest.nonceLifetime) = limits
        digest.saysStale = saysStale
        let camera = try FakeCamera.start { [digest] in
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(digest)
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        // Whether they are kept or not, some must have grown old, or logging in anew must have become the habit.
        var fetches = 0
        while camera.logins.oldNonces < 2, fetches < 100 {
            _ = try await worker.fetch()
            fetches += 1
        }
        #expect(camera.logins.oldNonces >= 2)
        for _ in 1...5 { _ = try await worker.fetch() }
        #expect(camera.logins.refused == 0)
        #expect(camera.totalConnections == 1)
        #expect(try worker.waiting(.state) <= 3, "idle, connecting and connected, never offline or refused")
    }

    @Test("where a login never lasts it is not kept: no request with an old nonce for each picture")
    func oneTimeNonces() async throws {
        var digest = DigestScript(user: "u", password: "p")
        digest.usesPerNonce = 1
        digest.saysStale = false
        let camera = try FakeCamera.start { [digest] in
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(digest)
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        for _ in 1...10 { _ = try await worker.fetch() }
        #expect(camera.logins.oldNonces == 2)
        #expect(camera.logins.accepted == 10)
    }

    @Test("a password that was changed at the camera is a refusal after one more try")
    func changedPassword() async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .digest(user: "u", password: "p")
        }
        let configuration = try Configurations.still(camera.url("/still.jpg", user: "u", password: "p"))
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        camera.update { $0.authentication = .digest(user: "u", password: "another") }
        try worker.want()
        #expect(try await worker.state(.offline).reason?.contains("asked once more") == true)
        #expect(camera.logins.refused == 2)
    }

    struct Wrong: Sendable, CustomStringConvertible {
        var description: String
        var answer: CameraAnswer
        var reason: String
    }

    static let wrongs: [Wrong] = [
        Wrong(
            description: "a page instead of the picture",
            answer: .page("<html><head><title>Login</title></head></html>"),
            reason: "the camera answered an HTML page titled “Login” instead of a picture"
        ),
        Wrong(description: "404", answer: .status(404), reason: "answered 404 (there is nothing at this path)"),
        Wrong(description: "503", answer: .status(503), reason: "answered 503 (it is busy)"),
        Wrong(
            description: "an empty body",
            answer: .bytes([], type: "image/jpeg"),
            reason: "the camera answered an empty body instead of a picture"
        ),
        Wrong(
            description: "a truncated JPEG",
            answer: .still(PictureScript(.truncated(to: 300), padding: 500)),
            reason: "a truncated jpeg picture (300 bytes"
        ),
        Wrong(
            description: "a header of 40,000 × 40,000",
            answer: .still(PictureScript(.huge)),
            reason: "a jpeg header that claims 40000 × 40000 pixels, more than any camera has"
        ),
        Wrong(description: "endless headers", answer: .endlessHead, reason: "headers exceed 64 KiB"),
        Wrong(description: "an endless body", answer: .endlessBody(type: "image/jpeg"), reason: "longer than 16 MiB"),
        Wrong(description: "no HTTP at all", answer: .raw(Array("SSH-2.0-x\r\n\r\n".utf8)), reason: "no HTTP answer"),
        Wrong(description: "a closed connection", answer: .close, reason: "closed the connection without an answer"),
        Wrong(description: "a reset connection", answer: .reset, reason: "the connection broke"),
        Wrong(
            description: "the address of a stream",
            answer: .mjpeg(),
            reason: "the camera answered a multipart stream (use it as mjpeg_url) instead of a picture"
        ),
        Wrong(
            description: "text cut short",
            answer: .cut(type: "image/jpeg", body: Array("Busy".utf8), announced: 1000, then: .closes),
            reason: "; what came is text beginning “Busy” (sent as image/jpeg)"
        ),
        Wrong(
            description: "a body cut short",
            answer: .cut(type: "image/jpeg", body: [1, 2, 3], announced: 1000, then: .closes),
            reason: "the answer was cut short"
        ),
        Wrong(description: "a redirect to a file", answer: .redirect(to: "file:///etc/passwd"), reason: "file://"),
        Wrong(
            description: "a redirect in a circle",
            answer: .redirect(to: "/still.jpg"),
            reason: "more than 5 redirects"
        ),
        Wrong(description: "a redirect nowhere", answer: .status(302), reason: "a redirect without a place to go"),
    ]

    @Test("what is no picture is named, and pictures go on when the camera comes to its senses", arguments: wrongs)
    func wrong(_ wrong: Wrong) async throws {
        let camera = try self.camera(wrong.answer)
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        try worker.want()
        let state = try await worker.state(.offline)
        #expect(state.reason?.hasPrefix("\(camera.url("/still.jpg")): ") == true)
        #expect(state.reason?.contains(wrong.reason) == true, "\(state.reason ?? "nothing")")
        #expect((state.retryMilliseconds ?? 0) > 0)
        camera.update { $0["/still.jpg"] = .still() }
        #expect(PictureCheck.isWhole(try await worker.frame().bytes))
    }

    @Test("a camera that is not there is offline, with the reason, and found when it comes back")
    func away() async throws {
        let camera = try self.camera()
        camera.goAway()
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        try worker.want()
        #expect(try await worker.state(.offline).reason?.contains("cannot connect") == true)
        try camera.comeBack()
        _ = try await worker.frame()
    }

    @Test("while it is asked anew, its old trouble is not repeated to who waits for the answer")
    func askedAnew() async throws {
        let camera = try self.camera(.sequence([.status(503), .silence]))
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        try worker.want()
        let retry = try #require(try await worker.state(.offline).retryMilliseconds)
        try worker.want(viewers: 0, credit: false)
        try await worker.settle()
        let retryAt = MonotonicTime.now() + .milliseconds(retry)
        let told = try worker.waiting(.state)
        try await waitUntil("it may be asked again") { MonotonicTime.now() > retryAt }
        try worker.want(viewers: 0)
        try await waitUntil("it is asked again") { camera.requestCount("/still.jpg") == 2 }
        #expect(try worker.waiting(.state) == told)
    }

    @Test("one missed picture of a slow camera is made up for after a second, as promised")
    func slowCamera() async throws {
        let camera = try self.camera(.sequence([.status(503), .still()]))
        let configuration = try Configurations.still(camera.url("/still.jpg")) { $0.frameRate = 0.01 }
        let worker = try await DrivenWorker.ready(configuration)
        try worker.want()
        #expect((try await worker.state(.offline).retryMilliseconds ?? 0) <= 1000)
        _ = try await worker.frame(within: .seconds(5))
    }

    @Test("redirects are followed; credentials and headers stay with the first host and port")
    func redirect() async throws {
        let other = try self.camera()
        let camera = try FakeCamera.start {
            $0["/same"] = .redirect(to: "/still.jpg")
            $0["/other"] = .redirect(to: other.url("/still.jpg"))
            $0["/still.jpg"] = .still()
            $0.authentication = .basic(user: "u", password: "p")
        }
        for path in ["/same", "/other"] {
            let configuration = try Configurations.still(camera.url(path, user: "u", password: "p")) {
                $0.headers = [HTTPHeader(name: "X-Token", value: Secret("secret"))]
                $0.authentication = .basic
            }
            _ = try await DrivenWorker.ready(configuration, learntPorts: [other.port]).fetch()
        }
        #expect(camera.requests.allSatisfy { $0.fields["X-Token"] == "secret" && $0.fields["Authorization"] != nil })
        #expect(camera.requestCount("/still.jpg") == 1)
        let request = try #require(other.requests.first)
        #expect(request.fields["X-Token"] == nil)
        #expect(request.fields["Authorization"] == nil)
    }

    @Test("a redirect's own page may be of any length")
    func redirectWithLongBody() async throws {
        let fields: HTTPFields = ["Location": "still.jpg?size=1", "Content-Type": "text/html"]
        let page = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
        let camera = try FakeCamera.start {
            $0["/a/moved"] = .fixed(status: 302, fields: fields, body: page)
            $0["/a/still.jpg"] = .still()
        }
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/a/moved")))
        for _ in 1...2 { _ = try await worker.fetch() }
        #expect(camera.requests.last?.target == "/a/still.jpg?size=1")
    }

    @Test("a password that is wanted where a redirect leads is not called wrong: it was never sent")
    func passwordWantedElsewhere() async throws {
        let other = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0["/none"] = .status(404)
            $0.authentication = .basic(user: "u", password: "p")
        }
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .redirect(to: other.url("/still.jpg?token=abc"))
            $0["/none"] = .redirect(to: other.url("/none"))
        }
        let url = camera.url("/still.jpg", user: "u", password: "p")
        // Its predecessor has been there.
        let worker = try await DrivenWorker.ready(try Configurations.still(url), learntPorts: [other.port])
        try worker.want()
        let reason = try #require(try await worker.state(.offline).reason)
        let words = "it redirects to http://127.0.0.1:\(other.port), where user, password and headers are not sent"
        #expect(reason.contains(words), "\(reason)")
        #expect(reason.contains("put that URL into the configuration"))
        #expect(!reason.contains("abc"))
        #expect(other.logins.refused == 0)
        other.update { $0.authentication = .none }
        _ = try await worker.frame()
        let missing = try await DrivenWorker.ready(
            try Configurations.still(camera.url("/none")),
            learntPorts: [other.port]
        )
        try missing.want()
        let where404 = try #require(try await missing.state(.offline).reason)
        #expect(where404.hasSuffix("and there: the camera answered 404 (there is nothing at this path)"))
    }

    @Test("a picture that the camera calls unchanged is not fetched again, and counts from the last check")
    func unchanged() async throws {
        let server = try await LighttpdServer.start { $0.files = ["a.jpg": TestPicture(counter: 1).bytes] }
        let worker = try await DrivenWorker.ready(try Configurations.still(server.url("/a.jpg")))
        try worker.want()
        let first = try await worker.frame()
        let now = MonotonicTime.now()
        try worker.want(capturedAfter: now)
        let second = try await worker.frame()
        #expect(second.bytes == first.bytes)
        #expect(second.payload.captured >= now)
        #expect(second.payload.capturedWall == first.payload.capturedWall)
        #expect(server.accessLog.contains("304"))
    }

    @Test("with limit_refetch_to_url_change one good fetch is enough")
    func limitRefetch() async throws {
        let camera = try self.camera()
        let configuration = try Configurations.still(camera.url("/still.jpg")) { $0.limitRefetchToURLChange = true }
        let worker = try await DrivenWorker.ready(configuration)
        let first = try await worker.fetch()
        for _ in 1...3 {
            let now = MonotonicTime.now()
            try worker.want(capturedAfter: now)
            let frame = try await worker.frame()
            #expect(frame.bytes == first)
            #expect(frame.payload.captured >= now)
        }
        #expect(camera.requests.count == 1)
    }

    @Test("a self-signed certificate is refused with the way out, and taken with verify_ssl: false")
    func selfSigned() async throws {
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": TestPicture(counter: 1).bytes]
            $0.hasTLS = true
        }
        let strict = try await DrivenWorker.ready(try Configurations.still(server.url("/a.jpg")))
        try strict.want()
        let reason = try await strict.state(.offline).reason
        #expect(reason?.contains("TLS: the certificate is not trusted") == true, "\(reason ?? "")")
        #expect(reason?.contains("`verify_ssl: false`") == true)
        let configuration = try Configurations.still(server.url("/a.jpg")) { $0.verifyTLS = false }
        _ = try await DrivenWorker.ready(configuration).fetch()
    }

    @Test("the placeholder comes when frames are wanted and the camera is in trouble, and only then")
    func placeholder() async throws {
        let camera = try self.camera()
        let worker = try await DrivenWorker.ready(try Configurations.still(camera.url("/still.jpg")))
        _ = try await worker.fetch()
        camera.update { $0["/still.jpg"] = .status(500) }
        try worker.want()
        let frame = try await worker.next(.frame).frame()
        #expect(frame.payload.flags == .placeholder)
        #expect(frame.payload.sequence == 0)
        #expect(frame.payload.width == 64)
        #expect(PictureCheck.isWhole(frame.bytes))
    }
}
