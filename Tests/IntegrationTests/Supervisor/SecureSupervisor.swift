import Shared
import TestSupport

/// `camsupervisor run` with TLS, asked by curl and openssl, which nobody suspects of agreeing with us by chance.
final class SecureSupervisor: Sendable {
    let folder: TemporaryFolder
    let port: UInt16
    let program: RunningProgram

    /// Starts it with a certificate of its own and waits until it serves.
    ///
    /// - Parameter http: further options of `http:`, as they stand in a YAML flow map.
    init(http options: String = "") async throws {
        self.folder = try TemporaryFolder()
        self.port = try FreePort.take()
        _ = try await CertificatePair(in: self.folder)
        let configuration = """
            http: { listen: ["127.0.0.1:\(self.port)"], tls: { certificate: server.crt, key: server.key }, \(options) }
            control: { socket: control.sock }
            cameras: { demo: { platform: demo } }
            """
        let path = try self.folder.write(configuration, to: "camsupervisor.yaml")
        self.program = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["run", "--config", path, "--worker", BuiltProducts.camworker()]
        )
        try await waitUntil("it serves", within: .seconds(20), lastSeen: self.program.standardError) {
            try await self.curl("/livez").output == "ok\n"
        }
    }

    var endpoint: Endpoint { .port(self.port) }

    /// How a program that was run to its end went.
    struct Outcome {
        var exit: ProgramExit
        /// Both of its outputs.
        var output: String
    }

    /// Asks with curl, which trusts this server's certificate or that of `trusting`.
    func curl(_ path: String, _ arguments: [String] = [], trusting name: String = "server.crt") async throws -> Outcome
    {
        try await Self.outcome(of: self.startCurl(path, ["--max-time", "20"] + arguments, trusting: name))
    }

    func startCurl(_ path: String, _ arguments: [String], trusting name: String = "server.crt") throws -> RunningProgram
    {
        try RunningProgram(
            InstalledTool.path(of: "curl"),
            ["--silent", "--show-error", "--no-buffer", "--cacert", self.folder.path(of: name)] + arguments
                + ["https://127.0.0.1:\(self.port)\(path)"]
        )
    }

    /// A handshake by `openssl s_client`.
    func handshake(_ arguments: [String]) async throws -> Outcome {
        try await Self.outcome(
            of: RunningProgram(
                InstalledTool.path(of: "openssl"),
                ["s_client", "-connect", "127.0.0.1:\(self.port)"] + arguments
            )
        )
    }

    private static func outcome(of program: RunningProgram) async throws -> Outcome {
        let exit = try await program.waitForExit(within: .seconds(30))
        try await program.waitForOutput()
        return Outcome(exit: exit, output: program.standardOutput + program.standardError)
    }
}
