import HTTPTypes
import Hummingbird
import Shared

/// `POST /api/v1/reload[?dry_run=1]`: applies a changed configuration, or says what it would change.
struct ReloadRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.post(RouterPath(Self.path)) { request, context in
            try self.services.requireAdminOfAll(request, context)
            let isDryRun = try Self.isDryRun(RequestTarget(request.head.path ?? "/"))
            guard let reloader = self.services.reloader.current else {
                throw Problem(.serviceUnavailable, "the supervisor is starting", retryAfter: 1)
            }
            return try Self.response(to: await reloader.reload(isDryRun: isDryRun))
        }
    }

    static let path = "/api/v1/reload"

    static func isDryRun(_ target: RequestTarget) throws(Problem) -> Bool {
        switch target["dry_run"] {
        case nil, "0", "false": return false
        case "", "1", "true": return true
        case .some(let text): throw Problem(.badRequest, "dry_run is 1 or 0, not '\(text.prefix(40))'")
        }
    }

    static func response(to outcome: ReloadOutcome) throws(Problem) -> Response {
        switch outcome {
        case .done(let plan, let isDryRun, let warnings):
            return JSONBody.response(ReloadDocument(plan, isDryRun: isDryRun, warnings: warnings))
        case .invalid(let errors):
            return Self.refusal(errors)
        case .impossible(let reason):
            throw Problem(.conflict, "nothing was changed: \(reason)")
        case .shuttingDown:
            throw .shuttingDown
        }
    }

    private static func refusal(_ errors: [Diagnostic]) -> Response {
        let first = errors.first.map { "\($0)" } ?? "the file has errors"
        let others = errors.count > 1 ? ", and \(errors.count - 1) more" : ""
        let status = HTTPResponse.Status.unprocessableContent
        var response = JSONBody.response(
            ReloadProblem(
                title: status.reasonPhrase,
                status: status.code,
                detail: "nothing was changed: \(first)\(others)",
                errors: errors.map { "\($0)" }
            ),
            status: status
        )
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}
