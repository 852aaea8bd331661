import Glibc
import Shared
import TestSupport
import Testing

@Suite("Generic stills", .takesTurns)
struct GenericStillTests {
    @Test("from lighttpd: the camera's own bytes, fetched anew when asked for, 304 when they are known")
    func plain() async throws {
        let first = TestPicture(counter: 1, padding: 90_000).bytes
        let server = try await LighttpdServer.start { $0.files = ["a.jpg": first] }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(server.url("/a.jpg"))', framerate: 20 } }"
        )
        let answer = try await supervisor.still("cam")
        #expect(answer.status == 200, "\(answer)")
        #expect(answer.body == first)
        #expect(answer["Content-Type"] == "image/jpeg")
        let tag = try #require(answer["ETag"])
        let again = try await supervisor.http.get("/api/camera_proxy/cam", fields: ["If-None-Match": tag])
        #expect(again.status == 304 && again.body.isEmpty)
        try server.put(TestPicture(counter: 2, padding: 90_000).bytes, as: "a.jpg")
        #expect(try await supervisor.still("cam").counter == 2)
    }

    @Test("a picture's kind is told by its content, whatever the server calls it")
    func kinds() async throws {
        let svg = Array("\u{FEFF}<?xml version=\"1.0\"?><!-- x --><svg xmlns=\"http://www.w3.org/2000/svg\"/>".utf8)
        let server = try await LighttpdServer.start {
            $0.files = ["png.jpg": TestPicture.png, "gif.html": TestPicture.gif, "svg.bin": svg]
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              png: { platform: generic, still_image_url: '\(server.url("/png.jpg"))' }
              gif: { platform: generic, still_image_url: '\(server.url("/gif.html"))' }
              svg: { platform: generic, still_image_url: '\(server.url("/svg.bin"))' }
            """
        )
        let expected = [
            ("png", "image/png", TestPicture.png), ("gif", "image/gif", TestPicture.gif), ("svg", "image/svg+xml", svg),
        ]
        for (camera, type, bytes) in expected {
            let answer = try await supervisor.still(camera)
            #expect(answer["Content-Type"] == type && answer.body == bytes, "\(camera): \(answer)")
        }
    }

    @Test("over TLS with a certificate nobody knows: only with verify_ssl: false, else it says why not")
    func selfSigned() async throws {
        let picture = TestPicture(counter: 3).bytes
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": picture]
            $0.hasTLS = true
        }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              trusting: { platform: generic, still_image_url: '\(server.url("/a.jpg"))', verify_ssl: false }
              careful: { platform: generic, still_image_url: '\(server.url("/a.jpg"))' }
            """
        )
        #expect(try await supervisor.still("trusting").body == picture)
        let refusal = try await supervisor.still("careful")
        #expect(refusal.status == 503)
        #expect(refusal.text.contains("certificate") && refusal.text.contains("verify_ssl"), "\(refusal)")
    }

    @Test("a viewer gets a stream of stills, no faster than framerate, one connection to the camera")
    func frameRate() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/still.jpg"))', framerate: 5 } }"
        )
        let viewers = (0..<3).map { _ in supervisor.viewer("cam") }
        for viewer in viewers { try await viewer.waitForParts(6) }
        for viewer in viewers {
            #expect(viewer.sawOnlyWholeAndNewer)
            let times = viewer.seen.sightings.map(\.arrived)
            #expect(times[5].since(times[0]) >= .milliseconds(800))
        }
        #expect(camera.peakConnections == 1)
        for viewer in viewers { viewer.stop() }
    }

    @Test("with limit_refetch_to_url_change one fetch is enough")
    func limitRefetch() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: '\(camera.url("/still.jpg"))'
                limit_refetch_to_url_change: true
            """
        )
        for _ in 0..<3 { #expect(try await supervisor.still("cam").counter == 1) }
        #expect(camera.requestCount("/still.jpg") == 1)
    }

    @Test("headers of the configuration are sent, secrets among them")
    func headers() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: '\(camera.url("/still.jpg?channel=1"))'
                headers: { Authorization: !secret house, X-Own: 'a b' }
            """,
            files: ["secrets.yaml": Array("house: Bearer the-long-lived-token\n".utf8)]
        )
        #expect(try await supervisor.still("cam").status == 200)
        let request = try #require(camera.requests.first)
        #expect(request.target == "/still.jpg?channel=1")
        #expect(request.fields["Authorization"] == "Bearer the-long-lived-token")
        #expect(request.fields["X-Own"] == "a b")
        #expect(supervisor.logLines(holding: "the-long-lived-token").isEmpty)
    }

    @Test("a file in an allowed folder is a picture; a link out of it is not")
    func files() async throws {
        let picture = TestPicture(counter: 4).bytes
        let outside = try TemporaryFolder()
        let elsewhere = try outside.write(picture, to: "elsewhere.jpg")
        let inside = try TemporaryFolder()
        try inside.write(picture, to: "a b.jpg")
        symlink(elsewhere, inside.path(of: "link.jpg"))
        // As root every worker has a user of its own.
        chmod(inside.path, 0o755)
        chmod(outside.path, 0o755)
        let supervisor = try await RunningSupervisor(
            """
            files: { read: ['\(inside.path)'] }
            cameras:
              file: { platform: generic, still_image_url: 'file://\(inside.path)/a%20b.jpg' }
              link: { platform: generic, still_image_url: 'file://\(inside.path)/link.jpg' }
              outside: { platform: generic, still_image_url: 'file://\(elsewhere)' }
            """
        )
        #expect(try await supervisor.still("file").body == picture)
        try inside.write(TestPicture(counter: 5).bytes, to: "a b.jpg")
        #expect(try await supervisor.still("file").counter == 5)
        for camera in ["link", "outside"] {
            let refusal = try await supervisor.still(camera)
            #expect(refusal.status == 503 && refusal.text.contains("files.read"), "\(camera): \(refusal)")
        }
    }
}
