import HTTPTypes
import IPC
import Shared

/// Signs the URLs of pictures and streams, and knows them again: Home Assistant's `authSig`.
///
/// A signature opens one path with the right of whoever signed it, until it expires. It ends with the token it was made with, since
/// that token's value is part of its key.
struct PathSigner: Sendable {
    /// Seconds that a signature may hold: a message on a phone is looked at within a month.
    static let lifetimes = 1...2_592_000
    /// As in Home Assistant.
    static let usualLifetime = 30

    /// What can be signed: what shows pictures.
    static let prefixes = ["/api/camera_proxy/", StreamAdmission.pathPrefix, LiveVideoRoutes.pathPrefix]

    let key: SigningKey

    /// - Parameters:
    ///   - target: a path with its parameters.
    ///   - issuer: one that there is among the tokens.
    /// - Returns: the target with its signature.
    func sign(
        _ target: String,
        by issuer: SignedPath.Issuer,
        among tokens: [AccessToken],
        for seconds: Int,
        at now: WallTime
    ) -> String? {
        guard let key = self.key(of: issuer, among: tokens) else { return nil }
        let issued = Int(now.wholeSeconds)
        let parsed = RequestTarget(target)
        let signed = SignedPath(
            issuer: issuer,
            path: String(parsed.path),
            parameters: SignedPath.parameters(of: parsed),
            issued: issued,
            expires: issued + seconds
        )
        let mark = target.contains("?") ? "&" : "?"
        return "\(target)\(mark)\(SignedPath.parameter)=\(signed.token(key))"
    }

    /// Who has signed a request; `nil` for one that is not signed, or no more, or for another path.
    func issuer(of request: HTTPRequest, among tokens: [AccessToken], at now: WallTime) -> SignedPath.Issuer? {
        guard request.method == .get || request.method == .head, let text = request.path else { return nil }
        let target = RequestTarget(text)
        guard let token = target[SignedPath.parameter],
            Self.prefixes.contains(where: { target.path.hasPrefix($0) }),
            let signed = SignedPath(token, key: { self.key(of: $0, among: tokens) }),
            signed.path == target.path, signed.parameters == SignedPath.parameters(of: target),
            Int(now.wholeSeconds) < signed.expires
        else { return nil }
        return signed.issuer
    }

    private func key(of issuer: SignedPath.Issuer, among tokens: [AccessToken]) -> SigningKey.Derived? {
        switch issuer {
        case .control: return self.key.derived(for: "control")
        case .host: return self.key.derived(for: "host")
        case .token(let name):
            guard let token = tokens.first(where: { $0.name == name }) else { return nil }
            return self.key.derived(for: "token:\(token.token.reveal())")
        }
    }
}

extension AccessPolicy {
    /// Whether a request carries a signature of somebody who may see what it asks for.
    func isSigned(_ request: HTTPRequest, for camera: CameraID?) -> Bool {
        guard let signer = self.signer,
            let issuer = signer.issuer(of: request, among: self.tokens, at: .now())
        else { return false }
        switch issuer {
        case .control: return true
        // Once there are tokens, this machine has no right of its own any more.
        case .host: return self.tokens.isEmpty
        case .token(let name):
            return self.tokens.first { $0.name == name }?.allows(.view, on: camera) ?? false
        }
    }

    /// Who a request that is allowed would sign as.
    func issuer(for request: HTTPRequest, origin: RequestOrigin) -> SignedPath.Issuer {
        if origin.isControl { return .control }
        return self.token(shownBy: request).map { .token($0.name) } ?? .host
    }
}
