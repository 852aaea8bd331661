/// The two calls of a worker that renders a client's template, and the names in them.
package enum TemplateCall {
    /// With ``template``; answered with ``isAll`` and ``entities``.
    package static let read = "template.read"
    /// With ``variables`` and ``objects``, after the states that were named; answered with ``text``.
    package static let render = "template.render"

    package static let template = "template"
    /// Whether any entity may be asked for.
    package static let isAll = "all"
    /// Ids of those that are named in so many words.
    package static let entities = "entities"
    /// What the template can name beside the functions, by name.
    package static let variables = "variables"
    /// The same, as entities: ids of states that were sent.
    package static let objects = "objects"
    package static let text = "text"
}
