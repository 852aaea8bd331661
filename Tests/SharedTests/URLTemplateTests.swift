import Foundation
import Shared
import Testing

@Suite("Templates of URLs, unrendered")
struct URLTemplateTests {
    private struct Example: Sendable, CustomTestStringConvertible {
        var text: String
        var scheme: String?
        /// `scheme host port`, `-` for what is not written.
        var places: [String]

        var testDescription: String { self.text }
    }

    private static let examples = [
        Example(text: "http://192.0.2.7/{{ x }}.jpg", scheme: "http", places: ["http 192.0.2.7 -"]),
        Example(text: "  HTTPS://Cam.example:8443/a?t={{ x }}", scheme: "https", places: ["https cam.example 8443"]),
        Example(text: "http://{{ host }}:81/a", scheme: "http", places: ["http - 81"]),
        Example(text: "http://192.0.2.7:{{ port }}/a", scheme: "http", places: ["http 192.0.2.7 -"]),
        Example(text: "http://[2001:db8::1]:81/{{ x }}", scheme: "http", places: ["http 2001:db8::1 81"]),
        Example(text: "http://u:p@ss@{{ host }}/a", scheme: "http", places: ["http - -"]),
        Example(text: "{{ states('input_text.url') }}", scheme: nil, places: []),
        Example(
            text: "{% if a %}http://h:81{% else %}rtsp://g:8554/x{% endif %}/{{ b }}",
            scheme: nil,
            places: ["http h 81", "rtsp g 8554"]
        ),
        Example(
            text: "{{ 'http://h:82/a' if x else \"file:///srv/a\" }}",
            scheme: nil,
            places: ["http h 82", "file - -"]
        ),
        Example(text: "http://h/{# a http://comment:9/ #}a{{ x", scheme: "http", places: ["http h -"]),
        Example(text: "file:///srv/{{ x }}.jpg", scheme: "file", places: ["file - -"]),
        Example(text: "{", scheme: nil, places: []), Example(text: "{{ '://' }}", scheme: nil, places: []),
    ]

    @Test("schemes, hosts and ports that stand in the text are found", arguments: examples)
    private func places(_ example: Example) {
        let template = URLTemplate(Secret(example.text))
        let places = template.writtenURLs.map { "\($0.scheme) \($0.host ?? "-") \($0.port.map { "\($0)" } ?? "-")" }
        #expect(places == example.places)
        #expect(template.leadingScheme == example.scheme)
    }

    @Test("passwords and queries that stand in the text are masked, in parts where the rest is rendered")
    func secrets() {
        let text = "http://admin:hunter2{{ x }}swordfish@h/a?token=opensesame&t={{ x }}"
        let secrets = Redaction.secrets(of: URLTemplate(Secret(text)))
        let redaction = Redaction(secrets: secrets)
        let shown = redaction.apply(to: "hunter2 and swordfish, opensesame; t=1")
        #expect(shown == "\(secretMask) and \(secretMask), \(secretMask); t=1")
    }

    @Test("an address survives the way to the worker, as a URL as it always did, and prints no secret")
    func json() throws {
        let encoder = JSONEncoder()
        encoder.userInfo[secretTravels] = true
        let template = CameraAddress.template(URLTemplate(Secret("http://u:hunter2@h/{{ x }}")))
        for address in [try CameraAddress("http://u:hunter2@h/a"), template] {
            let bytes = try encoder.encode(address)
            #expect(try JSONDecoder().decode(CameraAddress.self, from: bytes) == address)
            #expect(!"\(address) \(String(reflecting: address))".contains("hunter2"))
        }
        let url = try CameraURL("http://u:hunter2@h/a")
        let decoded = try JSONDecoder().decode(CameraURL.self, from: try encoder.encode(CameraAddress.fixed(url)))
        #expect(decoded == url)
    }
}
