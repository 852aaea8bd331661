import Testing

@testable import Shared
@testable import camsupervisor

@Suite("CameraDecoder")
struct CameraDecoderTests {
    /// The one camera of a configuration without errors.
    private func camera(_ text: String, secrets: String? = nil) throws -> CameraConfiguration {
        let loaded = ConfigurationText.load(text, secrets: secrets)
        #expect(loaded.diagnostics.isEmpty)
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.count == 1)
        return try #require(cameras.first?.configuration)
    }

    @Test("push: the defaults are Home Assistant's")
    func pushDefaults() throws {
        let camera = try self.camera("camera: [{platform: push, webhook_id: my_custom_webhook_id}]")
        #expect(camera.id.slug == "push_camera")
        #expect(camera.name == "Push Camera")
        #expect(camera.source == .push(PushConfiguration(webhookID: Secret("my_custom_webhook_id"))))
        #expect(camera.staleAfter == nil)
        #expect(camera.whenStale == .placeholder)
    }

    @Test("push: every option")
    func pushOptions() throws {
        let camera = try self.camera(
            """
            defaults: {stale_after: 30}
            cameras:
              shed:
                {platform: push, name: Old shed, webhook_id: 0123456789, buffer: "3", timeout: 00:01, field: file,
                 stale_after: 1 h, when_stale: hold}
            """
        )
        #expect(camera.id.slug == "shed")
        #expect(camera.name == "Old shed")
        let expected = PushConfiguration(
            buffer: 3,
            timeout: .seconds(60),
            webhookID: Secret("0123456789"),
            field: "file"
        )
        #expect(camera.source == .push(expected))
        #expect(camera.staleAfter == .seconds(3600))
        #expect(camera.whenStale == .hold)
    }

    @Test("generic: the defaults")
    func genericDefaults() throws {
        let camera = try self.camera("cameras: {front_door: {platform: generic, still_image_url: 'http://h/x.jpg'}}")
        #expect(camera.name == "Front door")
        #expect(camera.source == .generic(GenericConfiguration(stillImageURL: try CameraAddress("http://h/x.jpg"))))
        #expect(camera.staleAfter == .seconds(10))
    }

    @Test("generic: every option")
    func genericOptions() throws {
        let camera = try self.camera(
            """
            cameras:
              gate:
                platform: generic
                still_image_url: https://h/x.jpg?user=a
                username: viewer
                password: !secret gate
                authentication: digest
                verify_ssl: off
                framerate: 0.1
                limit_refetch_to_url_change: yes
                headers: {Authorization: Bearer x, X-Number: 5}
            """,
            secrets: "gate: pa:ss@word"
        )
        let expected = GenericConfiguration(
            stillImageURL: try CameraAddress("https://h/x.jpg?user=a"),
            credentials: Credentials(user: Secret("viewer"), password: Secret("pa:ss@word")),
            authentication: .digest,
            verifyTLS: false,
            frameRate: 0.1,
            limitRefetchToURLChange: true,
            headers: [
                HTTPHeader(name: "Authorization", value: Secret("Bearer x")),
                HTTPHeader(name: "X-Number", value: Secret("5")),
            ]
        )
        #expect(camera.source == .generic(expected))
        #expect(camera.staleAfter == .seconds(30))
    }

    @Test("a camera without a name in Home Assistant's list is named for its URL's host")
    func hostNames() throws {
        let generic = try self.camera("camera: {platform: generic, still_image_url: 'http://u:p@192.168.1.21:2112/'}")
        #expect(generic.name == "192_168_1_21")
        #expect(generic.id.slug == "192_168_1_21")
        let mjpeg = try self.camera("camera: [{platform: mjpeg, mjpeg_url: 'http://Cam.Example/'}]")
        #expect(mjpeg.id.slug == "cam_example")
    }

    @Test("mjpeg and demo: every option")
    func mjpegAndDemo() throws {
        let mjpeg = try self.camera(
            """
            camera:
              - {platform: mjpeg, name: Hof, mjpeg_url: 'http://h/m', still_image_url: 'http://h/s', username: u,
                 password: p, verify_ssl: false}
            """
        )
        let expected = MJPEGConfiguration(
            mjpegURL: try CameraURL("http://h/m"),
            stillImageURL: try CameraURL("http://h/s"),
            credentials: Credentials(user: Secret("u"), password: Secret("p")),
            verifyTLS: false
        )
        #expect(mjpeg.source == .mjpeg(expected))
        let demo = try self.camera("cameras: {d: {platform: demo, width: 320, height: 240, framerate: 25}}")
        #expect(demo.source == .demo(DemoConfiguration(width: 320, height: 240, frameRate: 25)))
    }

    @Test("stale_after: the camera's own, else the larger of the default and three intervals")
    func staleAfter() throws {
        let cases: [(defaults: String, camera: String, expected: Duration)] = [
            ("", "framerate: 2", .seconds(10)),
            ("", "framerate: 0.1", .seconds(30)),
            ("defaults: {stale_after: 20 s}", "framerate: 2", .seconds(20)),
            ("defaults: {stale_after: 2 s}", "framerate: 1", .seconds(3)),
            ("defaults: {stale_after: 20 s}", "stale_after: 1 s", .seconds(1)),
        ]
        for example in cases {
            let camera = try self.camera(
                "\(example.defaults)\ncameras: {a: {platform: generic, still_image_url: 'http://h/', \(example.camera)}}"
            )
            #expect(camera.staleAfter == example.expected)
        }
    }

    @Test("a file: URL must lie in a folder of files.read")
    func files() throws {
        let text = { (url: String) in
            "files: {read: [/srv/pictures, here]}\ncameras: {a: {platform: generic, still_image_url: '\(url)'}}"
        }
        let camera = try self.camera(text("file:///srv/pictures/a%20b.jpg"))
        guard case .generic(let generic) = camera.source else {
            Issue.record("a generic camera was expected")
            return
        }
        #expect(generic.readableFolders == ["/srv/pictures", "/etc/camsupervisor/here"])
        #expect(ConfigurationText.messages(text("file:///etc/camsupervisor/here/x.jpg")).isEmpty)
        let outside = [
            "file:///srv/pictures", "file:///srv/picturesque/x.jpg", "file:///srv/pictures/../x.jpg",
            "file:///srv/pictures/%2e%2e/x.jpg", "file:///etc/shadow", "file://host/srv/pictures/x.jpg",
        ]
        for url in outside {
            #expect(ConfigurationText.messages(text(url)).count == 1, "\(url)")
        }
    }
}
