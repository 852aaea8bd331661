/// What a template may use up.
///
/// A template is written by the operator, but what it works on (states) comes from cameras, and it is rendered on the loop
/// that also answers pings: nothing here may take 100 ms or a stack of 512 KiB.
package struct TemplateLimits: Hashable, Sendable {
    /// Bytes of template text; Home Assistant's longest known templates have some 20 KiB.
    package static let source = 64 * 1024

    /// Expressions evaluated, statements executed, items visited, and some for bytes made or gone through: 50 ms.
    package var steps = 300_000

    /// Bytes of rendered text; a state or URL has a few hundred.
    package var output = 1024 * 1024

    /// Bytes of one string on the way.
    package var string = 512 * 1024

    /// Elements of one list, tuple, dict or range; the original's own limit for ranges (`MAX_RANGE`).
    package var elements = 100_000

    /// How deep expressions, blocks and brackets nest in the text; people reach ten.
    package static let nesting = 40

    /// Nesting of the text plus that of all macros being called; times 2.5 KiB of stack in a debug build.
    package static let depth = 160

    /// How deep lists, dicts and lazily computed sequences nest.
    package static let valueDepth = 40

    /// Warnings kept of one rendering; the rest says nothing new.
    package static let warnings = 20

    package init() {}
}
