import HTTPTypes
import Hummingbird

/// Answers 405 with `Allow` where a route has the path and another method (RFC 9110 §15.5.6), which the router alone calls
/// 404.
struct WrongMethod: RouterMiddleware {
    typealias Context = CameraRequestContext

    /// Every path as a GET, so that it is matched in the very way the routes are.
    private let paths: RouterResponder<CameraRequestContext>

    init(routes: [Router<CameraRequestContext>.RouteDescription]) {
        let paths = Router(context: CameraRequestContext.self)
        for (path, routes) in Dictionary(grouping: routes, by: \.path.description) {
            let methods = Self.allowed(routes.map(\.method))
            paths.get(RouterPath(path)) { request, _ -> Response in
                let target = RequestTarget(request.head.path ?? "/").withoutSecrets.prefix(80)
                let allow = methods.joined(separator: ", ")
                throw Problem(.methodNotAllowed, "\(target) takes \(allow)", allow: allow)
            }
        }
        self.paths = paths.buildResponder()
    }

    func handle(
        _ request: Request,
        context: CameraRequestContext,
        next: @concurrent (Request, CameraRequestContext) async throws -> Response
    ) async throws -> Response {
        var head = request.head
        head.method = .get
        let answer = try await self.paths.respond(to: Request(head: head, body: request.body), context: context)
        return answer.status == .methodNotAllowed ? answer : try await next(request, context)
    }

    /// What GET answers, HEAD does.
    private static func allowed(_ methods: [HTTPRequest.Method]) -> [String] {
        (methods.contains(.get) ? methods + [.head] : methods).map(\.rawValue).sorted()
    }
}
