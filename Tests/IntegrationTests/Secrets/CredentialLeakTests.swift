import Foundation
import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// Credentials leak nowhere (guarantee G19): a worker repeats its camera's secret in every form and by every way it has, and
/// the secret is found in nothing that leaves the supervisor.
///
/// That the test can find is proved with the same worker and the same search, and a configuration that does not say that the
/// value is a secret: then it is found in every place where a worker's words go.
@Suite("Credentials leak nowhere", .takesTurns)
struct CredentialLeakTests {
    /// Characters that mean something to YAML, URLs, JSON, shells, or two bytes.
    private static let secret = "p@ss w%41rd/+&=?\"'\\<é☂>:;#"
    /// Of those that a webhook's id may have.
    private static let webhook = "w3b+h00k&=\"'\\<>:;~id"
    /// With the colon behind it no multiple of three: else the password's own Base64 stands in that of both, and hides it.
    private static let user = "view:er&1"

    /// Where the words of a worker go.
    private static let placesOfWords = [
        "log", "camera", "cameras", "last exit", "inspect", "status", "doctor", "bundle", "still", "upload",
        "diagnostics",
    ]

    @Test("a declared secret is found nowhere, in any form of the log", arguments: ["text", "logfmt", "json"])
    func nothing(_ format: String) async throws {
        let credentials = "username: '\(Self.user)', password: !secret key"
        let hunt = try await Self.hunt(credentials, webhook: "!secret hook", format: format)
        #expect(hunt.findings.isEmpty, "\(hunt.findings)")
        for place in Self.placesOfWords { #expect(hunt.places[place]?.contains("•••") == true, "\(place)") }
    }

    @Test("the search finds: without the declaration every place of a worker's words has it, in all forms")
    func finds() async throws {
        var hunt = try await Self.hunt(
            "username: other, password: something",
            webhook: "drop-0123456789",
            format: "text"
        )
        for place in Self.placesOfWords { #expect(hunt.findings[place] != nil, "nothing found in \(place)") }
        let written = hunt.forms.keys.filter { !$0.hasSuffix("escaped") }
        #expect(hunt.findings["log"]?.isSuperset(of: written.filter { $0 != "webhook, Basic header" }) == true)
        #expect(hunt.findings["camera"]?.isSuperset(of: ["password, escaped", "password, Base64"]) == true)
        // Nor is it blind for what only /proc shows.
        let sleeper = try RunningProgram(
            "/bin/sh",
            ["-c", "sleep 600; true", "sh", Self.secret],
            environment: ["KEY=\(Self.secret)"]
        )
        try await waitUntil("it runs") { ProcFS.commandLine(of: sleeper.pid).count == 5 }
        Self.look(atProcess: sleeper.pid, &hunt)
        #expect(
            hunt.findings["arguments of \(sleeper.pid)"] != nil && hunt.findings["environment of \(sleeper.pid)"] != nil
        )
    }

    /// Runs cameras whose worker says everything, and looks everywhere.
    private static func hunt(_ credentials: String, webhook: String, format: String) async throws -> SecretHunt {
        let folder = try TemporaryFolder()
        let worker = try folder.write(try readFile(TestPrograms.path(of: "telling-worker")), to: "worker", mode: 0o755)
        let layers = ConfinementLayer.required.joined(separator: ",")
        try folder.write(
            "\(BuildIdentity.current)\n\(layers)\n\(Self.user)\n\(Self.secret)\n\(Self.webhook)\n",
            to: "settings"
        )
        let quoted = { (secret: String) in "'\(secret.replacingOccurrences(of: "'", with: "''"))'" }
        let secrets = "key: \(quoted(Self.secret))\nhook: \(quoted(Self.webhook))\n"
        let supervisor = try await RunningSupervisor(
            """
            supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms, ping_timeout: 60 s }
            cameras:
              talks: { platform: generic, still_image_url: "http://127.0.0.1:9/x", \(credentials) }
              uploads: { platform: push, webhook_id: \(webhook) }
            """,
            files: ["secrets.yaml": Array(secrets.utf8)],
            worker: worker,
            arguments: ["--log-level", "trace", "--log-format", format]
        )
        try await waitUntil("all was said, by hello too", within: .seconds(60)) {
            let exits = try await supervisor.camera("talks").lastExits
            return exits.contains { $0.reason.hasPrefix("protocol: ") }
                && exits.contains { $0.log.contains { $0.contains("everything is said") } }
        }
        try await waitUntil("the other has said all") {
            supervisor.program.standardError.components(separatedBy: "everything is said").count > 3
        }
        var hunt = SecretHunt(user: Self.user, secrets: ["password": Self.secret, "webhook": Self.webhook])
        try await Self.look(atAnswersOf: supervisor, webhook: webhook.hasPrefix("!") ? Self.webhook : webhook, &hunt)
        try await Self.look(atCommandsOf: supervisor, worker: worker, folder: folder, &hunt)
        for process in [supervisor.program.pid] + ProcFS.descendants(of: supervisor.program.pid).map(\.pid) {
            Self.look(atProcess: process, &hunt)
        }
        _ = try await supervisor.stop()
        try await supervisor.program.waitForOutput()
        hunt.look(at: supervisor.program.standardError, called: "log")
        hunt.look(at: supervisor.program.standardOutput, called: "output")
        try Self.expectNoCore(in: [folder.path, supervisor.configurationFolder, "."])
        return hunt
    }

    private static func look(
        atAnswersOf supervisor: RunningSupervisor,
        webhook: String,
        _ hunt: inout SecretHunt
    ) async throws {
        let targets = [
            ("camera", "/api/v1/cameras/talks"), ("cameras", "/api/v1/cameras"), ("metrics", "/metrics"),
            ("last exit", "/api/v1/cameras/talks/last-exit"), ("ready", "/readyz/cameras/talks"), ("page", "/"),
            ("still", "/api/camera_proxy/talks"), ("stream", "/api/camera_proxy_stream/nothing"),
            ("none", "/api/v1/none"), ("diagnostics", "/api/v1/cameras/talks/diagnostics"),
            ("diagnostics of uploads", "/api/v1/cameras/uploads/diagnostics"), ("states", "/api/states"),
        ]
        for (name, target) in targets {
            // A worker that dies all the time has said something only most of the time.
            for _ in 0..<5 {
                for client in [supervisor.http, supervisor.control] {
                    let answer = try await client.get(target)
                    hunt.look(at: "\(answer)\n\(answer.text)\n", called: name)
                }
            }
        }
        let encoded = webhook.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let answer = try await supervisor.http.post(
            "/api/webhook/\(encoded)",
            fields: ["Content-Type": "image/jpeg"],
            body: TestPicture(counter: 1).bytes
        )
        #expect(answer.status == 415, "\(answer)")
        hunt.look(at: "\(answer)\n\(answer.text)", called: "upload")
    }

    private static func look(
        atCommandsOf supervisor: RunningSupervisor,
        worker: String,
        folder: TemporaryFolder,
        _ hunt: inout SecretHunt
    ) async throws {
        let configuration = "\(supervisor.configurationFolder)/camsupervisor.yaml"
        let bundle = folder.path(of: "bundle.tar.gz")
        let commands = [
            ["inspect", "talks"], ["status"], ["status", "talks"],
            ["doctor", "--config", configuration, "--worker", worker, "--bundle", bundle],
        ]
        for command in commands {
            let result = try await supervisor.command(command)
            hunt.look(at: result.output + result.words, called: command[0])
        }
        let check = try RunningProgram(BuiltProducts.camsupervisor(), ["check", "--config", configuration])
        try await check.waitForExit()
        try await check.waitForOutput()
        hunt.look(at: check.standardOutput + check.standardError, called: "check")
        let unpack = try RunningProgram("/bin/tar", ["-xzOf", bundle])
        #expect(try await unpack.waitForExit() == .code(0))
        try await unpack.waitForOutput()
        hunt.look(at: unpack.standardOutput, called: "bundle")
    }

    private static func look(atProcess pid: Int32, _ hunt: inout SecretHunt) {
        hunt.look(at: ProcFS.commandLine(of: pid).joined(separator: "\n"), called: "arguments of \(pid)")
        hunt.look(at: ProcFS.environment(of: pid).joined(separator: "\n"), called: "environment of \(pid)")
    }

    private static func expectNoCore(in folders: [String]) throws {
        for folder in folders {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!names.contains { $0 == "core" || $0.hasPrefix("core.") }, "a core in \(folder)")
        }
    }

    @Test("a worker that crashes leaves no core: it may not write one, nor any file")
    func core() async throws {
        let supervisor = try await RunningSupervisor("cameras: { a: { platform: demo } }")
        let pid = try await supervisor.workerPID(of: "a")
        let limits = String(decoding: try readFile("/proc/\(pid)/limits"), as: UTF8.self)
        for name in ["Max core file size", "Max file size"] {
            let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix(name) })
            #expect(line.dropFirst(name.count).split(separator: " ").prefix(2) == ["0", "0"], "\(line)")
        }
        kill(pid, SIGSEGV)
        try await waitUntil("it is replaced") { try await supervisor.workerPID(of: "a") != pid }
        try Self.expectNoCore(in: [supervisor.configurationFolder, "/", "."])
    }
}
