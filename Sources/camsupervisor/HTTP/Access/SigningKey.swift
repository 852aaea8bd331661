import Crypto
import FoundationEssentials
import Logging

/// What signed URLs are signed with; it never leaves this process but for its own file.
struct SigningKey: Sendable {
    static let name = "signing.key"
    /// As long as what HMAC-SHA256 makes of it.
    static let length = 32

    private let key: SymmetricKey

    /// Of this run only.
    static var random: Self { Self(key: SymmetricKey(size: .bits256)) }

    private init(key: SymmetricKey) {
        self.key = key
    }

    init(_ bytes: [UInt8]) {
        self.key = SymmetricKey(data: bytes)
    }

    /// The one that is kept in the folder, or a new one that is kept from now on: a URL in a message on somebody's phone outlives a
    /// restart of the service.
    ///
    /// - Parameter folder: `nil` for nowhere.
    init(folder: String?, logger: Logger) {
        guard let folder else {
            self = .random
            return
        }
        let file = KeptFile(folder: folder, name: Self.name)
        let (kept, complaint) = file.load(longest: Self.length) { (bytes) throws(WrongLength) in
            guard bytes.count == Self.length else { throw WrongLength(count: bytes.count) }
            return bytes
        }
        if let complaint { logger.log(.signingKeyNotKept, .warning, complaint) }
        if let kept {
            self.init(kept)
            return
        }
        self = .random
        do {
            try file.write(self.key.withUnsafeBytes { Array($0) })
        } catch {
            logger.log(
                .signingKeyNotKept,
                .warning,
                "\(file.path) cannot be written, so that signed URLs end with this run: \(error)"
            )
        }
    }

    private struct WrongLength: Error, CustomStringConvertible {
        var count: Int
        var description: String { "it has \(self.count) bytes instead of \(SigningKey.length)" }
    }

    /// A key of its own for each purpose, by that purpose's name.
    func derived(for purpose: String) -> Derived {
        let code = HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: self.key)
        return Derived(key: SymmetricKey(data: code))
    }

    struct Derived: Sendable {
        fileprivate var key: SymmetricKey

        func code(of bytes: [UInt8]) -> [UInt8] {
            Array(HMAC<SHA256>.authenticationCode(for: bytes, using: self.key))
        }

        /// In a time that tells nothing of where the difference is.
        func isCode(_ code: [UInt8], of bytes: [UInt8]) -> Bool {
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: self.key)
        }
    }
}
