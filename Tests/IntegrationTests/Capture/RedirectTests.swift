import Shared
import TestSupport
import Testing

@Suite("Redirects", .takesTurns)
struct RedirectTests {
    private static func supervisor(_ url: String) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            cameras:
              cam:
                platform: generic
                still_image_url: '\(url)'
                username: viewer
                password: right
                headers: { X-Secret: hush }
            """
        )
    }

    @Test("lighttpd's redirect to another path is followed")
    func lighttpd() async throws {
        let picture = TestPicture(counter: 1).bytes
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": picture]
            $0.redirects = ["/old.jpg": "/a.jpg"]
            $0.protection = .digest
            $0.user = "viewer"
            $0.password = "right"
        }
        let answer = try await Self.supervisor(server.url("/old.jpg")).still("cam")
        #expect(answer.body == picture, "\(answer)")
    }

    @Test("neither the password nor the configured headers follow to another port")
    func otherHost() async throws {
        let other = try FakeCamera.start {
            $0["/still.jpg"] = .still()
            $0["/wants"] = .fixed(status: 401, fields: ["WWW-Authenticate": "Basic realm=\"phish\""], body: [])
        }
        let camera = try FakeCamera.start {
            $0["/ok"] = .redirect(to: other.url("/still.jpg"))
            $0["/phish"] = .redirect(to: other.url("/wants"))
            $0.authentication = .basic(user: "viewer", password: "right")
        }
        #expect(try await Self.supervisor(camera.url("/ok")).still("cam").status == 200)
        #expect(try await Self.supervisor(camera.url("/phish")).still("cam").status == 503)
        #expect(other.requests.count >= 2)
        #expect(other.requests.allSatisfy { $0.fields["Authorization"] == nil && $0.fields["X-Secret"] == nil })
        #expect(camera.requests.allSatisfy { $0.fields["X-Secret"] == "hush" })
    }

    @Test("a circle ends after a few rounds, in words")
    func circle() async throws {
        let camera = try FakeCamera.start {
            $0["/a"] = .redirect(to: "/b")
            $0["/b"] = .redirect(to: "/a")
        }
        let refusal = try await Self.supervisor(camera.url("/a")).still("cam")
        #expect(refusal.status == 503 && refusal.text.contains("redirects"), "\(refusal)")
        #expect(camera.requests.count <= 7)
    }

    @Test("a camera cannot point at files of this machine", arguments: ["file://", "FILE://localhost"])
    func toFile(scheme: String) async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(TestPicture(counter: 666).bytes, to: "private.jpg")
        let camera = try FakeCamera.start { $0["/a"] = .redirect(to: "\(scheme)\(file)") }
        let refusal = try await Self.supervisor(camera.url("/a")).still("cam")
        #expect(refusal.status == 503 && refusal.text.contains("redirect"), "\(refusal)")
    }
}
