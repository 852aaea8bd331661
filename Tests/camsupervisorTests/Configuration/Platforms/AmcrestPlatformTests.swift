import Testing

@testable import Shared
@testable import camsupervisor

@Suite("platform amcrest")
struct AmcrestPlatformTests {
    private static let login = "username: admin, password: hunter2"

    /// The one camera of a configuration without errors.
    private func camera(_ options: String) throws -> AmcrestConfiguration {
        let loaded = ConfigurationText.load("amcrest: [{ \(Self.login), \(options) }]")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let camera = try #require(loaded.configuration?.cameras.first?.configuration)
        guard case .amcrest(let amcrest) = camera.source else {
            throw CameraURLError.relative
        }
        return amcrest
    }

    private func messages(_ options: String) -> [String] {
        ConfigurationText.load("amcrest: [{ host: h, \(Self.login), \(options) }]").diagnostics.map(\.message)
    }

    @Test("an MJPEG stream beside events and commands needs a connection more than the least")
    func connections() throws {
        let words = "'stream_source: mjpeg' needs 4 connections to the camera, and its limits allow 3"
        #expect(self.messages("stream_source: mjpeg, limits: { connections: 3 }") == [words])
        for source in ["snapshot", "rtsp"] {
            #expect(self.messages("stream_source: \(source), limits: { connections: 3 }").isEmpty)
        }
        #expect(self.messages("stream_source: mjpeg, limits: { connections: 4 }").isEmpty)
        #expect(self.messages("stream_source: mjpeg").isEmpty)
    }

    @Test("what is not said is as in Home Assistant")
    func defaults() throws {
        let loaded = ConfigurationText.load("amcrest: [{ host: 192.0.2.1, \(Self.login) }]")
        let camera = try #require(loaded.configuration?.cameras.first?.configuration)
        #expect(camera.id.slug == "amcrest_camera")
        #expect(camera.name == "Amcrest Camera")
        let expected = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("admin"), password: Secret("hunter2"))
        )
        #expect(camera.source == .amcrest(expected))
        #expect(expected.stream.url == (try CameraAddress("rtsp://192.0.2.1/cam/realmonitor?channel=1&subtype=0")))
        #expect(expected.stream.credentials == expected.credentials)
        #expect(camera.staleAfter == .seconds(10))
    }

    @Test("every option")
    func options() throws {
        let amcrest = try self.camera(
            """
            host: shed.example, port: 8443, https: true, verify_ssl: no, authentication: digest, channel: 3,
            resolution: low, stream_source: rtsp, framerate: 4, ffmpeg_arguments: -q:v 3 -rtsp_transport udp,
            preload_stream: true, recording_lookback: 5, scan_interval: 00:00:30,
            binary_sensors: [motion_detected, audio_detected_polled, online], sensors: sdcard,
            switches: [privacy_mode], control_light: no, heartbeat: 10 s
            """
        )
        #expect(amcrest.server == (try CameraURL("https://shed.example:8443/")))
        #expect(!amcrest.verifyTLS)
        #expect(amcrest.authentication == .digest)
        #expect(amcrest.stream.url == (try CameraAddress("rtsp://shed.example/cam/realmonitor?channel=3&subtype=1")))
        #expect(amcrest.stream.transport == .udp)
        #expect(amcrest.stream.encoding == EncodingOptions(quality: 3))
        #expect(amcrest.stream.isPreloaded)
        #expect(amcrest.stream.recordingLookback == .seconds(5))
        #expect(
            amcrest.snapshotURL == (try CameraURL("https://shed.example:8443/cgi-bin/snapshot.cgi?channel=3&type=1"))
        )
        #expect(
            amcrest.mjpegURL
                == (try CameraURL("https://shed.example:8443/cgi-bin/mjpg/video.cgi?channel=3&subtype=1"))
        )
        #expect(amcrest.pictureSource == .rtsp)
        #expect(amcrest.frameRate == 4)
        #expect(amcrest.scanInterval == .seconds(30))
        #expect(amcrest.binarySensors == [.motionDetected, .audioDetectedPolled, .online])
        #expect(amcrest.sensors == [.sdcard])
        #expect(amcrest.switches == [.privacyMode])
        #expect(!amcrest.controlsLight)
        #expect(amcrest.heartbeat == .seconds(10))
    }

    @Test(
        "host: as people write it",
        arguments: [
            ("http://192.0.2.1/", "http://192.0.2.1/"), ("https://cam.example", "https://cam.example/"),
            ("'2001:db8::1'", "http://[2001:db8::1]/"), ("'[2001:db8::1]'", "http://[2001:db8::1]/"),
            ("cam, port: 80", "http://cam/"), ("cam, port: 8080", "http://cam:8080/"),
            ("cam, port: 443, https: true", "https://cam/"), ("HTTPS://cam, https: false", "http://cam/"),
        ]
    )
    func host(_ written: String, _ url: String) throws {
        #expect(try self.camera("host: \(written)").server == CameraURL(url))
    }

    @Test(
        "host: nothing else beside it",
        arguments: ["'192.0.2.1:8080'", "user@192.0.2.1", "192.0.2.1/cgi-bin", "'http://'", "rtsp://192.0.2.1"]
    )
    func notAHost(_ written: String) {
        let loaded = ConfigurationText.load("amcrest: [{ host: \(written), \(Self.login) }]")
        #expect(loaded.diagnostics.map(\.message) == ["'host' must be an address or a name alone"])
    }

    @Test(
        "bad values, in Home Assistant's words where it has any",
        arguments: [
            ("resolution: medium", "'resolution' must be one of high, low, not \"medium\""),
            ("port: 0", "'port' must be a whole number from 1 to 65535, not \"0\""),
            ("authentication: ntlm", "'authentication' must be one of auto, basic, digest, not \"ntlm\""),
            ("stream_source: hls", "'stream_source' must be one of snapshot, mjpeg, rtsp, not \"hls\""),
            ("sensors: [sdcard, sdcard]", "'sensors' contains duplicate items: ['sdcard']"),
            (
                "binary_sensors: [motion_detected_polled, motion_detected]",
                "'binary_sensors' must contain at most one of motion_detected, motion_detected_polled"
            ),
            ("x: 1", "\"x\" is no option of amcrest"),
            ("platform: demo", "'platform' stands in the list of amcrest cameras"),
        ]
    )
    func bad(_ options: String, _ message: String) {
        #expect(self.messages(options) == [message])
    }

    @Test("what is missing is said, all at once")
    func missing() {
        let messages = ConfigurationText.load("amcrest: [{}]").diagnostics.map(\.message)
        #expect(messages.sorted() == ["host", "password", "username"].map { "'\($0)' is missing: amcrest needs it" })
    }

    @Test("one bad camera of the list does not touch the others, nor does a name that is taken")
    func isolation() throws {
        let loaded = ConfigurationText.load(
            """
            amcrest:
              - { host: a, \(Self.login) }
              - { host: b, \(Self.login) }
              - { host: c, \(Self.login), name: Shed, resolution: medium }
              - { host: d, \(Self.login), name: Yard }
            cameras:
              gate: { platform: amcrest, host: e, \(Self.login) }
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["gate", "amcrest_camera", "amcrest_camera_2", "shed", "yard"])
        #expect(cameras.map { $0.configuration != nil } == [true, true, false, false, true])
    }

    @Test("both examples of Home Assistant's page are read as they stand")
    func examples() throws {
        let first = ConfigurationText.load(
            "amcrest:\n  - host: IP_ADDRESS_CAMERA\n    username: YOUR_USERNAME\n    password: YOUR_PASSWORD\n"
        )
        #expect(first.diagnostics.isEmpty)
        let path = "\(RepositoryFiles.root)/examples/reference-amcrest.yaml"
        let loaded = ConfigurationFile.load(path: path, environment: [:])
        let cameras = try #require(loaded.configuration).cameras.compactMap(\.configuration)
        #expect(cameras.map(\.id.slug) == ["amcrest_camera", "amcrest_camera_2"])
        let sources = cameras.compactMap { camera -> AmcrestConfiguration? in
            if case .amcrest(let amcrest) = camera.source { amcrest } else { nil }
        }
        #expect(sources.map(\.binarySensors) == [[.motionDetected, .online], []])
        #expect(sources.map(\.sensors) == [[.sdcard], [.ptzPreset]])
        #expect(sources.map(\.resolution) == [.high, .low])
    }
}
