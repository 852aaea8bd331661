import TestSupport
import Testing

/// What comes back for each kind of nonsense, to the letter.
@Suite("Bad input of Home Assistant's API", .takesTurns)
struct BadInputTests {
    private static let shared = Task {
        try await RunningSupervisor(
            """
            files: { write: [media] }
            cameras:
              yard: { platform: demo }
              shut: { platform: demo }
            """,
            files: ["media/.keep": []]
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var status: Int
        /// The whole answer.
        var answer: String

        init(_ path: String, _ body: String, _ status: Int, message: String) {
            (self.path, self.body, self.status) = (path, body, status)
            self.answer = "{\"message\":\"\(message)\"}"
        }

        var testDescription: String { "\(self.path) \(self.body.prefix(60)) → \(self.status)" }
    }

    private static func services(_ name: String) -> String { "/api/services/\(name)" }

    static let cases: [Case] = [
        Case(
            "/api/states/sensor.a",
            #"{"state": 1, "attributes": {"a": \#(String(repeating: "[", count: 1_000))"#,
            400,
            message: "Invalid JSON specified. (lists and objects stand more than 9 deep in each other at byte 40)"
        ),
        Case(
            "/api/states/sensor.a",
            #"{"state": "\#(String(repeating: "x", count: 300))"}"#,
            400,
            message: "Invalid state specified. (State max length is 255 characters.)"
        ),
        Case(
            services("camera/turn_off"),
            #"{"entity_id": "camera.none"}"#,
            404,
            message: "there is no entity 'camera.none'"
        ),
        Case(
            services("button/press"),
            #"{"entity_id": "camera.yard"}"#,
            400,
            message: "button.press is not for entities like 'camera.yard' @ data['entity_id']"
        ),
        Case(services("light/turn_on"), "{}", 400, message: "Service light.turn_on not found."),
        Case(
            "/api/template",
            #"{"template": "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}"}"#,
            400,
            message: "Error rendering template: line 1, column 58: the rendered text is longer than 32 KiB"
        ),
        Case(
            "/api/template",
            #"{"template": "{{ 1 // 0 }}"}"#,
            400,
            message: "Error rendering template: line 1, column 4: division by zero"
        ),
        Case(
            "/api/template",
            #"{"template": "[{{ nothing.at_all }}]"}"#,
            400,
            message: "Error rendering template: line 1, column 13: 'nothing' is undefined"
        ),
    ]

    @Test("is answered in words", arguments: cases)
    func answers(_ example: Case) async throws {
        let supervisor = try await Self.shared.value
        let answer = try await supervisor.http.post(example.path, body: Array(example.body.utf8))
        #expect(answer.status == example.status && answer.text == example.answer, "\(answer)")
    }

    @Test(
        "ten megabytes are not read to their end, whatever they are for",
        arguments: [
            "/api/states/sensor.a", "/api/events/mine", "/api/services/camera/turn_on", "/api/template", "/api/v1/sign",
            "/api/services/camera/snapshot",
        ]
    )
    func large(path: String) async throws {
        let supervisor = try await Self.shared.value
        let folder = try TemporaryFolder()
        let file = try folder.write([UInt8](repeating: UInt8(ascii: "["), count: 10 << 20), to: "body")
        // As clients do: it stops sending when the answer comes.
        let url = "http://127.0.0.1:\(supervisor.port)\(path)"
        let curl = try RunningProgram("/usr/bin/curl", ["-s", "-w", " %{http_code}", "--data-binary", "@\(file)", url])
        _ = try await curl.waitForExit()
        try await curl.waitForOutput()
        let answer = curl.standardOutput
        #expect(answer.contains("longer than") && (answer.hasSuffix(" 413") || answer.hasSuffix(" 400")), "\(answer)")
    }

    @Test("a service on a camera that is stopped says so, with what to do")
    func stopped() async throws {
        let supervisor = try await Self.shared.value
        _ = try await supervisor.http.post(
            "/api/services/camera/turn_off",
            body: Array(#"{"entity_id": "camera.shut"}"#.utf8)
        )
        try await waitUntil("it is off") { try await supervisor.camera("shut").state == "off" }
        for (name, body) in [
            ("enable_motion_detection", #"{"entity_id": "camera.shut"}"#),
            ("snapshot", #"{"entity_id": "camera.shut", "filename": "a.jpg"}"#),
        ] {
            let answer = try await supervisor.http.post("/api/services/camera/\(name)", body: Array(body.utf8))
            #expect(answer.status == 503, "\(answer)")
            #expect(answer.text.contains("camera 'shut' is off"), "\(answer)")
        }
    }

    @Test("a value out of its range names the range")
    func range() async throws {
        let supervisor = try await Self.shared.value
        let body = #"{"entity_id": "camera.yard", "filename": "a.mp4", "duration": 99999}"#
        let answer = try await supervisor.http.post("/api/services/camera/record", body: Array(body.utf8))
        #expect(answer.status == 400 && answer.text.contains("duration is a time from 1 s to"), "\(answer)")
    }
}
