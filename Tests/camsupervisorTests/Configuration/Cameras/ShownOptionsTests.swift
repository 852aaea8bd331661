import Shared
import Testing

@testable import camsupervisor

@Suite("A camera's options in its diagnostics")
struct ShownOptionsTests {
    static let urls = [
        ("http://u:p@h:80/p/q?a=1", "http://****:****@h:80/****?****=****"),
        ("http://h/", "http://h/"), ("http://h", "http://h/"), ("rtsp://u@h:554/live", "rtsp://****@h:554/****"),
        ("https://[2001:db8::1]:8443/?x", "https://[2001:db8::1]:8443/?****=****"),
        ("file:///srv/secret.jpg", "file:///****"),
    ]

    @Test("a URL says where it leads to, and that there are a login, a path and a query", arguments: urls)
    func masked(_ url: String, _ shown: String) throws {
        #expect(try CameraURL(url).masked == shown)
    }

    private static let file = """
        platform: generic
        name: Yard
        still_image_url: http://admin:hunter2@192.0.2.10:8080/snap?key=abc
        stream_source: "rtsp://no url at all hunter2"
        username: admin
        password: hunter2
        pasword: hunter2
        framerate: 2
        verify_ssl: false
        headers: { Authorization: Bearer hunter2 }
        extra_arguments: ["-headers", "hunter2"]
        limits: { memory: 256 MiB, hunter2: hunter2 }
        stale_after: rtsp://hunter2
        """

    @Test(
        "a login that was pasted with the host is not shown",
        arguments: ["admin:hunter2@192.0.2.11", "192.0.2.5/?user=admin&pwd=x", "192.0.2.5#x", "http://u:p@h/"]
    )
    func pasted(_ host: String) throws {
        let options = ShownOptions.of(try NodeParser.parse(Array("host: \"\(host)\"".utf8), file: "a.yaml"))
        #expect(options["host"] == .text(ShownOptions.mask))
    }

    @Test("of a URL that is a template nothing is shown")
    func template() throws {
        let file = "stream_source: rtsp://{{states.sensor.x.state~'hunter2'}}/live"
        let options = ShownOptions.of(try NodeParser.parse(Array(file.utf8), file: "a.yaml"))
        #expect(options == ["stream_source": .text(ShownOptions.mask)])
    }

    @Test("of an Amcrest camera it says where it is and what it is asked for")
    func amcrest() throws {
        let file = "{ host: 192.0.2.11, port: 80, password: hunter2, stream_source: rtsp, binary_sensors: [online] }"
        let options = ShownOptions.of(try NodeParser.parse(Array(file.utf8), file: "a.yaml"))
        #expect(options["host"] == "192.0.2.11" && options["port"] == 80 && options["stream_source"] == "rtsp")
        #expect(options["binary_sensors"] == ["online"] && options["password"] == .text(ShownOptions.mask))
    }

    @Test("of an ONVIF device it says what it is asked for, and nothing of its webhook but where it is")
    func onvif() throws {
        let file = """
            { host: 192.0.2.10, profiles: [main, sub], events: webhook, adjust_clock: device, nat_override: true,
              snapshot_auth: digest, enable_webhooks: true, webhook_id: hunter2hunter2,
              webhook_url: "http://192.0.2.5:8124/hunter2" }
            """
        let options = ShownOptions.of(try NodeParser.parse(Array(file.utf8), file: "a.yaml"))
        #expect(options["profiles"] == ["main", "sub"] && options["events"] == "webhook")
        #expect(options["adjust_clock"] == "device" && options["nat_override"] == true)
        #expect(options["snapshot_auth"] == "digest" && options["enable_webhooks"] == true)
        #expect(options["webhook_url"] == "http://192.0.2.5:8124/****")
        #expect(options["webhook_id"] == .text(ShownOptions.mask))
    }

    @Test("what is of no secret kind is shown as it stands there, everything else is masked")
    func options() throws {
        let options = ShownOptions.of(try NodeParser.parse(Array(Self.file.utf8), file: "a.yaml"))
        #expect(options["platform"] == "generic" && options["name"] == "Yard" && options["framerate"] == 2)
        #expect(options["verify_ssl"] == false)
        #expect(options["still_image_url"] == "http://****:****@192.0.2.10:8080/****?****=****")
        for key in [
            "username", "password", "headers", "extra_arguments", "another_key", "stream_source", "stale_after",
        ] {
            #expect(options[key] == .text(ShownOptions.mask), "\(key)")
        }
        #expect(options["limits"]?.object?["memory"] == "256 MiB")
        let text = String(decoding: JSONWriter.bytes(of: .object(options)), as: UTF8.self)
        #expect(!text.contains("hunter2") && !text.contains("admin"))
    }
}
