import FoundationEssentials
import Logging
import NIOCore
import TestSupport
import Testing

@testable import camsupervisor

@Suite("TLSRenewal")
struct TLSRenewalTests {
    @Test("a change counts when two looks saw the same, and each state of the files is tried once")
    func settled() throws {
        let folder = try TemporaryFolder()
        let files = TLSFiles(certificate: folder.path(of: "a"), key: folder.path(of: "b"))
        var stamps: Set<TLSRenewal.Stamp> = [TLSRenewal.Stamp(files)]
        var renewal = TLSRenewal(loaded: TLSRenewal.Stamp(files))
        func look() -> Bool {
            let stamp = TLSRenewal.Stamp(files)
            stamps.insert(stamp)
            return renewal.shouldLoad(at: stamp)
        }
        #expect(!look() && !look())
        for (name, text) in [("a", "1"), ("b", "1"), ("a", "2")] {
            try folder.write(text, to: name)
            #expect(!look())
        }
        #expect(look())
        #expect(!look() && !look())
        // Another file under the same name, of the same size.
        try folder.write("3", to: "c")
        try FileManager.default.removeItem(atPath: files.certificate)
        try FileManager.default.moveItem(atPath: folder.path(of: "c"), toPath: files.certificate)
        #expect(!look() && look() && !look())
        #expect(stamps.count == 5)
    }
}

@Suite("TLSCertificates")
struct TLSCertificatesTests {
    @Test("a new pair is taken and a broken one is not, which is said once each")
    func renewal() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let log = RecordedLog()
        let certificates = try TLSCertificates(
            TLSFiles(certificate: pair.certificate, key: pair.key),
            logger: log.logger
        )
        for _ in 0..<3 { certificates.look() }
        #expect(log.lines.isEmpty)
        _ = try await CertificatePair(in: folder)
        for _ in 0..<3 { certificates.look() }
        #expect(log.count(of: .notice) == 1)
        try folder.write("no key", to: "server.key")
        for _ in 0..<5 { certificates.look() }
        #expect(log.count(of: .notice) == 1 && log.count(of: .error) == 1)
        #expect(certificates.isSpoken(at: nil), "the old one stays")
        _ = try await CertificatePair(in: folder)
        for _ in 0..<3 { certificates.look() }
        #expect(log.count(of: .notice) == 2 && log.count(of: .error) == 1)
    }

    @Test("other files, or none, take the place of those there are; unusable ones do not")
    func apply() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let files = TLSFiles(certificate: pair.certificate, key: pair.key)
        let certificates = try TLSCertificates(nil, logger: RecordedLog().logger)
        #expect(!certificates.isSpoken(at: nil))
        let prepared = try await certificates.prepare(files)
        #expect(!certificates.isSpoken(at: nil))
        certificates.apply(prepared)
        #expect(certificates.isSpoken(at: nil))
        await #expect(throws: TLSProblem.noKey(file: pair.certificate)) {
            try await certificates.prepare(TLSFiles(certificate: pair.certificate, key: pair.certificate))
        }
        #expect(certificates.isSpoken(at: nil))
        certificates.apply(try await certificates.prepare(nil))
        #expect(!certificates.isSpoken(at: nil))
    }

    @Test("what a reload has read meanwhile is not replaced by what was read before")
    func reloadDuringLook() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let files = TLSFiles(certificate: pair.certificate, key: pair.key)
        let log = RecordedLog()
        let certificates = try TLSCertificates(files, logger: log.logger)
        let old = try TLSIdentity(files) { path throws(TLSProblem) in (try? readFile(path)) ?? [] }
        _ = try await CertificatePair(in: folder)
        let reloaded = try await certificates.prepare(files)
        _ = try await CertificatePair(in: folder)
        certificates.look()
        var loads = 0
        for _ in 1...2 {
            certificates.look { _ in
                loads += 1
                certificates.apply(reloaded)
                return old
            }
        }
        #expect(loads == 1, "once read, its change is still to settle")
        #expect(log.lines.isEmpty, "the old one is not taken")
        certificates.look()
        #expect(log.count(of: .notice) == 1, "what has changed since is")
    }

    @Test("with loopback: false only those speak TLS whom other machines can reach")
    func loopback() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let addresses: [(String, Bool)] = [
            ("127.0.0.1", false), ("127.1.2.3", false), ("::1", false), ("0.0.0.0", true), ("::", true),
            ("192.0.2.1", true),
        ]
        for loopback in [true, false] {
            let files = TLSFiles(certificate: pair.certificate, key: pair.key, loopback: loopback)
            let certificates = try TLSCertificates(files, logger: RecordedLog().logger)
            for (address, isOutside) in addresses {
                let address = try SocketAddress(ipAddress: address, port: 1)
                #expect(certificates.isSpoken(at: address) == (loopback || isOutside))
            }
            #expect(try certificates.isSpoken(at: SocketAddress(unixDomainSocketPath: "/x")) == loopback)
        }
    }
}
