internal import Shared

/// Judges requests by the camera's ``CameraAuthentication`` and counts, as a camera that locks accounts would.
struct Gatekeeper: Sendable {
    enum Verdict: Sendable, Hashable {
        case enter
        /// 401 with these challenges.
        case challenge([String])
    }

    private(set) var counts = LoginCounts()
    private var nonces: [String: Nonce] = [:]
    private var nonceCount = 0

    private struct Nonce: Sendable {
        var uses = 0
        /// The highest `nc` of them.
        var count: UInt64 = 0
        var given: MonotonicTime

        func isGood(at now: MonotonicTime, by script: DigestScript) -> Bool {
            script.usesPerNonce.map { self.uses < $0 } ?? true
                && script.nonceLifetime.map { now.since(self.given) < $0 } ?? true
        }
    }

    mutating func judge(_ request: CameraRequest, by authentication: CameraAuthentication) -> Verdict {
        let header = request.fields["Authorization"]
        switch authentication {
        case .none:
            return .enter
        case .refuseAll:
            return self.refuse(hadCredentials: header != nil, ["Basic realm=\"camera\""])
        case .basic(let user, let password):
            let expected = "Basic " + Base64.encode(Array("\(user):\(password)".utf8))
            guard header == expected else {
                return self.refuse(hadCredentials: header != nil, ["Basic realm=\"camera\""])
            }
            self.counts.accepted += 1
            return .enter
        case .digest(let script):
            return self.judgeDigest(request, header, script)
        case .either(let script):
            if header == "Basic " + Base64.encode(Array("\(script.user):\(script.password)".utf8)) {
                self.counts.accepted += 1
                return .enter
            }
            guard case .challenge(let challenges) = self.judgeDigest(request, header, script) else { return .enter }
            return .challenge(challenges + ["Basic realm=\"\(script.realm)\""])
        }
    }

    /// 401 for what comes over a connection too many, however right its credentials are.
    mutating func turnAway(by authentication: CameraAuthentication) -> Verdict {
        self.counts.turnedAway += 1
        switch authentication {
        case .digest(let script), .either(let script):
            return .challenge([script.challenge(nonce: "none", isStale: false)])
        case .none, .basic, .refuseAll: return .challenge(["Basic realm=\"camera\""])
        }
    }

    private mutating func judgeDigest(_ request: CameraRequest, _ header: String?, _ script: DigestScript) -> Verdict {
        guard let header, header.hasPrefix("Digest ") else {
            return self.refuse(hadCredentials: header != nil, [self.newChallenge(script, to: request)])
        }
        let parameters = DigestScript.parameters(header)
        guard script.accepts(parameters, method: request.method, target: request.target) else {
            return self.refuse(hadCredentials: true, [self.newChallenge(script, to: request)])
        }
        let nonce = parameters["nonce"] ?? ""
        // A nonce we never gave, or one that is used up: the password is right, only the nonce is old.
        let count = parameters["nc"].flatMap { UInt64($0, radix: 16) } ?? 0
        let isRepeated =
            script.countsMustRise && script.hasQualityOfProtection && count <= self.nonces[nonce]?.count ?? 0
        guard self.nonces[nonce]?.isGood(at: request.arrived, by: script) == true, !isRepeated else {
            self.counts.challenged += 1
            self.counts.oldNonces += 1
            return .challenge([self.newChallenge(script, to: request, isStale: script.saysStale)])
        }
        self.nonces[nonce]?.uses += 1
        self.nonces[nonce]?.count = count
        self.counts.accepted += 1
        return .enter
    }

    private mutating func newChallenge(
        _ script: DigestScript,
        to request: CameraRequest,
        isStale: Bool = false
    ) -> String {
        self.nonceCount += 1
        let nonce = MD5.hex("nonce \(self.nonceCount)")
        self.nonces[nonce] = Nonce(given: request.arrived)
        return script.challenge(nonce: nonce, isStale: isStale)
    }

    private mutating func refuse(hadCredentials: Bool, _ challenges: [String]) -> Verdict {
        if hadCredentials { self.counts.refused += 1 } else { self.counts.challenged += 1 }
        return .challenge(challenges)
    }

    /// Forgets every nonce, as a camera does that restarts: all are stale.
    mutating func forgetNonces() {
        self.nonces = [:]
    }
}

/// What happened at a camera's door.
package struct LoginCounts: Sendable, Hashable {
    /// Requests let in by their credentials.
    package var accepted = 0
    /// Requests with wrong credentials: these lock accounts.
    package var refused = 0
    /// Requests without credentials, or with an old nonce.
    package var challenged = 0
    /// Those of them with an old nonce.
    package var oldNonces = 0
    /// Requests over a connection beyond the camera's limit.
    package var turnedAway = 0

    package init(accepted: Int = 0, refused: Int = 0, challenged: Int = 0, oldNonces: Int = 0, turnedAway: Int = 0) {
        self.accepted = accepted
        self.refused = refused
        self.challenged = challenged
        self.oldNonces = oldNonces
        self.turnedAway = turnedAway
    }
}
