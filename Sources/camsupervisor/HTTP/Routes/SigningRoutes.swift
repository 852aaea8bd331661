import HTTPTypes
import Hummingbird
import IPC
import Shared

/// `POST /api/v1/sign`: a URL of a picture or stream that needs no token, for a while.
struct SigningRoutes: Routes {
    let services: FrontServices

    private static let bounds = JSONBounds(bytes: 8 * 1024, depth: 2, values: 10)
    /// Bytes of what is signed; its signature has twice as many, and both must fit into a request.
    private static let longestPath = 2 * 1024

    /// Parameters of what is signed; a template of a URL has some.
    private static let mostParameters = 20

    private struct Document: Encodable {
        /// With the signature.
        var path: String
        var expires: String
    }

    func add(to router: Router<CameraRequestContext>) {
        router.post("/api/v1/sign") { request, context in
            try self.services.require(.view, request, context)
            let (path, seconds) = try await Self.wish(request)
            try self.admit(path, request, context)
            let access = self.services.access
            let now = WallTime.now()
            let issuer = access.issuer(for: request.head, origin: context.origin)
            guard
                let signed = access.signer?.sign(path, by: issuer, among: access.tokens, for: seconds, at: now)
            else { throw Problem(.serviceUnavailable, "nothing can be signed here") }
            let end = WallTime(nanoseconds: now.nanoseconds + UInt64(seconds) * 1_000_000_000)
            return JSONBody.response(Document(path: signed, expires: "\(Timestamp(end))"))
        }
    }

    private static func wish(_ request: Request) async throws(Problem) -> (path: String, seconds: Int) {
        let members: [String: JSONValue]
        do throws(HomeAssistantRefusal) {
            let json = try await RequestJSON(request, within: Self.bounds, words: "the body is no JSON")
            members = json.value?.object ?? [:]
        } catch {
            throw Problem(error.status, error.message)
        }
        guard let path = members["path"]?.text else {
            throw Problem(.badRequest, "the body is an object with a text 'path': /api/camera_proxy/camera.yard")
        }
        guard path.utf8.count <= Self.longestPath,
            path.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") })
        else { throw Problem(.badRequest, "'path' is no path of a URL, or longer than \(Self.longestPath) bytes") }
        let wanted = members["expires"] ?? .integer(PathSigner.usualLifetime)
        guard case .integer(let seconds) = wanted, PathSigner.lifetimes.contains(seconds) else {
            let (least, most) = (PathSigner.lifetimes.lowerBound, PathSigner.lifetimes.upperBound)
            throw Problem(.badRequest, "'expires' is a number of seconds from \(least) to \(most)")
        }
        return (path, seconds)
    }

    /// Only what is there, may be signed, and may be seen by who asks.
    private func admit(_ text: String, _ request: Request, _ context: CameraRequestContext) throws(Problem) {
        let target = RequestTarget(text)
        guard let prefix = PathSigner.prefixes.first(where: { target.path.hasPrefix($0) }) else {
            throw Problem(.badRequest, "only \(PathSigner.prefixes.joined(separator: "…, "))… can be signed")
        }
        guard SignedPath.parameters(of: target).count <= Self.mostParameters else {
            throw Problem(.badRequest, "a path with more than \(Self.mostParameters) parameters is not signed")
        }
        for name in ["token", SignedPath.parameter] where target[name] != nil {
            throw Problem(.badRequest, "a path with '\(name)' is not signed")
        }
        var name = target.path.dropFirst(prefix.count)
        if prefix == LiveVideoRoutes.pathPrefix {
            // Its HLS is asked for by path and signature alone.
            guard SignedPath.parameters(of: target).isEmpty else {
                throw Problem(.badRequest, "\(prefix)… has no parameters")
            }
            if name.hasSuffix(".mp4") { name = name.dropLast(4) }
        }
        _ = try self.services.camera(named: String(name), request, context, may: .view)
    }
}
