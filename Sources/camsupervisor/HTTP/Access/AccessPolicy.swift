import HTTPTypes
import Shared

/// Who may do what.
///
/// Pure, so that routes and the takeover of streams decide alike.
struct AccessPolicy: Sendable {
    enum Decision: Equatable, Sendable {
        case allowed
        /// No valid token.
        case unauthorized
        /// A valid token that may not, or a request that a foreign web page could have made.
        case forbidden(String)
    }

    let tokens: [AccessToken]
    /// Those in the URLs of camera entities' pictures.
    var cameraTokens: CameraTokens?
    /// Knows signed URLs again.
    var signer: PathSigner?

    /// What a request asks for.
    struct Demand {
        var permission: AccessToken.Permission
        var camera: CameraID?
        /// The request's path carries a secret of its own (a webhook id), so no token is needed.
        var carriesOwnSecret = false
    }

    func decide(_ request: HTTPRequest, origin: RequestOrigin, demand: Demand) -> Decision {
        switch origin {
        case .control: return .allowed
        case .unknown: return .forbidden("the kernel did not say who calls on the control socket")
        case .worker: return .forbidden("a worker commands nothing")
        case .network, .elsewhere: break
        }
        if request.method.isChange, let site = request.foreignSite {
            return .forbidden("a page of another site (\(site)) may not change anything here")
        }
        if demand.carriesOwnSecret { return .allowed }
        if demand.permission == .view, self.isSigned(request, for: demand.camera) { return .allowed }
        guard !self.tokens.isEmpty else {
            return request.isForThisHost && origin != .elsewhere
                ? .allowed
                : .forbidden(
                    "without tokens only this machine is served, by Host: localhost, 127.0.0.1 and [::1]; "
                        + "configure http.tokens"
                )
        }
        guard let match = self.token(shownBy: request) else {
            return self.isForPicture(request, demand) ? .allowed : .unauthorized
        }
        guard match.allows(demand.permission, on: demand.camera) else {
            return .forbidden("token '\(match.name)' may not \(demand.permission.rawValue) here")
        }
        return .allowed
    }

    func token(shownBy request: HTTPRequest) -> AccessToken? {
        guard let shown = request.shownToken else { return nil }
        // All tokens are compared, so that the time tells nothing about which one came near.
        var match: AccessToken?
        for token in self.tokens where token.token.reveal().equalsInConstantTime(shown) { match = token }
        return match
    }

    /// A camera's own token is good for its pictures, in a URL (Home Assistant's `entity_picture`).
    private func isForPicture(_ request: HTTPRequest, _ demand: Demand) -> Bool {
        guard let camera = demand.camera, demand.permission == .view, !request.method.isChange,
            let path = request.path,
            path.hasPrefix("/api/camera_proxy/") || path.hasPrefix(StreamAdmission.pathPrefix),
            let shown = RequestTarget(path)["token"]
        else { return false }
        return self.cameraTokens?.isToken(shown, of: camera) ?? false
    }
}

extension HTTPRequest.Method {
    /// Everything but reading.
    fileprivate var isChange: Bool { self != .get && self != .head && self != .options }
}

extension HTTPRequest {
    /// `Host: localhost | 127.0.0.1 | [::1]`, with any port.
    ///
    /// A request without Host is no browser's (DNS rebinding needs one), so it is served.
    fileprivate var isForThisHost: Bool {
        guard let authority = self.authority?.lowercased() else { return true }
        return ["localhost", "127.0.0.1", "[::1]"].contains { host in
            guard authority.hasPrefix(host) else { return false }
            let rest = authority.dropFirst(host.count)
            return rest.isEmpty || (rest.first == ":" && rest.dropFirst().allSatisfy(\.isWholeNumber))
        }
    }

    /// The site that made a browser send this, when it is not ours.
    fileprivate var foreignSite: String? {
        if let site = self.headerFields[.secFetchSite], site != "same-origin", site != "none" {
            return "Sec-Fetch-Site: \(site.prefix(40))"
        }
        guard let origin = self.headerFields[.origin] else { return nil }
        let host = origin.range(of: "://").map { String(origin[$0.upperBound...]) }
        return host != nil && host?.lowercased() == self.authority?.lowercased()
            ? nil : "Origin: \(origin.prefix(80))"
    }

    /// `Authorization: Bearer …`, else `?token=…`.
    var shownToken: String? {
        let scheme = "bearer "
        // Another scheme is for somebody before us, like a reverse proxy with a password of its own.
        if let authorization = self.headerFields[.authorization], authorization.lowercased().hasPrefix(scheme) {
            return String(authorization.dropFirst(scheme.count))
        }
        return RequestTarget(self.path ?? "/")["token"]
    }
}

extension String {
    /// Compares without telling by its duration where the difference is; the length is no secret.
    func equalsInConstantTime(_ other: String) -> Bool {
        let mine = Array(self.utf8)
        let theirs = Array(other.utf8)
        guard mine.count == theirs.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(mine, theirs) { difference |= left ^ right }
        return difference == 0
    }

    /// The first occurrence of a text; without Foundation.
    fileprivate func range(of text: String) -> Range<String.Index>? { self.firstRange(of: text) }
}

extension HTTPField.Name {
    static let secFetchSite = Self.known("Sec-Fetch-Site")
    static let retryAfter = Self.known("Retry-After")
    static let crossOriginResourcePolicy = Self.known("Cross-Origin-Resource-Policy")

    /// For names that are constants of ours and therefore valid.
    static func known(_ name: String) -> Self {
        guard let name = Self(name) else { preconditionFailure("'\(name)' is no header name") }
        return name
    }
}
