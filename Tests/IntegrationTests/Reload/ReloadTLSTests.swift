import TestSupport
import Testing

@Suite("Reload of http.tls, asked by curl", .takesTurns)
struct ReloadTLSTests {
    private static let demo = "cameras: { demo: { platform: demo } }"
    private static func tls(_ name: String) -> String { "tls: { certificate: \(name).crt, key: \(name).key }" }

    /// A supervisor that begins in the clear, and two certificates beside its file.
    private struct Bench {
        let supervisor: RunningSupervisor

        init() async throws {
            let folder = try TemporaryFolder()
            var files: [String: [UInt8]] = [:]
            for name in ["first", "second"] {
                let pair = try await CertificatePair(in: folder, name: name)
                files["\(name).crt"] = try readFile(pair.certificate)
                files["\(name).key"] = try readFile(pair.key)
            }
            self.supervisor = try await RunningSupervisor(ReloadTLSTests.demo, files: files)
        }

        func path(_ name: String) -> String { "\(self.supervisor.configurationFolder)/\(name)" }

        /// The exit code of curl and what it printed.
        func curl(_ scheme: String, trusting name: String = "first", _ arguments: [String] = []) async throws -> String
        {
            let program = try RunningProgram(
                InstalledTool.path(of: "curl"),
                ["--silent", "--max-time", "20", "--cacert", self.path("\(name).crt")] + arguments
                    + ["\(scheme)://127.0.0.1:\(self.supervisor.port)/livez"]
            )
            let exit = try await program.waitForExit(within: .seconds(30))
            try await program.waitForOutput()
            return exit == .code(0) ? program.standardOutput : "\(exit)"
        }

        /// A viewer with an open stream, and how many pictures it has.
        func viewer(_ scheme: String) throws -> RunningProgram {
            try RunningProgram(
                InstalledTool.path(of: "curl"),
                [
                    "--silent", "--no-buffer", "--cacert", self.path("first.crt"),
                    "\(scheme)://127.0.0.1:\(self.supervisor.port)/api/camera_proxy_stream/demo",
                ]
            )
        }

        static func parts(_ viewer: RunningProgram) -> Int {
            String(decoding: viewer.standardOutputBytes, as: UTF8.self).split(separator: "Content-Type: image").count
                - 1
        }

        func goesOn(_ viewer: RunningProgram) async throws {
            let seen = Self.parts(viewer)
            try await waitUntil("the stream goes on") { Self.parts(viewer) > seen + 2 }
            #expect(viewer.isRunning)
        }
    }

    @Test("a certificate that is set, exchanged and removed is for the connections that come; streams go on")
    func setChangedRemoved() async throws {
        let bench = try await Bench()
        let supervisor = bench.supervisor
        #expect(try await bench.curl("http") == "ok\n")
        let plain = try bench.viewer("http")
        try await bench.goesOn(plain)

        try supervisor.rewrite(Self.demo, http: Self.tls("first"))
        #expect(try await supervisor.reload() == "1 unchanged · new http.tls")
        #expect(try await bench.curl("https") == "ok\n")
        #expect(try await bench.curl("http") != "ok\n")
        try await bench.goesOn(plain)
        let secure = try bench.viewer("https")
        try await bench.goesOn(secure)

        try supervisor.rewrite(Self.demo, http: Self.tls("second"))
        #expect(try await supervisor.reload() == "1 unchanged · new http.tls")
        #expect(try await bench.curl("https", trusting: "second") == "ok\n")
        #expect(try await bench.curl("https", trusting: "first") == "\(ProgramExit.code(60))", "no longer the first")
        try await bench.goesOn(secure)

        try supervisor.rewrite(Self.demo)
        #expect(try await supervisor.reload() == "1 unchanged · new http.tls")
        #expect(try await bench.curl("http") == "ok\n")
        #expect(try await bench.curl("https") != "ok\n")
        for viewer in [plain, secure] { try await bench.goesOn(viewer) }
    }

    @Test("a renewed pair under the same names is served with the reload, and not seconds later")
    func renewed() async throws {
        let bench = try await Bench()
        try bench.supervisor.rewrite(Self.demo, http: Self.tls("first"))
        #expect(try await bench.supervisor.reload() == "1 unchanged · new http.tls")
        let old = try readFile(bench.path("first.crt"))
        try writeFile(old, to: bench.path("old.crt"))
        for file in ["crt", "key"] {
            try writeFile(readFile(bench.path("second.\(file)")), to: bench.path("first.\(file)"))
        }
        #expect(try await bench.supervisor.reload() == "1 unchanged")
        #expect(try await bench.curl("https", trusting: "second") == "ok\n")
        #expect(try await bench.curl("https", trusting: "old") == "\(ProgramExit.code(60))")
    }

    @Test("a pair that cannot be used changes nothing, also nothing else in the file, and says which file is wrong")
    func unusable() async throws {
        let bench = try await Bench()
        let supervisor = bench.supervisor
        try supervisor.rewrite(Self.demo, http: Self.tls("first"))
        #expect(try await supervisor.reload() == "1 unchanged · new http.tls")
        let wrong = [
            ("certificate: first.crt, key: second.key", "does not belong to the certificate"),
            ("certificate: first.crt, key: none.key", "there is no such file"),
            ("certificate: first.key, key: first.key", "holds no certificate"),
            ("certificate: /dev/zero, key: first.key", "it is a device, not a file"),
        ]
        for (files, words) in wrong {
            try supervisor.rewrite("cameras: { other: { platform: demo } }", http: "tls: { \(files) }")
            let result = try await supervisor.command("reload")
            #expect(result.exit == .code(78) && result.words.contains(words), "\(result)")
            #expect(result.words.contains("camsupervisor.yaml:1:"), "\(result.words)")
            #expect(try await bench.curl("https") == "ok\n")
            #expect(try await supervisor.control.get("/api/v1/cameras/other").status == 404)
        }
        // What can no longer be used is an error, also when nobody changed the line.
        try writeFile(Array("half a key".utf8), to: bench.path("first.key"))
        try supervisor.rewrite(Self.demo, http: Self.tls("first"))
        #expect(try await supervisor.command("reload").words.contains("holds no private key"))
        #expect(try await bench.curl("https") == "ok\n")
        #expect(supervisor.logLines(holding: "half a key").isEmpty)
    }
}
