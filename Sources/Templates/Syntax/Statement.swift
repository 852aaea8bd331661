/// A statement as it was written.
struct Statement: Sendable {
    indirect enum Kind: Sendable {
        case output([Output])
        case loop(Loop)
        case condition([Branch], otherwise: [Statement])
        case set(Target, Syntax)
        case setBlock(Target, filter: Syntax?, body: [Statement])
        case macro(Macro)
        /// `{% call %}`: the body is a macro named `caller`.
        case call(Macro, Syntax)
        case filter(Syntax, body: [Statement])
        case with([(target: Target, value: Syntax)], body: [Statement])
        case breakLoop
        case continueLoop
    }

    enum Output: Sendable {
        case text(String)
        case expression(Syntax)
    }

    struct Branch: Sendable {
        var test: Syntax
        var body: [Statement]
    }

    struct Loop: Sendable {
        var target: Target
        var sequence: Syntax
        var test: Syntax?
        var isRecursive: Bool
        var body: [Statement]
        var otherwise: [Statement]
    }

    struct Macro: Sendable {
        var name: String?
        var parameters: [String]
        /// Of the last parameters.
        var defaults: [Syntax]
        var body: [Statement]
    }

    indirect enum Target: Sendable {
        case name(String)
        case tuple([Target])
        case attribute(String, String)

        var names: [String] {
            switch self {
            case .name(let name): [name]
            case .tuple(let targets): targets.flatMap(\.names)
            case .attribute: []
            }
        }
    }

    var kind: Kind
    var position: Position
}
