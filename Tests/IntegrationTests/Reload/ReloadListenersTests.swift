import TestSupport
import Testing

@Suite("Reload of addresses of both families", .takesTurns)
struct ReloadListenersTests {
    private static let demo = "cameras: { demo: { platform: demo } }"
    private static let token = "tokens: [ { name: a, token: admin-admin-admin, may: [admin] } ]"

    /// Addresses, and whether IPv4 and IPv6 are answered with them.
    struct Step: Sendable {
        var listen: [String]
        var v4 = true
        var v6 = true
    }

    private static let steps = [
        Step(listen: ["0.0.0.0"], v6: false),
        Step(listen: ["[::]"]),
        Step(listen: ["0.0.0.0"], v6: false),
        Step(listen: ["0.0.0.0", "[::]"]),
        Step(listen: ["[::]"]),
        Step(listen: ["127.0.0.1", "[::1]"]),
        Step(listen: ["[::]", "0.0.0.0"]),
        Step(listen: ["[::1]"], v4: false),
        Step(listen: ["[::]"]),
        Step(listen: ["127.0.0.1"], v6: false),
    ]

    @Test("between all of IPv4, all of IPv6, both and one, on one port, each reload is in force with its answer")
    func families() async throws {
        let supervisor = try await RunningSupervisor(Self.demo, http: Self.token)
        let port = supervisor.port
        func answers(_ host: String) async throws -> Bool {
            let curl = try RunningProgram(
                InstalledTool.path(of: "curl"),
                ["--silent", "--globoff", "--max-time", "10", "http://\(host):\(port)/livez"]
            )
            _ = try await curl.waitForExit(within: .seconds(20))
            try await curl.waitForOutput()
            return curl.standardOutput == "ok\n"
        }
        for step in Self.steps {
            try supervisor.rewrite(Self.demo, http: Self.token, listen: step.listen.map { "\($0):\(port)" })
            #expect(try await supervisor.reload() == "1 unchanged · new http.listen", "\(step.listen)")
            #expect(try await answers("127.0.0.1") == step.v4, "\(step.listen)")
            #expect(try await answers("[::1]") == step.v6, "\(step.listen)")
        }
    }

    @Test("an address that is exchanged for an overlapping one loses nobody who connects meanwhile")
    func underLoad() async throws {
        let supervisor = try await RunningSupervisor(Self.demo, http: Self.token)
        let port = supervisor.port
        let clients = (1...3).map { _ in
            Task {
                var failures: [String] = []
                while !Task.isCancelled {
                    do {
                        let answer = try await supervisor.http.get("/livez")
                        if answer.status != 200 { failures.append("\(answer)") }
                    } catch {
                        if !Task.isCancelled { failures.append("\(error)") }
                    }
                }
                return failures
            }
        }
        defer { for client in clients { client.cancel() } }
        for round in 1...30 {
            let address = round.isMultiple(of: 2) ? "127.0.0.1:\(port)" : "0.0.0.0:\(port)"
            try supervisor.rewrite(Self.demo, http: Self.token, listen: [address])
            let answer = try await supervisor.control.post("/api/v1/reload")
            #expect(answer.status == 200, "\(answer)")
        }
        for client in clients {
            client.cancel()
            let failures = await client.value
            #expect(failures.isEmpty, "\(failures)")
        }
    }

    @Test("the control socket is not given up for a usual one that cannot be had")
    func controlSocket() async throws {
        let launcher = [
            try InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
            "/bin/sh", "-c", "mount -t tmpfs -o ro none /run && exec \"$@\"", "sh",
        ]
        let supervisor = try await RunningSupervisor(Self.demo, launcher: launcher)
        let path = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        try writeFile(Array("http: { listen: ['127.0.0.1:\(supervisor.port)'] }\ncameras: {}".utf8), to: path)
        let result = try await supervisor.command("reload")
        #expect(result.exit == .code(1))
        let words = "nothing was changed: cannot listen on /run/camsupervisor/control.sock"
        #expect(result.words.contains(words), "\(result)")
        #expect(try await supervisor.command("status").output.contains("demo"))
    }
}
