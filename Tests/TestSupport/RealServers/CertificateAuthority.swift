/// Signs certificates, as those do whom everybody trusts; made by openssl.
package struct CertificateAuthority: Sendable {
    /// Its own certificate in PEM: whoever has it among theirs trusts all that it signs.
    package let certificate: [UInt8]
    private let folder: TemporaryFolder

    private static let newKey = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]

    package init(in folder: TemporaryFolder) async throws {
        self.folder = folder
        try await CertificatePair.openssl(
            Self.newKey + [
                "-x509", "-days", "2", "-subj", "/CN=authority of a test", "-keyout", folder.path(of: "ca.key"),
                "-out", folder.path(of: "ca.crt"),
            ]
        )
        self.certificate = try readFile(folder.path(of: "ca.crt"))
    }

    /// A certificate that it signed.
    ///
    /// - Parameters:
    ///   - subject: as openssl has it: `IP:127.0.0.1`, `DNS:camera.example`.
    ///   - days: how long it is good for; below 0 it has expired.
    package func certificate(_ name: String, for subject: String, days: Int = 2) async throws -> CertificatePair {
        let pair = CertificatePair(
            certificate: self.folder.path(of: "\(name).crt"),
            key: self.folder.path(of: "\(name).key")
        )
        let request = self.folder.path(of: "\(name).csr")
        try await CertificatePair.openssl(
            Self.newKey + [
                "-subj", "/CN=\(name)", "-addext", "subjectAltName=\(subject)", "-keyout", pair.key, "-out", request,
            ]
        )
        try await CertificatePair.openssl([
            "x509", "-req", "-in", request, "-CA", self.folder.path(of: "ca.crt"), "-CAkey",
            self.folder.path(of: "ca.key"), "-CAcreateserial", "-copy_extensions", "copy", "-days", "\(days)", "-out",
            pair.certificate,
        ])
        return pair
    }
}
