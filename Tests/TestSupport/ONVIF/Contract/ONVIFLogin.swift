/// Judges tokens of WS-Security as a strict device does, and counts.
struct ONVIFLogin: Sendable {
    enum Verdict: Sendable, Hashable {
        case enter
        case refused(String)
    }

    /// As Home Assistant's page warns of it; the standard leaves the window to the device, and 5 minutes is what WS-Security
    /// recommends.
    static let window = 300.0
    /// Nonces kept: more requests than a test sends within the window.
    private static let maximumNonces = 20_000

    private(set) var counts = LoginCounts()
    /// Why it refused, in words.
    private(set) var refusals: [String] = []
    private var nonces: Set<String> = []

    /// - Parameter now: of the device's own clock.
    mutating func judge(_ token: ReceivedRequest.Token?, user: String, password: String, now: Double) -> Verdict {
        guard let token else {
            self.counts.challenged += 1
            return .refused("no UsernameToken")
        }
        guard let reason = self.objection(to: token, user: user, password: password, now: now) else {
            self.counts.accepted += 1
            return .enter
        }
        self.counts.refused += 1
        return .refused(reason)
    }

    /// A device refused in a loop for an hour must not fill the memory.
    private static let maximumRefusals = 1_000

    mutating func note(_ refusal: String) {
        if self.refusals.count < Self.maximumRefusals { self.refusals.append(refusal) }
    }

    private mutating func objection(
        to token: ReceivedRequest.Token,
        user: String,
        password: String,
        now: Double
    ) -> String? {
        guard token.user == user else { return "no user '\(token.user)'" }
        guard token.kind == "PasswordDigest" else {
            // Legal, and what nobody should send: it is the password in the clear.
            return "a password as \(token.kind)"
        }
        guard let nonce = token.nonce, let bytes = Base64.decode(nonce), let created = token.created,
            let moment = XMLTime.seconds(utc: created)
        else { return "a token without a good Nonce and Created" }
        guard Base64.encode(SHA1.digest(bytes + Array(created.utf8) + Array(password.utf8))) == token.password else {
            return "the digest is not that of the password"
        }
        guard abs(moment - now) <= Self.window else {
            return "created \(created), and here it is \(XMLTime.text(now))"
        }
        guard self.nonces.insert(nonce).inserted else { return "the nonce came before" }
        if self.nonces.count > Self.maximumNonces { self.nonces = [nonce] }
        return nil
    }
}
