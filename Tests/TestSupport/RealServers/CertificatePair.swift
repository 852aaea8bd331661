/// A certificate nobody trusts, for `127.0.0.1` and `localhost`, and its key, in PEM files, made by openssl.
package struct CertificatePair: Sendable {
    package let certificate: String
    package let key: String

    /// One that was made elsewhere.
    init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }

    /// Makes `NAME.crt` and `NAME.key` in `folder`, good for two days.
    ///
    /// - Parameter algorithm: what openssl calls it, with its options.
    package init(
        in folder: TemporaryFolder,
        name: String = "server",
        algorithm: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    ) async throws {
        self.certificate = folder.path(of: "\(name).crt")
        self.key = folder.path(of: "\(name).key")
        try await Self.openssl(
            ["req", "-x509", "-newkey"] + algorithm + [
                "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", self.key, "-out", self.certificate,
            ]
        )
    }

    /// Runs it and waits for its end.
    @discardableResult
    package static func openssl(_ arguments: [String]) async throws -> RunningProgram {
        let openssl = try RunningProgram(InstalledTool.path(of: "openssl"), arguments)
        let status = try await openssl.waitForExit(within: .seconds(30))
        guard status == .code(0) else {
            throw ServerError(server: "openssl", reason: "\(status)", log: openssl.standardError)
        }
        return openssl
    }
}
