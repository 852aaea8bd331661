internal import Crypto

/// The hash that WS-UsernameToken prescribes; good for nothing else.
enum SHA1Digest {
    static func of(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.SHA1.hash(data: bytes)) }
}
