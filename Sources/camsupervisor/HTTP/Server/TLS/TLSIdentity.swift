import CLinux
import Glibc
import NIOCore
import NIOSSL

/// A certificate with its key, ready to serve connections.
struct TLSIdentity: Sendable {
    /// How long a client may take to say goodbye, once we have: afterwards it is simply closed.
    private static let farewell = TimeAmount.milliseconds(500)
    /// Of the buffer a connection keeps for what it sends: a 100 kB frame and its records; larger ones are rare.
    private static let preservedBuffer = 128 * 1024

    let files: TLSFiles
    /// Seconds since 1970.
    let notBefore: Int
    let notAfter: Int
    private let context: NIOSSLContext

    /// - Parameter read: gives a file, at most ``TLSFiles/longest`` + 1 bytes of it.
    init(_ files: TLSFiles, read: (String) throws(TLSProblem) -> [UInt8]) throws(TLSProblem) {
        self.files = files
        let chain = try Self.certificates(try Self.text(of: files.certificate, read), files.certificate)
        let key = try Self.key(try Self.text(of: files.key, read), files.key)
        self.notBefore = chain.first?.notValidBefore ?? 0
        self.notAfter = chain.first?.notValidAfter ?? 0
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        // RFC 8996 forbids what is older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = Self.farewell
        do {
            self.context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            // Both were read above; what is refused here is one with the other (NIOSSL 2.37 says no more).
            throw .mismatch(certificate: files.certificate, key: files.key)
        } catch {
            throw .unusable(certificate: files.certificate, reason: "\(error)")
        }
    }

    /// The handler of one connection.
    func handler() -> NIOSSLServerHandler {
        var configuration = NIOSSLHandler.Configuration()
        configuration.maximumPreservedOutboundBufferCapacity = Self.preservedBuffer
        return NIOSSLServerHandler(context: self.context, configuration: configuration)
    }

    /// What is to be said of the dates, in words; `nil` when there is nothing.
    ///
    /// - Parameter now: seconds since 1970.
    func warning(now: Int) -> String? {
        if now > self.notAfter {
            return
                "the certificate in \(self.files.certificate) expired on \(Self.date(self.notAfter)): browsers refuse it"
        }
        if now < self.notBefore {
            return "the certificate in \(self.files.certificate) is not valid before \(Self.date(self.notBefore))"
        }
        return nil
    }

    /// `2027-02-19 08:30 UTC`.
    var validUntil: String { Self.date(self.notAfter) }

    // MARK: -

    private static func text(
        of file: String,
        _ read: (String) throws(TLSProblem) -> [UInt8]
    ) throws(TLSProblem) -> [UInt8] {
        let bytes = try read(file)
        guard bytes.count <= TLSFiles.longest else { throw .tooLarge(file: file) }
        return bytes
    }

    private static func certificates(_ bytes: [UInt8], _ file: String) throws(TLSProblem) -> [NIOSSLCertificate] {
        guard !bytes.isEmpty, let chain = try? NIOSSLCertificate.fromPEMBytes(bytes), !chain.isEmpty else {
            throw .noCertificate(file: file)
        }
        return chain
    }

    private static func key(_ bytes: [UInt8], _ file: String) throws(TLSProblem) -> NIOSSLPrivateKey {
        // `BEGIN ENCRYPTED PRIVATE KEY` (RFC 5958), or `Proc-Type: 4,ENCRYPTED` (RFC 1421).
        guard !bytes.contains("ENCRYPTED".utf8) else { throw .encryptedKey(file: file) }
        // NIOSSL takes the address of the first byte.
        guard !bytes.isEmpty, let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw .noKey(file: file)
        }
        return key
    }

    private static func date(_ seconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M UTC", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String.UTF8View) -> Bool { self.firstRange(of: Array(text)) != nil }
}
