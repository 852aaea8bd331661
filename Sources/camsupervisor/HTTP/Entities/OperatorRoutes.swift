import HTTPTypes
import Hummingbird
import NIOCore
import Shared

/// What Home Assistant's clients of an administrator ask for: the log, and whether the configuration on the disk is right.
struct OperatorRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.get("/api/error_log") { request, context in
            try self.services.requireAdminOfAll(request, context)
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: self.services.log.text))
            )
        }
        router.post("/api/config/core/check_config") { request, context in
            try self.services.requireAdminOfAll(request, context)
            guard let reloader = self.services.reloader.current else {
                return HomeAssistantAnswer.message("the supervisor is starting", status: .serviceUnavailable)
            }
            guard self.services.configurationCheck.begin() else {
                let words = "the configuration is being checked already"
                return HomeAssistantAnswer.message(words, status: .serviceUnavailable)
            }
            defer { self.services.configurationCheck.end() }
            return Self.answer(to: await reloader.reload(isDryRun: true))
        }
    }

    private static func answer(to outcome: ReloadOutcome) -> Response {
        switch outcome {
        case .done(_, _, let warnings): Self.verdict(errors: [], warnings: warnings)
        case .invalid(let errors): Self.verdict(errors: errors, warnings: [])
        // A dry run opens no listener.
        case .impossible(let reason): HomeAssistantAnswer.message(reason, status: .conflict)
        case .shuttingDown: HomeAssistantAnswer.message(Problem.shuttingDown.detail, status: .serviceUnavailable)
        }
    }

    /// In Home Assistant's shape, one mistake a line.
    private static func verdict(errors: [Diagnostic], warnings: [Diagnostic]) -> Response {
        func text(_ diagnostics: [Diagnostic]) -> JSONValue {
            diagnostics.isEmpty ? .null : .text(diagnostics.map { "\($0)" }.joined(separator: "\n"))
        }
        return HomeAssistantAnswer.json([
            "result": errors.isEmpty ? "valid" : "invalid", "errors": text(errors), "warnings": text(warnings),
        ])
    }
}

extension FrontServices {
    /// What concerns all cameras is no business of a token for some.
    func requireAdminOfAll(_ request: Request, _ context: CameraRequestContext) throws(Problem) {
        guard try self.scope(request, context, may: .admin) == .all else {
            throw Problem(.forbidden, "this concerns all cameras, and the token is for some")
        }
    }
}
