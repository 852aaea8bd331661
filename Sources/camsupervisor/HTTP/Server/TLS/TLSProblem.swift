/// Why a certificate and its key cannot be used: which file, and what to do.
enum TLSProblem: Error, Hashable {
    case unreadable(file: String, reason: String)
    case tooLarge(file: String)
    case noCertificate(file: String)
    case noKey(file: String)
    case encryptedKey(file: String)
    case mismatch(certificate: String, key: String)
    /// What BoringSSL says.
    case unusable(certificate: String, reason: String)

    /// The file that is to be mended.
    var file: String {
        switch self {
        case .unreadable(let file, _), .tooLarge(let file), .noCertificate(let file), .noKey(let file),
            .encryptedKey(let file), .mismatch(_, let file), .unusable(let file, _):
            file
        }
    }
}

extension TLSProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .tooLarge(let file): "\(file) is larger than \(TLSFiles.longest / 1024) KiB"
        case .noCertificate(let file):
            "\(file) holds no certificate in PEM (it begins with -----BEGIN CERTIFICATE-----)"
        case .noKey(let file): "\(file) holds no private key in PEM (it begins with -----BEGIN PRIVATE KEY-----)"
        case .encryptedKey(let file):
            "the key in \(file) has a passphrase, which nobody can type here: openssl pkey -in OLD -out NEW removes it"
        case .mismatch(let certificate, let key):
            "the key in \(key) does not belong to the certificate in \(certificate)"
        case .unusable(let certificate, let reason): "the certificate in \(certificate) cannot be used: \(reason)"
        }
    }
}
