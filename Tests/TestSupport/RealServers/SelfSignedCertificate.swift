/// A certificate nobody trusts, for `127.0.0.1` and `localhost`, with its key in one PEM file.
enum SelfSignedCertificate {
    /// Makes `name` in `folder`; returns its path.
    static func make(in folder: TemporaryFolder, name: String = "server.pem") async throws -> String {
        let pair = try await CertificatePair(in: folder, name: "certificate")
        return try folder.write(readFile(pair.key) + readFile(pair.certificate), to: name, mode: 0o600)
    }
}
