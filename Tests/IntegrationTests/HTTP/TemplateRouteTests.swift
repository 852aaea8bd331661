import Foundation
import TestSupport
import Testing

/// `/api/template` against the real binaries.
@Suite("Templates of clients", .takesTurns)
struct TemplateRouteTests {
    private static let cameras = """
        cameras:
          yard: { platform: demo, name: Back Yard }
          gate: { platform: demo }
        """

    private static func render(
        _ supervisor: RunningSupervisor,
        _ template: String,
        variables: String = "{}",
        token: String? = nil
    ) async throws -> HTTPResponse {
        let text = String(decoding: try JSONEncoder().encode(template), as: UTF8.self)
        return try await supervisor.http.post(
            "/api/template",
            fields: token.map { ["Authorization": "Bearer \($0)"] } ?? [:],
            body: Array(#"{"template": \#(text), "variables": \#(variables)}"#.utf8)
        )
    }

    static let rendered: [(template: String, variables: String, text: String)] = [
        ("hello {{ 6 * 7 }}", "{}", "hello 42"),
        ("no template", "null", "no template"),
        ("{{ x.a[1] }} {{ y is defined }}", #"{"x": {"a": [1, "two"]}}"#, "two False"),
        ("{{ states.camera.yard.name }} {{ has_value('sensor.none') }}", "{}", "Back Yard False"),
        ("{{ states.camera | map(attribute='entity_id') | join(',') }}", "{}", "camera.yard,camera.gate"),
        ("{{ state_attr('camera.yard', 'access_token') }}", "{}", "None"),
        ("{{ now() - now() < timedelta(seconds=1) }}", "{}", "True"),
        ("  ä\n", "{}", "ä"),
    ]

    @Test("a template is rendered as Home Assistant answers it: plain text")
    func renders() async throws {
        let supervisor = try await RunningSupervisor(Self.cameras)
        for (template, variables, text) in Self.rendered {
            let answer = try await Self.render(supervisor, template, variables: variables)
            #expect(answer.status == 200 && answer.text == text, "\(template): \(answer)")
            #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
        }
        try await waitUntil("no worker of a template is left") {
            ProcFS.children(of: supervisor.program.pid).count == 2
        }
        #expect(!supervisor.program.standardError.contains("worker=templates"))
    }

    static let refused: [(body: String, status: Int, words: String)] = [
        ("", 400, "Error rendering template: the body is an object with a text 'template'"),
        ("{", 400, "Error rendering template: the body is no JSON. (it ends at byte 1 before it is complete)"),
        (#"{"template": 7}"#, 400, "the body is an object with a text 'template'"),
        (#"{"template": "x", "variables": [1]}"#, 400, "'variables' is a list and no object"),
        (#"{"template": "{{ 1 / 0 }}"}"#, 400, "Error rendering template: line 1, column 4: division by zero"),
        (#"{"template": "a\n{{ 1 | uper }}"}"#, 400, "line 2, column 8: there is no filter 'uper'"),
        (
            #"{"template": "{% for a in range(99999) %}\n{% for b in range(99999) %}{% endfor %}{% endfor %}"}"#, 400,
            "line 2, column"
        ),
        (#"{"template": "x", "variables": {"a": \#(String(repeating: "[", count: 20))"#, 400, "deep in each other"),
        (#"{"template": "\#(String(repeating: "x", count: 70_000))"}"#, 400, "longer than 65536 bytes"),
        (String(repeating: " ", count: 200_000), 413, "The body is longer than 131072 bytes."),
    ]

    @Test("what is wrong with it is said with its place, and costs nothing else", arguments: refused)
    func refuses(body: String, status: Int, words: String) async throws {
        let supervisor = try await Self.shared.value
        let answer = try await supervisor.http.post("/api/template", body: Array(body.utf8))
        #expect(answer.status == status && answer.text.contains(words), "\(answer)")
        #expect(answer["Content-Type"] == "application/json")
    }

    private static let shared = Task { try await RunningSupervisor(Self.cameras) }

    @Test("a token sees in a template what it may see, and nothing at all without one")
    func scope() async throws {
        let (one, all) = ("one-camera-0123456789", "all-cameras-0123456789")
        let supervisor = try await RunningSupervisor(
            Self.cameras,
            http: """
                tokens: [{ name: one, token: \(one), cameras: [yard] }, { name: all, token: \(all), may: admin }]
                """
        )
        let admin: HTTPFields = ["Authorization": "Bearer \(all)"]
        _ = try await supervisor.http.post(
            "/api/states/sensor.secret",
            fields: admin,
            body: Array(#"{"state":1}"#.utf8)
        )
        let question = """
            {{ states.camera | list | length }} {{ states('camera.gate') }} {{ states('sensor.secret') }} \
            {{ 'gate' in states | map(attribute='entity_id') | join(',') }}
            """
        #expect(try await Self.render(supervisor, question).status == 401)
        #expect(try await Self.render(supervisor, question, token: all).text == "2 idle 1 True")
        #expect(try await Self.render(supervisor, question, token: one).text == "1 unknown unknown False")
    }

    /// A program in the place of `camworker` that does something else for templates; it lies in the folder.
    private static func supervisor(
        rendering words: String,
        in folder: TemporaryFolder
    ) async throws -> RunningSupervisor {
        let script = """
            #!/bin/sh
            [ "$1" = --render ] && { \(words); }
            exec \(try BuiltProducts.camworker()) "$@"
            """
        let path = try folder.write(script, to: "worker", mode: 0o755)
        return try await RunningSupervisor(Self.cameras, worker: path)
    }

    @Test("a worker that dies while it renders is 502 at once")
    func dead() async throws {
        let folder = try TemporaryFolder()
        let supervisor = try await Self.supervisor(rendering: "exit 3", in: folder)
        let answer = try await Self.render(supervisor, "x")
        #expect(answer.status == 502 && answer.text.contains("the worker that renders it failed"), "\(answer)")
    }

    @Test("one that never answers is killed and 504 after 5 s; more than may wait are 503 at once")
    func late() async throws {
        let folder = try TemporaryFolder()
        let supervisor = try await Self.supervisor(rendering: "exec sleep 1000", in: folder)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<40 { group.addTask { try await Self.render(supervisor, "x").status } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.count { $0 == 504 } == 34 && statuses.count { $0 == 503 } == 6, "\(statuses)")
        try await waitUntil("those that were late are killed") {
            ProcFS.children(of: supervisor.program.pid).count == 2
        }
    }
}
