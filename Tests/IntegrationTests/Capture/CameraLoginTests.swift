import Shared
import TestSupport
import Testing

@Suite("Logging in to cameras", .takesTurns)
struct CameraLoginTests {
    @Test(
        "lighttpd's Basic and Digest, by options and in the URL",
        arguments: [LighttpdServer.Protection.basic, .digest]
    )
    func lighttpd(protection: LighttpdServer.Protection) async throws {
        let picture = TestPicture(counter: 1).bytes
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": picture]
            $0.protection = protection
        }
        let url = server.url("/a.jpg")
        let urlWithLogin = url.replacing("http://", with: "http://viewer:p@ss:w%2Ford@")
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              options: { platform: generic, still_image_url: '\(url)', username: viewer, password: 'p@ss:w/ord' }
              forced:
                platform: generic
                still_image_url: '\(url)'
                username: viewer
                password: 'p@ss:w/ord'
                authentication: \(protection)
              url: { platform: generic, still_image_url: '\(urlWithLogin)', username: ignored, password: ignored }
              wrong: { platform: generic, still_image_url: '\(url)', username: viewer, password: wrong-pass-word }
              none: { platform: generic, still_image_url: '\(url)' }
            """
        )
        for camera in ["options", "forced", "url"] {
            let answer = try await supervisor.still(camera)
            #expect(answer.body == picture, "\(camera): \(answer)")
        }
        for camera in ["wrong", "none"] {
            let refusal = try await supervisor.still(camera)
            #expect(refusal.status == 503 && refusal.text.contains("refuses us"), "\(camera): \(refusal)")
            #expect(try await supervisor.camera(camera).state == "refused")
        }
        #expect(supervisor.logLines(holding: "p@ss").isEmpty && supervisor.logLines(holding: "wrong-pass").isEmpty)
    }

    @Test(
        "a wrong password is tried once, not with every request, and at once again after a restart",
        arguments: ["generic", "mjpeg"]
    )
    func wrongPassword(platform: String) async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0["/video"] = .mjpeg()
            $0.authentication = .digest(user: "viewer", password: "right")
        }
        let url =
            platform == "generic"
            ? "still_image_url: '\(camera.url("/still.jpg"))'" : "mjpeg_url: '\(camera.url("/video"))'"
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: \(platform), \(url), username: viewer, password: mistyped } }"
        )
        for _ in 0..<5 {
            let refusal = try await supervisor.still("cam")
            #expect(refusal.status == 503)
            #expect(refusal.text.contains("refuses the user name or password"), "\(refusal)")
        }
        let seen = try await supervisor.camera("cam")
        #expect(seen.state == "refused")
        #expect(seen.retryIn.map { (20...60).contains($0) } == true, "\(seen)")
        let status = try await supervisor.command("status")
        #expect(status.output.contains("; asked again in "), "\(status.output)")
        let retryAfter = try await supervisor.still("cam")["Retry-After"].flatMap { Int($0) }
        #expect(retryAfter.map { (20...60).contains($0) } == true)
        #expect(camera.logins.refused == 1, "\(camera.logins)")
        #expect(supervisor.logLines(holding: "refuses the user name").count == 1)
        // The operator mends the camera and says so.
        camera.update { $0.authentication = .digest(user: "viewer", password: "mistyped") }
        try await supervisor.restart("cam")
        try await waitUntil("the camera is let in again") { try await supervisor.still("cam").status == 200 }
        #expect(camera.logins.refused == 1)
    }

    @Test("a password is never offered before the camera asks")
    func neverUnasked() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: '\(camera.url("/still.jpg"))'
                username: viewer
                password: secret
            """
        )
        #expect(try await supervisor.still("cam").status == 200)
        #expect(camera.requests.allSatisfy { $0.fields["Authorization"] == nil })
    }

    @Test("a lone 401 after success is no wrong password")
    func loneRefusal() async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .mjpeg()
            $0.authentication = .digest(user: "viewer", password: "right")
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam: { platform: mjpeg, mjpeg_url: '\(camera.url("/video"))', username: viewer, password: right }
            """
        )
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(3)
        camera.update { $0.refusalsToCome = 1 }
        camera.dropConnections()
        try await waitUntil("the 401 has been given") { camera.totalConnections >= 2 && camera.streams == 0 }
        try await waitUntil("the stream is back", within: .seconds(20)) { camera.streams == 1 }
        try await viewer.waitForParts(3)
        #expect(viewer.isWatching)
        #expect(supervisor.logLines(holding: "refused").isEmpty)
    }

    @Test(
        "a camera that changes its mind, from Basic to Digest, and one whose nonces grow old, said to be stale or not",
        arguments: [true, false]
    )
    func changesOfMind(saysStale: Bool) async throws {
        let camera = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0.authentication = .basic(user: "viewer", password: "right")
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: '\(camera.url("/still.jpg"))'
                username: viewer
                password: right
                framerate: 50
            """
        )
        for _ in 0..<2 { #expect(try await supervisor.still("cam").status == 200) }
        camera.update {
            var digest = DigestScript(user: "viewer", password: "right")
            digest.usesPerNonce = 2
            digest.saysStale = saysStale
            $0.authentication = .digest(digest)
        }
        // The first may meet the camera between the two minds; none after it may.
        _ = try await supervisor.still("cam")
        try await waitUntil("Digest works", within: .seconds(20)) { try await supervisor.still("cam").status == 200 }
        let before = camera.logins
        for _ in 0..<6 { #expect(try await supervisor.still("cam").status == 200) }
        #expect(camera.logins.accepted == before.accepted + 6)
        #expect(camera.logins.refused == before.refused)
    }
}
