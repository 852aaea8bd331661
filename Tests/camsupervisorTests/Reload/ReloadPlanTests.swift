import Shared
import Testing

@testable import camsupervisor

@Suite("ReloadPlan: what a changed file asks for")
struct ReloadPlanTests {
    /// The configuration of a text that has no errors.
    private static func configuration(_ text: String) throws -> Configuration {
        let loaded = ConfigurationText.load(text)
        try #require(loaded.isFlawless, "\(loaded.diagnostics)")
        return try #require(loaded.configuration)
    }

    private static func plan(
        _ old: String,
        _ new: String,
        off: [String] = [],
        sockets: InheritedSockets = InheritedSockets()
    ) throws -> ReloadPlan {
        ReloadPlan(
            from: try Self.configuration(old),
            to: try Self.configuration(new),
            off: Set(try off.map { try CameraID($0) }),
            sockets: sockets
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var old: String
        var new: String
        var text: String
        var testDescription: String { self.text }

        init(_ old: String, _ new: String, _ text: String) {
            self.old = old
            self.new = new
            self.text = text
        }
    }

    private static func camera(_ options: String) -> String { "cameras: { gate: { \(options) } }" }
    private static let still = "platform: generic, still_image_url: 'http://192.0.2.1/a.jpg'"
    private static let stream = "platform: mjpeg, mjpeg_url: 'http://192.0.2.1/v'"
    private static let onvif = "platform: onvif, host: 192.0.2.1"
    private static let push = "platform: push, webhook_id: some-webhook"

    private static let options: [Case] = [
        Case("\(still)", "\(still)", "1 unchanged"),
        // What a running worker takes.
        Case("platform: demo", "platform: demo, framerate: 5", "retune gate (framerate)"),
        Case("platform: demo", "platform: demo, width: 320, height: 240", "retune gate (width, height)"),
        Case(still, "\(still), framerate: 1", "retune gate (framerate)"),
        Case(still, "\(still), framerate: 0.1", "retune gate (stale_after, framerate)"),
        Case(still, "\(still), name: The Gate", "retune gate (name)"),
        Case(stream, "\(stream), stale_after: 30", "retune gate (stale_after)"),
        Case(push, "\(push), timeout: 9, field: picture", "retune gate (timeout, field)"),
        // What the supervisor has for itself.
        Case(stream, "\(stream), when_stale: hold", "retune gate (when_stale)"),
        Case(push, "platform: push, webhook_id: another-webhook, buffer: 3", "retune gate (buffer, webhook_id)"),
        // What needs another worker.
        Case(
            "\(still), username: viewer, password: old",
            "\(still), username: viewer, password: new",
            "restart gate (password)"
        ),
        Case(still, "\(still), username: a, password: b", "restart gate (username, password)"),
        Case(still, "\(still), verify_ssl: false", "restart gate (verify_ssl)"),
        Case(still, "\(still), authentication: digest", "restart gate (authentication)"),
        Case(still, "\(still), headers: { X-Key: secret-value }", "restart gate (headers)"),
        Case(still, "\(still), limit_refetch_to_url_change: true", "restart gate (limit_refetch_to_url_change)"),
        Case(stream, "platform: mjpeg, mjpeg_url: 'http://192.0.2.2/v'", "restart gate (mjpeg_url)"),
        Case(stream, "\(stream), still_image_url: 'http://192.0.2.1/a.jpg'", "restart gate (still_image_url)"),
        Case(stream, "platform: mjpeg, mjpeg_url: 'http://a:b@192.0.2.1/v'", "restart gate (mjpeg_url)"),
        Case(
            stream,
            "\(stream), username: a, password: b, verify_ssl: false",
            "restart gate (username, password, verify_ssl)"
        ),
        Case(
            "\(onvif), webhook_url: 'http://192.0.2.5:8124'",
            "\(onvif), webhook_url: 'http://192.0.2.5:8124', enable_webhooks: false",
            "restart gate (enable_webhooks, webhook_url)"
        ),
        // What a worker may use and reach is settled before it starts.
        Case(still, "\(still), limits: { memory: 128 MiB }", "restart gate (limits)"),
        Case("platform: demo", "platform: demo, limits: { cpu: 50 % }", "restart gate (limits)"),
        Case(still, "\(still), allow_unix_resolver: true", "restart gate (allow_unix_resolver)"),
        // The supervisor holds the stream open, the worker subscribes.
        Case(onvif, "\(onvif), preload_stream: true", "retune gate (preload_stream)"),
        Case(onvif, "\(onvif), events: off", "restart gate (events)"),
        Case(onvif, "\(onvif), webhook_url: 'http://192.0.2.5:8124'", "restart gate (webhook_url)"),
        // Both at once: the worker is replaced.
        Case(still, "\(still), framerate: 1, verify_ssl: false", "restart gate (verify_ssl, framerate)"),
        Case("platform: demo", still, "restart gate (platform)"),
    ]

    @Test("each option of a camera has its remedy, and is named", arguments: options)
    func optionIsNamed(_ example: Case) throws {
        let plan = try Self.plan(Self.camera(example.old), Self.camera(example.new))
        #expect(plan.text() == example.text)
        #expect(!plan.text().contains("secret-value"))
    }

    private static let wholes: [Case] = [
        Case("cameras: {}", "cameras: {}", "0 unchanged"),
        Case("cameras: {}", "cameras: { yard: { platform: demo } }", "start yard"),
        Case("cameras: { yard: { platform: demo } }", "cameras: {}", "stop yard"),
        Case(
            "cameras: { old: { platform: demo }, shed: { platform: demo }, a: { platform: demo }, b: { platform: demo } }",
            "cameras: { b: { platform: demo }, yard: { platform: demo }, shed: { platform: demo, framerate: 2 }, a: { platform: demo } }",
            "start yard · retune shed (framerate) · stop old · 2 unchanged"
        ),
        Case(
            "cameras: {}",
            "supervision: { worker_uid_base: 0 }\ncameras: {}",
            "0 unchanged · supervision.worker_uid_base is left to the next start of the service"
        ),
        // Defaults are changes of the cameras that have them.
        Case(
            "cameras: { a: { platform: demo }, b: { platform: demo, stale_after: 5 } }",
            "defaults: { stale_after: 20 }\ncameras: { a: { platform: demo }, b: { platform: demo, stale_after: 5 } }",
            "retune a (stale_after) · 1 unchanged"
        ),
        Case(
            "files: { read: [/srv/a] }\ncameras: { a: { platform: generic, still_image_url: 'file:///srv/a/a.jpg' } }",
            "files: { read: [/srv/a, /srv/b] }\ncameras: { a: { platform: generic, still_image_url: 'file:///srv/a/a.jpg' } }",
            "restart a (files.read)"
        ),
        Case(
            "files: { read: [/srv/a] }\ncameras: { a: { platform: demo } }",
            "files: { read: [/srv/b] }\ncameras: { a: { platform: demo } }",
            "1 unchanged"
        ),
        Case(
            "cameras: {}",
            "http: { listen: ['127.0.0.1:8125'], local: /srv, idle_timeout: 30, header_timeout: 5, tokens: [{ name: a, token: 0123456789abcdef, may: [view] }] }\ncameras: {}",
            "0 unchanged · new http.listen, http.tokens, http.local, http.header_timeout, http.idle_timeout"
        ),
        Case(
            "cameras: {}",
            "control: { socket: /run/other.sock }\nsupervision: { ping_interval: 2, jitter: 0.1 }\ncameras: {}",
            "0 unchanged · new control.socket, supervision.jitter, supervision.ping_interval"
        ),
    ]

    @Test("cameras come, go and stay; settings are named", arguments: wholes)
    func wholeFile(_ example: Case) throws {
        #expect(try Self.plan(example.old, example.new).text() == example.text)
    }

    @Test("back again is the opposite, and a plan to what there is changes nothing", arguments: options + wholes)
    func back(_ example: Case) throws {
        let old = example.old.contains("cameras:") ? example.old : Self.camera(example.old)
        let new = example.new.contains("cameras:") ? example.new : Self.camera(example.new)
        let back = try Self.plan(new, old)
        let forth = try Self.plan(old, new)
        #expect(back.cameras(to: .start).count == forth.cameras(to: .stop).count)
        #expect(back.cameras(to: .restart).map(\.keys) == forth.cameras(to: .restart).map(\.keys))
        #expect(back.settings == forth.settings)
        let none = try Self.plan(new, new)
        #expect(none.cameras.isEmpty && none.settings.isEmpty && none.notes.isEmpty)
    }

    @Test("a camera that is switched off stays off, whatever changes")
    func off() throws {
        let old = "cameras: { a: { platform: demo }, b: { \(Self.still) }, c: { platform: demo } }"
        let new =
            "cameras: { a: { platform: demo, framerate: 1 }, b: { \(Self.still), verify_ssl: false }, d: { platform: demo } }"
        let plan = try Self.plan(old, new, off: ["a", "b", "c", "d"])
        #expect(plan.text() == "retune a (framerate) · stop c · leave off b (verify_ssl), d")
    }

    @Test("what systemd handed over is its units' business")
    func inherited() throws {
        let plan = try Self.plan(
            "cameras: {}",
            "http: { listen: ['127.0.0.1:8125'], idle_timeout: 5 }\ncontrol: { socket: /run/x.sock }\ncameras: {}",
            sockets: InheritedSockets(http: [3], control: [4])
        )
        #expect(
            plan.text()
                == "0 unchanged · new http.idle_timeout · http.listen is left to the socket unit · "
                + "control.socket is left to the socket unit"
        )
    }

    @Test("only another device's pictures are forgotten, not those of a camera with another password")
    func anotherCamera() throws {
        func change(_ old: String, _ new: String) throws -> Bool? {
            try Self.plan(Self.camera(old), Self.camera(new)).cameras.first?.isAnotherCamera
        }
        #expect(try change("platform: demo", Self.still) == true)
        #expect(try change(Self.stream, "platform: mjpeg, mjpeg_url: 'http://192.0.2.1/w'") == true)
        #expect(try change(Self.stream, "platform: mjpeg, mjpeg_url: 'http://a:b@192.0.2.1/v'") == false)
        #expect(try change(Self.still, "\(Self.still), username: a, password: b") == false)
        // Of a recorder another profile is another channel.
        #expect(try change("\(Self.onvif), profiles: [ch1]", "\(Self.onvif), profiles: [ch2]") == true)
        #expect(try change(Self.onvif, "\(Self.onvif), events: off") == false)
    }

    @Test("a long plan names some and counts the rest")
    func long() throws {
        let cameras = (1...5).map { "c\($0): { platform: demo }" }.joined(separator: ", ")
        let plan = try Self.plan("cameras: {}", "cameras: { \(cameras) }")
        #expect(plan.text(naming: 2) == "start c1, c2, 3 more")
    }

    /// A new option of a camera must be named here, or the operator reads "options".
    @Test("every stored property of a camera and of the settings is known to the plan")
    func complete() throws {
        func properties(_ value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label) }
        let camera = CameraConfiguration(
            id: try CameraID("a"),
            name: "A",
            source: .demo(.init()),
            staleAfter: nil
        )
        #expect(
            properties(camera)
                == ["id", "name", "source", "staleAfter", "whenStale", "limits", "allowsUnixResolver", "entities"]
        )
        #expect(
            properties(HTTPConfiguration())
                == ["listen", "listenIsGiven", "tls", "tokens", "headerTimeout", "idleTimeout", "local"]
        )
        #expect(
            properties(Configuration())
                == ["http", "files", "defaults", "control", "stream", "limits", "supervision", "states", "cameras"]
        )
        #expect(properties(HLSConfiguration()) == ["isLowLatency", "segmentDuration", "partDuration"])
        #expect(properties(SupervisionConfiguration()).count == 14)
    }
}
