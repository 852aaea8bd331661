import Hummingbird
import Shared

/// The `filename` of a snapshot or recording, which may be a template as in Home Assistant: `{{ entity_id.name }}-{{ now().hour }}.jpg`.
///
/// What it renders to is judged like any other name.
struct FileNameTemplate: Sendable {
    /// What the camera is called in it, in Home Assistant too.
    private static let camera = "entity_id"
    static let parameter = "filename"

    let services: FrontServices

    /// The parameters with a name that is none any more.
    func rendered(
        _ parameters: [String: JSONValue],
        for entity: EntityID,
        _ request: Request,
        _ context: CameraRequestContext
    ) async throws(Problem) -> [String: JSONValue] {
        guard let text = parameters[Self.parameter]?.text, Self.isTemplate(text) else { return parameters }
        let wish = RenderRequest(
            template: text,
            objects: [Self.camera: entity],
            // Whoever may have it made sees in its name what he sees elsewhere.
            scope: try self.services.scope(request, context, may: .control),
            asker: .fileName
        )
        do throws(RenderFailure) {
            let name = try await self.services.render(wish, on: context.eventLoop)
            return parameters.merging([Self.parameter: .text(name)]) { $1 }
        } catch {
            throw Problem(error.status, "\(Self.parameter): \(error)")
        }
    }

    static func isTemplate(_ text: String) -> Bool { ["{{", "{%", "{#"].contains { text.contains($0) } }
}
