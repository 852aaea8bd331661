import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// What a camera needs works behind every layer, which is how all other tests run too.
@Suite("Confined workers", .takesTurns)
struct ConfinedWorkersTests {
    private static func requireRoot() throws {
        try #require(getuid() == 0, "a mount namespace and port 53 need root: run the tests as root")
    }

    @Test("every layer is active, and where the supervisor is root each worker is a user of its own with no capability")
    func layers() async throws {
        let supervisor = try await RunningSupervisor(
            "cameras: { one: { platform: demo }, two: { platform: push, webhook_id: 0123456789 } }"
        )
        var users: Set<String> = []
        for id in ["one", "two"] {
            let worker = try await supervisor.workerPID(of: id)
            let layers = try await supervisor.confinement(of: id)
            #expect(layers.filter { !$0.active }.isEmpty, "\(layers)")
            #expect(layers.contains { $0.name == "own-user" } == (getuid() == 0))
            for name in ["landlock-files", "landlock-ports", "landlock-scopes", "seccomp"] {
                #expect(layers.contains { $0.name == name }, "\(name)")
            }
            #expect(ProcFS.field("Seccomp", of: worker) == "2")
            #expect(ProcFS.field("NoNewPrivs", of: worker) == "1")
            for set in ["CapEff", "CapPrm", "CapInh", "CapAmb"] {
                #expect(ProcFS.field(set, of: worker) == "0000000000000000", "\(set)")
            }
            if getuid() == 0 {
                let limits = String(decoding: try readFile("/proc/\(worker)/limits"), as: UTF8.self)
                let processes = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max processes") })
                #expect(processes.split(separator: " ").dropFirst(2).prefix(2) == ["1024", "1024"], "\(processes)")
            }
            users.insert(ProcFS.field("Uid", of: worker) ?? "gone")
            if getuid() == 0 { #expect(ProcFS.field("Groups", of: worker)?.isEmpty == true) }
        }
        #expect(users.count == (getuid() == 0 ? 2 : 1), "\(users)")
    }

    @Test("as root, worker_uid_base: 0 leaves workers root's user, and says that this layer is not there")
    func noUserOfTheirOwn() async throws {
        try #require(getuid() == 0, "only root has users to give: run the tests as root")
        let supervisor = try await RunningSupervisor(
            """
            supervision: { worker_uid_base: 0 }
            cameras: { one: { platform: demo } }
            """
        )
        let worker = try await supervisor.workerPID(of: "one")
        #expect(ProcFS.field("Uid", of: worker) == "0\t0\t0\t0")
        #expect(ProcFS.field("CapEff", of: worker) == "0000000000000000")
        let missing = try await supervisor.confinement(of: "one").filter { !$0.active }
        #expect(missing.map(\.name) == ["own-user"])
        let status = try await supervisor.command("status", "one").output
        #expect(status.contains("own-user is not active: "), "\(status)")
    }

    @Test("libav decodes and scales: a still of half the size")
    func scaling() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo, width: 640, height: 360 } }")
        let answer = try await supervisor.still("demo", query: "width=320")
        #expect(answer.status == 200 && PictureCheck.isWhole(answer.body), "\(answer)")
        #expect(answer.body.count > 100)
    }

    @Test("names resolve over DNS")
    func names() async throws {
        try Self.requireRoot()
        let server = try AnsweringNameServer(address: "127.54.\(getpid() >> 8 & 255).\(getpid() & 254 + 1)")
        let etc = try await PrivateEtc()
        try etc.exchange("resolv.conf", for: "nameserver \(server.address)\n")
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: 'http://camera.example:\(camera.port)/still.jpg' } }",
            launcher: etc.launcher
        )
        let answer = try await supervisor.still("cam")
        #expect(answer.status == 200, "\(answer)")
        #expect(server.answers > 0)
        // What every resolver of glibc tries in vain is no reason to alarm anybody.
        #expect(supervisor.logLines(holding: "seccomp:").isEmpty)
    }

    @Test("a resolver that is a daemon of this machine is asked only by a camera that is allowed to")
    func unixResolver() async throws {
        try Self.requireRoot()
        let etc = try await PrivateEtc()
        mkdir(etc.pathInRun(of: "nscd"), 0o755)
        // Where glibc asks first of all.
        let daemon = try NameDaemon(path: etc.pathInRun(of: "nscd/socket"))
        for isAllowed in [false, true] {
            let supervisor = try await RunningSupervisor(
                """
                cameras:
                  cam:
                    platform: generic
                    still_image_url: http://nobody.invalid/a.jpg
                    allow_unix_resolver: \(isAllowed)
                """,
                launcher: etc.launcher
            )
            #expect(try await supervisor.still("cam").status == 503)
            let worker = try await supervisor.workerPID(of: "cam")
            #expect(daemon.callers.contains(worker) == isAllowed)
            _ = try await supervisor.stop()
        }
    }

    @Test("a resolver file that is replaced brings another worker, which reads it; that is no crash")
    func resolverFiles() async throws {
        try Self.requireRoot()
        let etc = try await PrivateEtc()
        try etc.exchange("hosts", for: "127.0.0.1 localhost\n")
        try etc.exchange("resolv.conf", for: "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: 'http://the-camera:\(camera.port)/still.jpg' } }",
            launcher: etc.launcher
        )
        let refusal = try await supervisor.still("cam")
        #expect(refusal.status == 503 && refusal.text.contains("cannot be resolved"), "\(refusal)")
        try etc.exchange("hosts", for: "127.0.0.1 localhost the-camera\n")
        try await waitUntil("the next worker runs", within: .seconds(20)) {
            try await supervisor.camera("cam").worker.generation == 2
        }
        #expect(try await supervisor.still("cam").status == 200)
        let view = try await supervisor.camera("cam")
        #expect(view.lastExits.map(\.exitCode) == [75] && view.worker.restarts == 0)
        #expect(view.lastExits.first?.log.contains { $0.contains("/etc/hosts") } == true, "\(view.lastExits)")
    }

    @Test("TLS is verified against the machine's certificates")
    func tls() async throws {
        try Self.requireRoot()
        let server = try await LighttpdServer.start {
            $0.files = ["a.jpg": TestPicture(counter: 1).bytes]
            $0.hasTLS = true
        }
        let fetched = try RunningProgram(
            "/bin/sh",
            ["-c", "openssl s_client -connect 127.0.0.1:\(server.port) < /dev/null | openssl x509"]
        )
        _ = try await fetched.waitForExit()
        try await fetched.waitForOutput()
        let etc = try await PrivateEtc()
        let configuration = "cameras: { cam: { platform: generic, still_image_url: '\(server.url("/a.jpg"))' } }"
        let careful = try await RunningSupervisor(configuration, launcher: etc.launcher)
        let refusal = try await careful.still("cam")
        #expect(refusal.status == 503 && refusal.text.contains("not trusted"), "\(refusal)")
        try etc.exchange("ssl/certs/ca-certificates.crt", for: fetched.standardOutputBytes)
        // libcurl keeps what it trusted; a fresh supervisor shows that the file was read behind the confinement.
        let trusting = try await RunningSupervisor(configuration, launcher: etc.launcher)
        let answer = try await trusting.still("cam")
        #expect(answer.counter == 1, "\(answer)")
    }
}
