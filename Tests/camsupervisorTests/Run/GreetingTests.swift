import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Greeting")
struct GreetingTests {
    private func text(_ cameras: [ConfiguredCamera], doors: [String] = ["127.0.0.1:8124"]) -> String {
        var configuration = Configuration()
        configuration.cameras = cameras
        return Greeting(configuration: configuration, doors: doors).text(door: doors[0]) + "\n"
    }

    private func camera(_ slug: String, _ source: SourceConfiguration?) throws -> ConfiguredCamera {
        let id = try CameraID(slug)
        let location = SourceLocation(file: "camsupervisor.yaml", line: 1, column: 1)
        guard let source else {
            let error = Diagnostic(location: location, severity: .error, message: "wrong")
            return ConfiguredCamera(id: id, name: slug, location: location, state: .misconfigured([error]))
        }
        let configuration = CameraConfiguration(id: id, name: slug, source: source, staleAfter: nil)
        return ConfiguredCamera(id: id, name: slug, location: location, state: .usable(configuration))
    }

    @Test("a demonstration shows every URL and a ready-made curl line")
    func demonstration() throws {
        let text = self.text([
            try self.camera("demo_1", .demo(.init())),
            try self.camera("drop", .push(.init(webhookID: Secret("try-me-out"), field: "image"))),
            try self.camera("broken", nil),
            try self.camera("gate", .generic(.init(stream: .init(url: CameraAddress("rtsp://192.0.2.1/"))))),
        ])
        try Golden.check(text, against: "greeting.txt")
    }

    @Test("where TLS is spoken the URLs say so")
    func secure() {
        var configuration = Configuration()
        configuration.http.tls = TLSFiles(certificate: "/c", key: "/k", loopback: false)
        let doors = [
            "127.0.0.1:8124": "http", "[::1]:8124": "http", "0.0.0.0:8443": "https", "[2001:db8::1]:1": "https",
        ]
        for (door, scheme) in doors {
            let text = Greeting(configuration: configuration, doors: []).text(door: door)
            #expect(text.hasPrefix("Open \(scheme)://\(door)/ in"))
        }
        configuration.http.tls?.loopback = true
        #expect(
            Greeting(configuration: configuration, doors: []).text(door: "[::1]:80").hasPrefix("Open https://[::1]:80/")
        )
    }

    @Test("without cameras there is still the page")
    func empty() {
        #expect(self.text([], doors: ["[::1]:80"]) == "Open http://[::1]:80/ in a browser, or:\n\n")
    }
}
