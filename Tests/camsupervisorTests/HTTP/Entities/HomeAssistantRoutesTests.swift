import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Home Assistant's REST API, without workers")
struct HomeAssistantRoutesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var method = "GET"
        var path: String
        var body = ""
        var status: Int
        /// A part of the answer.
        var word = ""

        var testDescription: String { "\(self.method) \(self.path) \(self.body.prefix(60)) → \(self.status)" }
    }

    // The messages are those of homeassistant 2024.3.3's components/api.
    static let cases: [Case] = [
        Case(path: "/api/", status: 200, word: "{\"message\":\"API running.\"}"),
        Case(path: "/api", status: 200, word: "API running."),
        Case(path: "/api/config", status: 200, word: "\"state\":\"RUNNING\""),
        Case(path: "/api/components", status: 200, word: "\"camera\""),
        Case(path: "/api/states", status: 200, word: "\"entity_id\":\"camera.yard\",\"state\":\"idle\""),
        Case(path: "/api/states/camera.yard", status: 200, word: "\"friendly_name\":\"yard\""),
        Case(
            path: "/api/states/Camera.YARD",
            status: 200,
            word: "\"entity_picture\":\"/api/camera_proxy/camera.yard?token="
        ),
        Case(path: "/api/states/camera.broken", status: 200, word: "\"state\":\"unavailable\""),
        Case(path: "/api/states/camera.none", status: 404, word: "{\"message\":\"Entity not found.\"}"),
        Case(method: "POST", path: "/api/events/bad%20name", status: 200, word: "Event bad name fired."),
        Case(method: "DELETE", path: "/api/states/camera.none", status: 404, word: "Entity not found."),
        Case(method: "POST", path: "/api/states/sensor.a", body: "{", status: 400, word: "Invalid JSON specified."),
        Case(method: "POST", path: "/api/states/sensor.a", body: "[]", status: 400, word: "Invalid JSON specified."),
        Case(method: "POST", path: "/api/states/sensor.a", status: 400, word: "Invalid JSON specified."),
        Case(method: "POST", path: "/api/states/sensor.a", body: "{}", status: 400, word: "No state specified."),
        Case(
            method: "POST",
            path: "/api/states/sensor.a",
            body: "{\"state\":\"\(String(repeating: "x", count: 256))\"}",
            status: 400,
            word: "Invalid state specified."
        ),
        Case(
            method: "POST",
            path: "/api/states/no-id",
            body: "{\"state\":1}",
            status: 400,
            word: "Invalid entity ID specified."
        ),
        Case(
            method: "POST",
            path: "/api/states/sensor.a",
            body: String(repeating: " ", count: 200_000),
            status: 413,
            word: "longer than"
        ),
        Case(
            method: "POST",
            path: "/api/states/sensor.a",
            body: "{\"state\":1,\"attributes\":" + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
                + "}",
            status: 400,
            word: "deep"
        ),
        Case(
            method: "POST",
            path: "/api/events/mine",
            body: "{\"a\":1}",
            status: 200,
            word: "{\"message\":\"Event mine fired.\"}"
        ),
        Case(method: "POST", path: "/api/events/mine", status: 200, word: "Event mine fired."),
        Case(
            method: "POST",
            path: "/api/events/mine",
            body: "x",
            status: 400,
            word: "Event data should be valid JSON."
        ),
        Case(
            method: "POST",
            path: "/api/events/mine",
            body: "[1]",
            status: 400,
            word: "Event data should be a JSON object"
        ),
        Case(path: "/api/events", status: 200, word: "["),
        Case(path: "/api/services", status: 200, word: "\"domain\":\"camera\""),
        Case(
            method: "POST",
            path: "/api/services/camera/nothing",
            status: 400,
            word: "Service camera.nothing not found."
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/turn_on",
            body: "{",
            status: 400,
            word: "Data should be valid JSON."
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/turn_on",
            status: 400,
            word: "must contain at least one of entity_id"
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/turn_on",
            body: "{\"entity_id\":\"camera.none\"}",
            status: 404,
            word: "there is no entity 'camera.none'"
        ),
        Case(
            method: "POST",
            path: "/api/services/switch/turn_on",
            body: "{\"entity_id\":[\"camera.yard\"]}",
            status: 400,
            word: "switch.turn_on is not for entities like 'camera.yard'"
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/turn_on",
            body: "{\"entity_id\":\"camera.yard\",\"x\":1}",
            status: 400,
            word: "extra keys not allowed @ data['x']"
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/enable_motion_detection",
            body: "{\"entity_id\":\"camera.yard\"}",
            status: 503,
            word: "its worker is being replaced"
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/restart?return_response",
            body: "{\"entity_id\":\"camera.yard\"}",
            status: 400,
            word: "Service does not support responses."
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/play_stream",
            body: "{\"entity_id\":\"camera.yard\"}",
            status: 400,
            word: "Add ?return_response to query parameters."
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/play_stream?return_response",
            body: "{\"entity_id\":\"camera.yard\"}",
            status: 404,
            word: "has no video"
        ),
        Case(
            method: "POST",
            path: "/api/services/camera/turn_on",
            body: "{\"entity_id\":\"camera.broken\"}",
            status: 409,
            word: "misconfigured"
        ),
        Case(
            method: "POST",
            path: "/api/template",
            body: "{\"template\":\"x\"}",
            status: 502,
            word: "Error rendering template: the worker that renders it failed: none can be started here"
        ),
        Case(method: "POST", path: "/api/config/core/check_config", status: 503, word: "the supervisor is starting"),
        // By the route that writes files, not by this one.
        Case(
            method: "POST",
            path: "/api/services/camera/snapshot",
            body: "{}",
            status: 400,
            word: "must contain at least one of entity_id"
        ),
    ]

    @Test("each path answers with its status and Home Assistant's words", arguments: cases)
    func answers(_ example: Case) async throws {
        let server = try await InProcessServer.open.value
        let request = HTTPRequest(example.method, example.path, body: Array(example.body.utf8))
        let answer = try await server.client.send(request)
        #expect(answer.status == example.status, "\(answer)")
        #expect(answer.text.contains(example.word), "\(answer)")
        #expect(answer["Content-Type"] == "application/json", "\(answer)")
        #expect(answer["X-Content-Type-Options"] == "nosniff")
    }

    @Test("a stream that is asked for in words that are not known is refused, and not left open")
    func strangeStream() async throws {
        let client = try await InProcessServer.open.value.client
        for (query, words) in [("follow=maybe", "'follow' is 'true' or 'false'"), ("replay=some", "'replay' is 'all'")]
        {
            let answer = try await client.get("/api/stream?\(query)")
            #expect(answer.status == 400 && answer.text.contains(words), "\(answer)")
        }
    }

    @Test("a state that is set is there, new with 201 and its place, again with 200, and can be removed")
    func setting() async throws {
        let client = try await InProcessServer.open.value.client
        let path = "/api/states/sensor.set_by_test"
        let body = Array("{\"state\": 21.5, \"attributes\": {\"unit_of_measurement\": \"°C\"}}".utf8)
        let first = try await client.post(path, body: body)
        #expect(first.status == 201 && first["Location"] == path)
        let second = try await client.post(path, body: body)
        #expect(second.status == 200)
        let read = try await client.get(path)
        #expect(read.text == second.text)
        #expect(
            read.text.hasPrefix("{\"entity_id\":\"sensor.set_by_test\",\"state\":\"21.5\",\"attributes\":{\"unit_of")
        )
        #expect(try await client.get("/api/states/%73ensor\(path.drop { $0 != "." })").status == 200)
        let removed = try await client.send(HTTPRequest("DELETE", path))
        #expect(removed.status == 200 && removed.text == "{\"message\":\"Entity removed.\"}")
        #expect(try await client.get(path).status == 404)
    }

    @Test("a camera's own token opens its pictures, and nothing else")
    func cameraToken() async throws {
        let server = try await InProcessServer.guarded.value
        try server.show(Array("picture".utf8), on: "yard")
        func status(_ path: String) async throws -> Int { try await server.client.get(path).status }
        let token = server.entities.tokens.token(of: try CameraID("yard"), at: .now())
        #expect(token.count == 64)
        #expect(try await status("/api/camera_proxy/camera.yard?token=\(token)") == 200)
        #expect(try await status("/api/camera_proxy/gate?token=\(token)") == 401)
        #expect(try await status("/api/camera_proxy/yard?token=\(token.dropLast())x") == 401)
        #expect(try await status("/api/v1/cameras/yard?token=\(token)") == 401)
        #expect(try await status("/api/states?token=\(token)") == 401)
        let post = try await server.client.post("/api/v1/cameras/yard/restart?token=\(token)")
        #expect(post.status == 401)
    }

    @Test("a token for some cameras sees their entities, and sets and calls nothing else")
    func limited() async throws {
        let server = try await InProcessServer(
            tokens: [
                .example("all", "all-all-all-all-all", may: [.admin]),
                .example("some", "some-some-some-some", may: [.admin], cameras: ["yard"]),
                .example("look", "look-look-look-look", may: [.view]),
            ],
            folder: nil
        )
        func answer(_ method: String, _ path: String, _ token: String, _ body: String = "") async throws -> HTTPResponse
        {
            let fields: HTTPFields = ["Authorization": "Bearer \(token)"]
            return try await server.client.send(HTTPRequest(method, path, fields: fields, body: Array(body.utf8)))
        }
        let state = "{\"state\":\"on\"}"
        #expect(try await answer("POST", "/api/states/sensor.x", "all-all-all-all-all", state).status == 201)
        let some = try await answer("GET", "/api/states", "some-some-some-some").text
        #expect(some.contains("camera.yard") && !some.contains("camera.gate") && !some.contains("sensor.x"))
        #expect(try await answer("GET", "/api/states/camera.gate", "some-some-some-some").status == 404)
        #expect(try await answer("GET", "/api/states/sensor.x", "some-some-some-some").status == 404)
        #expect(try await answer("POST", "/api/states/sensor.x", "some-some-some-some", state).status == 403)
        #expect(try await answer("POST", "/api/states/camera.yard", "some-some-some-some", state).status == 200)
        #expect(try await answer("DELETE", "/api/states/sensor.x", "some-some-some-some").status == 404)
        #expect(try await answer("POST", "/api/events/x", "some-some-some-some").status == 403)
        // What concerns all cameras.
        for (method, path) in [
            ("GET", "/api/error_log"), ("POST", "/api/config/core/check_config"), ("POST", "/api/v1/reload"),
        ] {
            #expect(try await answer(method, path, "some-some-some-some").status == 403, "\(path)")
            #expect(try await answer(method, path, "all-all-all-all-all").status != 403, "\(path)")
        }
        let call = "{\"entity_id\":\"camera.gate\"}"
        #expect(try await answer("POST", "/api/services/camera/restart", "some-some-some-some", call).status == 404)
        #expect(try await answer("GET", "/api/states", "look-look-look-look").status == 200)
        for (method, path) in [
            ("POST", "/api/states/sensor.x"), ("DELETE", "/api/states/sensor.x"), ("POST", "/api/events/x"),
            ("POST", "/api/services/camera/restart"),
        ] {
            #expect(try await answer(method, path, "look-look-look-look", state).status == 403, "\(path)")
            #expect(try await answer(method, path, "none-none-none-none", state).status == 401, "\(path)")
        }
    }

    @Test("who may not write learns no folder, and a token for some cameras not what others listen for")
    func reserved() async throws {
        let tokens: [AccessToken] = [
            .example("all", "all-all-all-all-all", may: [.control]),
            .example("some", "some-some-some-some", may: [.view], cameras: ["yard"]),
        ]
        let server = try await InProcessServer(tokens: tokens, folder: nil)
        server.rules.replace(
            with: FrontRules(access: AccessPolicy(tokens: tokens), writeFolders: ["/srv/somewhere"])
        )
        func text(_ path: String, _ token: String) async throws -> String {
            try await server.client.get("\(path)?token=\(token)").text
        }
        #expect(try await text("/api/config", "all-all-all-all-all").contains("/srv/somewhere"))
        #expect(try await !text("/api/config", "some-some-some-some").contains("/srv/somewhere"))
        _ = server.entities.listen(types: ["gate_was_opened", "state_changed"], wake: {})
        #expect(try await text("/api/events", "all-all-all-all-all").contains("gate_was_opened"))
        let some = try await text("/api/events", "some-some-some-some")
        #expect(some.contains("state_changed") && !some.contains("gate_was_opened"))
    }

    @Test("2,000 states are answered in whole")
    func many() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        for number in 0..<2_000 {
            _ = server.entities.set(
                EntityID(lookingUp: "sensor.n\(number)"),
                to: "\(number)",
                attributes: ["friendly_name": "Number", "unit_of_measurement": "m"],
                isForced: false
            )
        }
        let answer = try await server.client.get("/api/states")
        let bounds = JSONBounds(bytes: 4_000_000, depth: 4, values: 100_000)
        let states = try JSONReader.read(answer.body, within: bounds).list
        #expect(states?.count == 2_006)
    }
}
