/// `http.tls`: the files with the certificate and its key, absolute.
struct TLSFiles: Sendable, Hashable {
    /// Bytes of each: a chain of four certificates has 8 KiB.
    static let longest = 64 * 1024

    /// PEM; the server's own certificate first, then those that signed it.
    var certificate: String
    /// PEM, without a passphrase.
    var key: String
    /// Whether listeners on loopback addresses speak TLS too.
    var loopback = true
}
