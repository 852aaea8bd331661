import Glibc
import TestSupport
import Testing

@testable import camsupervisor

@Suite("TLSIdentity")
struct TLSIdentityTests {
    private func load(_ certificate: String, _ key: String) throws(TLSProblem) -> TLSIdentity {
        try TLSIdentity(TLSFiles(certificate: certificate, key: key)) { path throws(TLSProblem) in
            do throws(BoundedFile.Problem) {
                return try BoundedFile.read(path, limit: TLSFiles.longest)
            } catch {
                throw .unreadable(file: path, reason: "\(error)")
            }
        }
    }

    private func problem(_ certificate: String, _ key: String) -> TLSProblem? {
        do throws(TLSProblem) {
            _ = try self.load(certificate, key)
            return nil
        } catch {
            return error
        }
    }

    static let algorithms = [["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"], ["rsa:2048"], ["ed25519"]]

    @Test("certificates of every usual kind are taken", arguments: algorithms)
    func kinds(_ algorithm: [String]) async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder, algorithm: algorithm)
        #expect(self.problem(pair.certificate, pair.key) == nil)
    }

    @Test("a chain is taken, and its first certificate is the one whose dates count")
    func chain() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let other = try await CertificatePair(in: folder, name: "other")
        let chain = try folder.write(readFile(pair.certificate) + readFile(other.certificate), to: "chain.pem")
        let identity = try self.load(chain, pair.key)
        #expect(try identity.notAfter == self.load(pair.certificate, pair.key).notAfter)
    }

    @Test("what cannot be used says which file it is and why")
    func problems() async throws {
        let folder = try TemporaryFolder()
        let (pair, other) = (
            try await CertificatePair(in: folder), try await CertificatePair(in: folder, name: "other")
        )
        let rsa = try await CertificatePair(in: folder, name: "rsa", algorithm: ["rsa:2048"])
        let empty = try folder.write("", to: "empty.pem")
        let large = try folder.write(String(repeating: "x", count: 70_000), to: "large.pem")
        let (encrypted, old) = (folder.path(of: "encrypted.pem"), folder.path(of: "old.pem"))
        try await CertificatePair.openssl(["pkey", "-in", pair.key, "-aes128", "-passout", "pass:x", "-out", encrypted])
        try await CertificatePair.openssl(
            ["rsa", "-in", rsa.key, "-aes128", "-passout", "pass:x", "-traditional", "-out", old]
        )
        let missing = folder.path(of: "missing.pem")
        let cases: [(String, String, TLSProblem)] = [
            (pair.certificate, other.key, .mismatch(certificate: pair.certificate, key: other.key)),
            (pair.certificate, rsa.key, .mismatch(certificate: pair.certificate, key: rsa.key)),
            (pair.certificate, encrypted, .encryptedKey(file: encrypted)),
            (rsa.certificate, old, .encryptedKey(file: old)),
            (pair.certificate, pair.certificate, .noKey(file: pair.certificate)),
            (pair.certificate, empty, .noKey(file: empty)),
            (pair.key, pair.key, .noCertificate(file: pair.key)),
            (empty, pair.key, .noCertificate(file: empty)),
            (large, pair.key, .tooLarge(file: large)),
            (missing, pair.key, .unreadable(file: missing, reason: "there is no such file")),
            (pair.certificate, folder.path, .unreadable(file: folder.path, reason: "Is a directory")),
        ]
        for (certificate, key, expected) in cases {
            let problem = self.problem(certificate, key)
            #expect(problem == expected)
            #expect("\(expected)".contains(expected.file))
        }
    }

    @Test("before and after its time a certificate is a warning, to the second")
    func dates() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let identity = try self.load(pair.certificate, pair.key)
        #expect(identity.notAfter - identity.notBefore == 2 * 86_400)
        #expect(identity.warning(now: identity.notBefore) == nil)
        #expect(identity.warning(now: identity.notAfter) == nil)
        #expect(identity.warning(now: identity.notBefore - 1)?.contains("is not valid before") == true)
        let expired = identity.warning(now: identity.notAfter + 1)
        #expect(
            expired == "the certificate in \(pair.certificate) expired on \(identity.validUntil): browsers refuse it"
        )
    }
}

@Suite("http.tls in the file")
struct TLSSectionTests {
    @Test("what is wrong stands at its option; an expired certificate is a warning")
    func places() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        _ = try await CertificatePair(in: folder, name: "other")
        let cases: [(String, Int?, String)] = [
            ("{certificate: server.crt, key: server.key}", nil, ""),
            (
                "{certificate: server.crt, key: server.key}", 100_000_000_000,
                "1:14: warning: the certificate in \(pair.certificate) expired on"
            ),
            ("{certificate: server.crt, key: other.key}", nil, "1:39: error: the key in"),
            ("{certificate: none.crt, key: server.key}", nil, "1:14: error: cannot read"),
            ("{certificate: server.crt, key: none.key}", nil, "1:39: error: cannot read"),
            ("{certificate: server.crt}", nil, "1:13: error: 'key' is missing"),
            (
                "{certificate: server.crt, key: server.key, loopbak: 1}", nil,
                #"1:56: error: "loopbak" is no option of http.tls"#
            ),
        ]
        for (text, now, expected) in cases {
            let main = try folder.write("http: {tls: \(text)}\ncameras: {a: {platform: demo}}\n", to: "c.yaml")
            let loaded = ConfigurationFile.load(path: main, environment: [:], now: now ?? time(nil))
            let messages = loaded.diagnostics.map(\.description)
            #expect(messages.count == (expected.isEmpty ? 0 : 1), "\(messages)")
            if let message = messages.first { #expect(message.hasPrefix("\(main):\(expected)"), "\(message)") }
            #expect((loaded.configuration == nil) == expected.contains("error"))
            if loaded.isFlawless {
                #expect(loaded.configuration?.http.tls == TLSFiles(certificate: pair.certificate, key: pair.key))
                #expect(loaded.files == [main, pair.certificate, pair.key])
            }
        }
    }

    @Test("a credential stands for its file, so that a renewed one can be read again")
    func credential() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let main = try folder.write(
            "http: {tls: {certificate: !credential server.crt, key: !credential server.key}}\ncameras: {a: {platform: demo}}",
            to: "c.yaml"
        )
        let loaded = ConfigurationFile.load(path: main, environment: ["CREDENTIALS_DIRECTORY": folder.path])
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(loaded.configuration?.http.tls == TLSFiles(certificate: pair.certificate, key: pair.key))
    }
}
