/// Whom a ``FakeCamera`` lets in.
package enum CameraAuthentication: Sendable, Hashable {
    case none
    case basic(user: String, password: String)
    case digest(DigestScript)
    /// Both are offered, Basic and Digest, and both will do.
    case either(DigestScript)
    /// 401 whatever is said, with a Basic challenge.
    case refuseAll

    /// Digest with the usual settings.
    package static func digest(user: String, password: String) -> Self {
        .digest(DigestScript(user: user, password: password))
    }
}

/// The camera's side of RFC 7616.
package struct DigestScript: Sendable, Hashable {
    package var user: String
    package var password: String
    package var realm = "Login to a1b2c3"
    /// `qop="auth"`; false is RFC 2069, which old cameras still speak.
    package var hasQualityOfProtection = true
    package var algorithm = Algorithm.md5
    /// Whether the challenge names the algorithm; most cameras with MD5 do not.
    package var saysAlgorithm = false
    /// Whether `nc` has to be higher each time; one that comes again is taken for an old nonce.
    package var countsMustRise = false
    /// A nonce is good for so many requests; `nil` for ever.
    package var usesPerNonce: Int?
    /// A nonce is good for so long; `nil` for ever.
    package var nonceLifetime: Duration?
    /// Whether the 401 for an old nonce says `stale=true`; many cameras only offer a new one.
    package var saysStale = true

    package enum Algorithm: String, Sendable, Hashable {
        case md5 = "MD5"
        case sha256 = "SHA-256"

        func hex(_ text: String) -> String {
            switch self {
            case .md5: MD5.hex(text)
            case .sha256: SHA256.hex(text)
            }
        }
    }

    package init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    func challenge(nonce: String, isStale: Bool) -> String {
        var parts = ["realm=\"\(self.realm)\"", "nonce=\"\(nonce)\"", "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""]
        if self.hasQualityOfProtection { parts.append("qop=\"auth\"") }
        if self.saysAlgorithm { parts.append("algorithm=\(self.algorithm.rawValue)") }
        if isStale { parts.append("stale=true") }
        return "Digest " + parts.joined(separator: ", ")
    }

    /// Whether these are the parameters of somebody who knows the password, for this request.
    func accepts(_ parameters: [String: String], method: String, target: String) -> Bool {
        guard parameters["username"] == self.user, parameters["realm"] == self.realm,
            parameters["uri"] == target, let nonce = parameters["nonce"]
        else { return false }
        let secret = self.algorithm.hex("\(self.user):\(self.realm):\(self.password)")
        let request = self.algorithm.hex("\(method):\(target)")
        guard self.hasQualityOfProtection else {
            return parameters["response"] == self.algorithm.hex("\(secret):\(nonce):\(request)")
        }
        guard parameters["qop"] == "auth", let count = parameters["nc"], let own = parameters["cnonce"] else {
            return false
        }
        return parameters["response"] == self.algorithm.hex("\(secret):\(nonce):\(count):\(own):auth:\(request)")
    }

    /// The parameters of an `Authorization: Digest …` header, unquoted.
    static func parameters(_ header: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = header.dropFirst("Digest ".count)[...]
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].trimmingBlanks()
            rest = rest[rest.index(after: equals)...]
            let isQuoted = rest.hasPrefix("\"")
            if isQuoted { rest = rest.dropFirst() }
            let value = rest.prefix { $0 != (isQuoted ? "\"" : ",") }
            found[String(name)] = String(value)
            rest = rest[value.endIndex...].drop { $0 == "\"" || $0 == "," || $0 == " " }
        }
        return found
    }
}
