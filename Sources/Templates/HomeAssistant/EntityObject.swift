/// An entity that a template is rendered for, under a name of its own: `{{ entity_id.name }}` in the name of a snapshot.
///
/// The original hands its own object over and prints it as `<entity camera.yard=idle>`; here it prints as the id, which is what
/// somebody who writes `{{ entity_id }}` into a file name means.
final class EntityObject: TemplateObject {
    private let state: StateObject

    init(_ state: EntityState) {
        // The caller chose it; it is nothing that the template has to be sent.
        self.state = StateObject(state, isNoted: true)
    }

    override var typeName: String { "Entity" }
    override var depth: Int { 1 }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String { self.state.state.entityID }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try self.state.attribute(name, renderer)
    }

    override func item(_ key: Value, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try self.state.item(key, renderer)
    }
}
