/// Signs certificates; whoever has ``certificate`` among those they trust trusts them.
package struct CertificateAuthority: Sendable {
    package let certificate: String
    private let key: String

    package init(in folder: TemporaryFolder) async throws {
        let pair = try await CertificatePair(in: folder, name: "authority")
        self.certificate = pair.certificate
        self.key = pair.key
    }

    /// A certificate for one address.
    ///
    /// - Parameter days: of validity from now on; negative for one that has expired.
    package func issue(
        _ name: String,
        address: String = "127.0.0.1",
        days: Int = 2,
        in folder: TemporaryFolder
    ) async throws -> CertificatePair {
        let pair = CertificatePair(certificate: folder.path(of: "\(name).crt"), key: folder.path(of: "\(name).key"))
        let request = folder.path(of: "\(name).csr")
        try await CertificatePair.openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(address)",
            "-addext", "subjectAltName=IP:\(address)", "-keyout", pair.key, "-out", request,
        ])
        try await CertificatePair.openssl([
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-copy_extensions", "copy", "-days", "\(days)", "-out", pair.certificate,
        ])
        return pair
    }
}
