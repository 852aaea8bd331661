import HTTPTypes
import Hummingbird
import NIOCore
import Shared

/// `POST /api/template`: a template of a client, rendered.
///
/// Home Assistant wants an administrator's token for it, since a template sees all states there are. Here it sees what its token
/// may see, and changes nothing; so `view` is enough.
struct TemplateRoutes: Routes {
    let services: FrontServices

    func add(to router: Router<CameraRequestContext>) {
        router.post("/api/template") { request, context in
            let scope = try self.services.scope(request, context, may: .view)
            do throws(HomeAssistantRefusal) {
                let wish = try await Self.wish(request, scope, self.asker(request, context))
                return Self.text(try await self.render(wish, context))
            } catch {
                return error.response
            }
        }
    }

    private func asker(_ request: Request, _ context: CameraRequestContext) -> RenderSlots.Asker {
        .client(token: context.origin.isControl ? nil : self.services.access.token(shownBy: request.head)?.name)
    }

    /// Values of the variables.
    private static let bounds = JSONBounds(
        bytes: RenderLimits.body,
        depth: EntityLimits.parameters.depth + 1,
        values: EntityLimits.parameters.values
    )

    private static func wish(
        _ request: Request,
        _ scope: AccessScope,
        _ asker: RenderSlots.Asker
    ) async throws(HomeAssistantRefusal) -> RenderRequest {
        let json = try await RequestJSON(request, within: Self.bounds, words: "\(Self.failure)the body is no JSON.")
        let members = json.value?.object ?? [:]
        guard let template = members["template"]?.text else {
            throw HomeAssistantRefusal(.badRequest, "\(Self.failure)the body is an object with a text 'template'")
        }
        let variables: [String: JSONValue]
        switch members["variables"] {
        case nil, .null: variables = [:]
        case .object(let given): variables = given
        case .some(let other):
            throw HomeAssistantRefusal(.badRequest, "\(Self.failure)'variables' is \(other.kind) and no object")
        }
        return RenderRequest(template: template, variables: variables, scope: scope, asker: asker)
    }

    /// Home Assistant's words.
    private static let failure = "Error rendering template: "

    private func render(
        _ wish: RenderRequest,
        _ context: CameraRequestContext
    ) async throws(HomeAssistantRefusal) -> String {
        do throws(RenderFailure) {
            return try await self.services.render(wish, on: context.eventLoop)
        } catch {
            throw HomeAssistantRefusal(error.status, "\(Self.failure)\(error)")
        }
    }

    private static func text(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }
}

extension FrontServices {
    func render(_ request: RenderRequest, on eventLoop: any EventLoop) async throws(RenderFailure) -> String {
        guard let templates else { throw .worker("none can be started here") }
        return try await templates.render(request, on: eventLoop)
    }
}

extension RenderFailure {
    var status: HTTPResponse.Status {
        switch self {
        case .template: .badRequest
        case .worker: .badGateway
        case .busy, .shuttingDown: .serviceUnavailable
        case .late: .gatewayTimeout
        }
    }
}
