import TestSupport
import Testing

/// A client that was written for Home Assistant, against the running binaries.
@Suite("Home Assistant's clients", .takesTurns)
struct HomeAssistantClientTests {
    private static let token = "client-token-0123456789"

    private static func supervisor() async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            files: { write: [media] }
            states: { sensor.fixed: { state: 4, attributes: { unit_of_measurement: m } } }
            cameras:
              yard: { platform: demo, name: Back Yard }
              gate: { platform: demo }
            """,
            http: "tokens: [{ name: client, token: \(token), may: admin }]",
            files: ["media/.keep": []]
        )
    }

    @Test("homeassistant-api reads and sets states, fires, calls services, renders and reads errors, unchanged")
    func api() async throws {
        let supervisor = try await Self.supervisor()
        let script =
            #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
            + "/Python/home_assistant_client.py"
        let client = try RunningProgram(
            try PythonClients.interpreter(),
            [
                "-B", script, "http://127.0.0.1:\(supervisor.port)", Self.token,
                "\(supervisor.configurationFolder)/media",
            ]
        )
        let exit = try await client.waitForExit()
        try await client.waitForOutput()
        #expect(exit == .code(0), "\(client.standardOutput)\(client.standardError)")
    }

    @Test("check_config says what is wrong with the file on the disk, and changes nothing")
    func checkConfig() async throws {
        let supervisor = try await Self.supervisor()
        let path = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        let good = try readFile(path)
        func check() async throws -> String {
            let fields: HTTPFields = ["Authorization": "Bearer \(Self.token)"]
            return try await supervisor.http.post("/api/config/core/check_config", fields: fields).text
        }
        #expect(try await check() == #"{"errors":null,"result":"valid","warnings":null}"#)
        try writeFile(Array("cameras: { yard: { platform: dmo } }\n".utf8), to: path)
        let answer = try await check()
        #expect(answer.contains(#""result":"invalid""#) && answer.contains("camsupervisor.yaml:1:"), "\(answer)")
        try writeFile(good, to: path)
        #expect(try await check().contains("\"valid\""))
        #expect(try await supervisor.http.get("/readyz").status == 200)
    }

    @Test("each curl of docs/entities.md does what it says")
    func examples() async throws {
        let supervisor = try await Self.supervisor()
        let page = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/docs/entities.md"
        let lines = String(decoding: try readFile(page), as: UTF8.self).split(separator: "\n")
        let commands = lines.filter { $0.hasPrefix("curl ") }.map(String.init)
        #expect(commands.count >= 12)
        let environment = [
            "URL=http://127.0.0.1:\(supervisor.port)", "TOKEN=\(Self.token)", "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
        ]
        for command in commands {
            let program = try RunningProgram("/bin/sh", ["-c", command], environment: environment)
            let exit = try await program.waitForExit()
            try await program.waitForOutput()
            #expect(exit == .code(0), "\(command)\n\(program.standardOutput)\(program.standardError)")
        }
    }
}
