import Testing

@testable import Shared
@testable import camsupervisor

@Suite("platform onvif")
struct ONVIFPlatformTests {
    /// The one camera of a configuration without errors.
    private func camera(_ options: String) throws -> ONVIFConfiguration {
        let loaded = ConfigurationText.load("cameras: { a: { platform: onvif, \(options) } }")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let camera = try #require(loaded.configuration?.cameras.first?.configuration)
        guard case .onvif(let onvif) = camera.source else { throw CameraURLError.relative }
        return onvif
    }

    private func messages(_ options: String) -> [String] {
        ConfigurationText.load("cameras: { a: { platform: onvif, host: h, \(options) } }").diagnostics.map(\.message)
    }

    @Test("in Home Assistant's list a host is enough, and names the camera")
    func defaults() throws {
        let loaded = ConfigurationText.load("camera:\n  - platform: onvif\n    host: 192.0.2.10\n")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let camera = try #require(loaded.configuration?.cameras.first?.configuration)
        #expect(camera.id.slug == "192_0_2_10")
        #expect(camera.staleAfter == .seconds(10))
        let device = try CameraURL("http://192.0.2.10/onvif/device_service")
        #expect(camera.source == .onvif(ONVIFConfiguration(device: device)))
        let onvif = try self.camera("host: 192.0.2.10")
        #expect(onvif.credentials == nil && onvif.webhook == nil && onvif.verifyTLS && !onvif.overridesHost)
        #expect(onvif.profiles == .all && onvif.events == .automatic && onvif.adjustClock == .token)
        #expect(onvif.stream.url == (try CameraAddress("rtsp://192.0.2.10/")))
    }

    @Test("every option")
    func options() throws {
        let onvif = try self.camera(
            """
            host: gate.example, port: 8443, https: true, verify_ssl: no, username: viewer, password: hunter2,
            snapshot_auth: digest, profiles: [MainStream, 001], nat_override: true, adjust_clock: device,
            events: webhook, webhook_url: "http://192.0.2.5:8124/", webhook_id: 0123456789, framerate: 4,
            rtsp_transport: udp, use_wallclock_as_timestamps: true, extra_arguments: -pred 1 -q:v 3,
            preload_stream: true, recording_lookback: 5
            """
        )
        #expect(onvif.device == (try CameraURL("https://gate.example:8443/onvif/device_service")))
        let login = Credentials(user: Secret("viewer"), password: Secret("hunter2"))
        #expect(onvif.credentials == login && onvif.stream.credentials == login)
        #expect(!onvif.verifyTLS && !onvif.stream.verifyTLS)
        #expect(onvif.snapshotAuthentication == .digest)
        #expect(onvif.profiles == .tokens(["MainStream", "001"]))
        #expect(onvif.overridesHost)
        #expect(onvif.adjustClock == .device)
        #expect(onvif.events == .webhook)
        #expect(onvif.webhook?.url.reveal() == "http://192.0.2.5:8124/api/webhook/0123456789")
        #expect(onvif.webhook?.id.reveal() == "0123456789")
        #expect(onvif.frameRate == 4)
        #expect(onvif.stream.url == (try CameraAddress("rtsp://gate.example/")))
        #expect(onvif.stream.transport == .udp)
        #expect(onvif.stream.usesArrivalTimes)
        #expect(onvif.stream.encoding == EncodingOptions(quality: 3))
        #expect(onvif.stream.isPreloaded)
        #expect(onvif.stream.recordingLookback == .seconds(5))
    }

    @Test("isolate: views makes a camera of each profile that is named, and the first has the events")
    func isolation() throws {
        let text = """
            cameras: { gate: { platform: onvif, name: The gate, host: h, profiles: [Main, Sub 1, Sub_2], isolate: views,
              events: pullpoint, entities: { enable: all } } }
            """
        let loaded = ConfigurationText.load(text)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let cameras = try #require(loaded.configuration).cameras.compactMap(\.configuration)
        #expect(cameras.map(\.id.slug) == ["gate", "gate_sub_1", "gate_sub_2"])
        #expect(cameras.map(\.name) == ["The gate", "The gate Sub 1", "The gate Sub_2"])
        #expect(cameras.map { $0.entities == nil } == [false, true, true])
        let devices = cameras.compactMap { camera in
            if case .onvif(let device) = camera.source { device } else { nil }
        }
        let shares = devices.map(\.share)
        #expect(shares == [.firstView, .otherView(besides: ["Main"]), .otherView(besides: ["Main", "Sub 1"])])
        #expect(devices.map(\.profiles) == [.tokens(["Main"]), .tokens(["Sub 1"]), .tokens(["Sub_2"])])
        #expect(devices.map(\.events) == [.pullPoint, .off, .off])
    }

    @Test("isolate: views of an entry with errors starts none of its cameras, or one would run without what is wrong")
    func isolationOfErrors() throws {
        let text = """
            cameras:
              gate: { platform: onvif, host: h, https: ture, profiles: [a, b], isolate: views }
              yard: { platform: demo }
            """
        let loaded = ConfigurationText.load(text)
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["gate", "gate_b", "yard"])
        #expect(cameras.map { $0.configuration == nil } == [true, true, false])
        let words = loaded.diagnostics.map(\.message)
        #expect(words.count == 2 && words.contains("its entry has errors, see 'gate'"), "\(words)")
        #expect(words.contains { $0.hasPrefix("'https' must be") }, "\(words)")
    }

    @Test(
        "isolate: views names the profile that makes no camera, and the others run",
        arguments: [
            ("[a, b, a]", "'profiles' names \"a\" twice"), ("[a, b, b]", "'profiles' names \"b\" twice"),
            ("[a, b, '!!!']", "the profile \"!!!\" makes no id for 'isolate: views'"),
            ("[a, b, B]", "the profiles \"b\" and \"B\" make one id for 'isolate: views'"),
            (
                "[a, b, \(String(repeating: "x", count: 60))]",
                "the profile \"\(String(repeating: "x", count: 40))…\" makes an id that is longer than 64 characters"
            ),
        ]
    )
    func isolationWithoutID(_ profiles: String, _ message: String) throws {
        let text = "cameras: { gate: { platform: onvif, host: h, isolate: views, profiles: \(profiles) } }"
        let loaded = ConfigurationText.load(text)
        #expect(loaded.diagnostics.map(\.message) == [message])
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.compactMap(\.configuration).map(\.id.slug) == ["gate", "gate_b"] && cameras.count == 3)
    }

    @Test("isolate: views without the list of profiles says where to find them")
    func isolationWithoutProfiles() {
        for profiles in ["", ", profiles: all", ", profiles: best"] {
            #expect(self.messages("isolate: views\(profiles)") == ["'isolate: views' needs the list of 'profiles'"])
        }
    }

    @Test(
        "words for off are words, not an absence",
        arguments: [("events: off, adjust_clock: off", ONVIFEventsMode.off, ClockAdjustment.off)]
    )
    func off(_ options: String, _ events: ONVIFEventsMode, _ clock: ClockAdjustment) throws {
        let onvif = try self.camera("host: h, \(options)")
        #expect(onvif.events == events && onvif.adjustClock == clock)
    }

    @Test("a login that is left empty, as in Home Assistant's form, is none")
    func emptyLogin() throws {
        #expect(try self.camera("host: h, username: '', password: ''").credentials == nil)
        let user = try self.camera("host: h, username: admin, password: ''").credentials
        #expect(user == Credentials(user: Secret("admin"), password: Secret("")))
    }

    private static let service = "/onvif/device_service"

    @Test(
        "host: as people write it, and as devices announce it",
        arguments: [
            ("http://192.0.2.1/", "http://192.0.2.1\(service)"),
            ("https://cam.example", "https://cam.example\(service)"),
            ("'2001:db8::1'", "http://[2001:db8::1]\(service)"),
            ("'[2001:db8::1]:8080'", "http://[2001:db8::1]:8080\(service)"),
            ("'http://[2001:db8::1]/x'", "http://[2001:db8::1]/x"), ("cam, port: 80", "http://cam\(service)"),
            ("cam, port: 2020", "http://cam:2020\(service)"), ("cam, port: 443, https: true", "https://cam\(service)"),
            ("https://cam, port: 443", "https://cam\(service)"), ("'http://cam', https: true", "https://cam\(service)"),
            ("'http://192.0.2.1:8000/onvif/services'", "http://192.0.2.1:8000/onvif/services"),
            ("'192.0.2.1:8000', port: 8000", "http://192.0.2.1:8000\(service)"),
            ("192.0.2.1/onvif/device", "http://192.0.2.1/onvif/device"),
        ]
    )
    func host(_ written: String, _ url: String) throws {
        #expect(try self.camera("host: \(written)").device == CameraURL(url))
    }

    @Test(
        "host: no login, no query, no other scheme; and none of it is repeated",
        arguments: [
            "'admin:hunter2@192.0.2.1'", "'http://admin:hunter2@192.0.2.1/'", "'http://h/?user=hunter2'", "'http://'",
            "rtsp://192.0.2.1", "'http://h:80:80/'", "'h#hunter2'",
        ]
    )
    func notAHost(_ written: String) {
        let loaded = ConfigurationText.load("cameras: { a: { platform: onvif, host: \(written) } }")
        #expect(loaded.diagnostics.map(\.message) == [ONVIFAddress.hostForm])
        #expect(!"\(loaded.diagnostics)".contains("hunter2"))
    }

    @Test("what is to be asked over TLS is never asked in the open without a word")
    func twoSchemes() {
        let text = "cameras:\n  a:\n    platform: onvif\n    host: HTTPS://cam\n    https: false\n"
        let diagnostics = ConfigurationText.load(text).diagnostics
        #expect(diagnostics.map(\.message) == ["'host' says https, and 'https' says no"])
        #expect(diagnostics.map(\.location.line) == [4])
    }

    @Test("two ports that differ are an error, with the place")
    func twoPorts() {
        let text = "cameras:\n  a:\n    platform: onvif\n    host: 192.0.2.1:8000\n    port: 80\n"
        let diagnostics = ConfigurationText.load(text).diagnostics
        #expect(diagnostics.map(\.message) == ["'host' says port 8000, and 'port' says 80"])
        #expect(diagnostics.map(\.location.line) == [4])
    }

    @Test(
        "bad values",
        arguments: [
            ("profiles: bset", "'profiles' must be all, best or a list of profiles' tokens or names, not \"bset\""),
            ("profiles: []", "'profiles' names no profile"),
            ("profiles: ['']", "'profiles' must be a text that is not empty, not \"\""),
            ("snapshot_auth: ntlm", "'snapshot_auth' must be one of auto, basic, digest, not \"ntlm\""),
            ("events: pull", "'events' must be one of auto, pullpoint, webhook, off, not \"pull\""),
            ("adjust_clock: always", "'adjust_clock' must be one of off, token, device, not \"always\""),
            ("port: 0", "'port' must be a whole number from 1 to 65535, not \"0\""),
            ("isolate: cameras", "'isolate' must be one of views, not \"cameras\""),
            ("webhook_url: 192.0.2.5:8124", "'webhook_url': the URL must be absolute, like http://192.0.2.5:8124"),
            ("webhook_url: 'http://h:1/api/webhook/abc'", "'webhook_url' must end before /api/webhook/"),
            ("username: admin", "'username' without 'password': an empty one is used"),
            ("password: hunter2", "'password' without 'username': nobody logs in by it"),
            ("username: '', password: hunter2", "'password' without 'username': nobody logs in by it"),
            ("webhook_url: 'http://a:b@h/'", "'webhook_url' must have no login and no query"),
            ("webhook_url: 'http://h', webhook_id: short", "'webhook_id' must be longer than 8 characters"),
            ("mjpeg_url: x", "\"mjpeg_url\" is no option of onvif"),
        ]
    )
    func bad(_ options: String, _ message: String) {
        #expect(self.messages(options) == [message])
    }

    @Test("what Home Assistant's files had is answered by what to write instead")
    func homeAssistant() {
        let profile = ConfigurationText.messages("camera: [{ platform: onvif, host: h, profile: 0 }]")
        #expect(profile.count == 1 && profile[0].contains("\"profile\" is no option of onvif"), "\(profile)")
        #expect(profile[0].contains("`profiles: [TOKEN]`") && !profile[0].contains("did you mean"), "\(profile)")
        let top = ConfigurationText.messages("onvif: { host: h }\ncameras: { a: { platform: demo } }")
        #expect(top.count == 1 && top[0].contains("ONVIF cameras stand under `cameras:`"), "\(top)")
    }

    @Test("what is missing is said")
    func missing() {
        let messages = ConfigurationText.load("camera: [{ platform: onvif }]").diagnostics.map(\.message)
        #expect(messages == ["'host' is missing: onvif needs it"])
    }

    // MARK: - Webhooks

    private static let base = "webhook_url: 'http://192.0.2.5:8124'"

    @Test("it is asked to post only where it is told where to, and by a mode that may")
    func modes() throws {
        #expect(try self.camera("host: h, \(Self.base)").webhook != nil)
        #expect(try self.camera("host: h, \(Self.base), enable_webhooks: false").webhook == nil)
        #expect(try self.camera("host: h, enable_webhooks: true").webhook == nil)
        #expect(try self.camera("host: h, events: webhook, \(Self.base)").webhook != nil)
    }

    @Test(
        "what contradicts itself is an error, what does nothing a warning",
        arguments: [
            ("events: webhook", "'events: webhook' needs 'webhook_url': where the device reaches this service"),
            (
                "events: webhook, \(base), enable_webhooks: false",
                "'events: webhook' and 'enable_webhooks: false' exclude each other"
            ),
            ("events: pullpoint, \(base)", "'webhook_url' does nothing with 'events: pullpoint'"),
            ("events: off, webhook_id: 0123456789", "'webhook_id' does nothing with 'events: off'"),
            ("webhook_id: 0123456789", "'webhook_id' does nothing without 'webhook_url'"),
        ]
    )
    func contradictions(_ options: String, _ message: String) {
        #expect(self.messages(options) == [message])
        let isError = options.hasPrefix("events: webhook")
        let loaded = ConfigurationText.load("cameras: { a: { platform: onvif, host: h, \(options) } }")
        #expect(loaded.isFlawless != isError)
    }

    @Test("a webhook that is behind another path is there")
    func path() throws {
        let onvif = try self.camera("host: h, webhook_url: 'https://house.example/cams/', webhook_id: 0123456789")
        #expect(onvif.webhook?.url.reveal() == "https://house.example/cams/api/webhook/0123456789")
        #expect(onvif.webhook?.place == "https://house.example/cams/api/webhook/")
    }

    // MARK: - The rest

    @Test("workers that only look subscribe to nothing, and leave the clock alone")
    func looking() throws {
        let text =
            "cameras: { a: { platform: onvif, host: h, \(Self.base), adjust_clock: device }, b: { platform: demo } }"
        let configuration = try #require(ConfigurationText.load(text).configuration)
        let looking = configuration.forLooking
        guard case .onvif(let onvif) = looking.cameras.first?.configuration?.source else {
            Issue.record("the camera is still there")
            return
        }
        #expect(onvif.events == .off && onvif.webhook == nil && onvif.adjustClock == .token)
        #expect(looking.cameras.last == configuration.cameras.last)
    }

    @Test("the example that begins with a camera found by its maker's form is read as it stands")
    func example() throws {
        let path = "\(RepositoryFiles.root)/examples/reference-onvif.yaml"
        let loaded = ConfigurationFile.load(path: path, environment: [:])
        let cameras = try #require(loaded.configuration).cameras.compactMap(\.configuration)
        let sources = cameras.compactMap { camera -> ONVIFConfiguration? in
            if case .onvif(let onvif) = camera.source { onvif } else { nil }
        }
        #expect(sources.count == cameras.count && sources.count == 3)
        #expect(sources.map(\.profiles) == [.all, .best, .tokens(["MainStream", "SubStream"])])
    }
}
