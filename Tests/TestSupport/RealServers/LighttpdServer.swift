/// lighttpd with a folder of pictures: plain, behind Basic or Digest, over TLS, with redirects, or in front of a
/// ``FakeCamera``.
package final class LighttpdServer: Sendable {
    package enum Protection: Sendable, Hashable {
        case none
        case basic
        case digest
    }

    package struct Options: Sendable {
        /// Served as they are; the media type goes by the name's ending.
        package var files: [String: [UInt8]] = [:]
        package var protection = Protection.none
        package var user = "viewer"
        package var password = "p@ss:w/ord"
        /// A certificate made for this server alone.
        package var hasTLS = false
        /// Instead of that; with ``hasTLS``.
        package var certificate: CertificatePair?
        /// From a path to a URL, by 302.
        package var redirects: [String: String] = [:]
        /// Everything below `/camera` goes to this port, unbuffered: a fake camera behind TLS or a real login.
        package var proxiedPort: UInt16?
        /// Where it listens; `nil` for any.
        package var port: UInt16?

        package init() {}
    }

    package let port: UInt16
    package let options: Options
    private let folder: TemporaryFolder
    private let program: RunningProgram

    /// Starts it and waits until it listens.
    package static func start(_ prepare: (inout Options) -> Void = { _ in }) async throws -> LighttpdServer {
        var options = Options()
        prepare(&options)
        return try await LighttpdServer(options)
    }

    private init(_ options: Options) async throws {
        self.options = options
        self.port = try options.port ?? FreePort.take()
        self.folder = try TemporaryFolder()
        for (name, bytes) in options.files { try self.folder.write(bytes, to: "www/\(name)") }
        try self.folder.write([], to: "www/.keep")
        try self.folder.write("\(options.user):\(options.password)\n", to: "users", mode: 0o600)
        let certificate = options.hasTLS ? try await Self.certificate(options, in: self.folder) : nil
        let text = LighttpdConfiguration(options: options, port: self.port, certificate: certificate)
            .text(folder: self.folder.path)
        let file = try self.folder.write(text, to: "lighttpd.conf")
        self.program = try RunningProgram(InstalledTool.path(of: "lighttpd"), ["-D", "-f", file])
        try await waitForListener(self.program, name: "lighttpd", port: self.port)
    }

    private static func certificate(_ options: Options, in folder: TemporaryFolder) async throws -> String {
        guard let pair = options.certificate else { return try await SelfSignedCertificate.make(in: folder) }
        return try folder.write(readFile(pair.key) + readFile(pair.certificate), to: "server.pem", mode: 0o600)
    }

    /// `http(s)://127.0.0.1:PORT/path`.
    package func url(_ path: String) -> String {
        "\(self.options.hasTLS ? "https" : "http")://127.0.0.1:\(self.port)\(path)"
    }

    /// Replaces a file at once.
    package func put(_ bytes: [UInt8], as name: String) throws {
        try self.folder.write(bytes, to: "www/\(name)")
    }

    /// Where the files it serves lie, for a program that writes them.
    package var filesFolder: String { self.folder.path(of: "www") }

    /// Its access log: a line per request with status and user agent.
    package var accessLog: String {
        (try? readFile(self.folder.path(of: "access.log"))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    package func stop() async throws {
        try await self.program.stop()
    }
}
