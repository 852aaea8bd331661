/// A certificate nobody trusts, for `127.0.0.1` and `localhost`, with its key in one PEM file, made by openssl.
enum SelfSignedCertificate {
    /// Makes `name` in `folder`; returns its path.
    static func make(in folder: TemporaryFolder, name: String = "server.pem") async throws -> String {
        let (key, certificate) = (folder.path(of: "key.pem"), folder.path(of: "certificate.pem"))
        let openssl = try RunningProgram(
            InstalledTool.path(of: "openssl"),
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-keyout", key, "-out", certificate,
            ]
        )
        let status = try await openssl.waitForExit(within: .seconds(30))
        guard status == .code(0) else {
            throw ServerError(server: "openssl", reason: "\(status)", log: openssl.standardError)
        }
        return try folder.write(readFile(key) + readFile(certificate), to: name, mode: 0o600)
    }
}
