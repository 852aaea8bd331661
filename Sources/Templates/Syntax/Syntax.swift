/// An expression as it was written.
final class Syntax: Sendable {
    indirect enum Kind: Sendable {
        case literal(Literal)
        case name(String)
        case tuple([Syntax])
        case list([Syntax])
        case dict([Pair])
        case attribute(Syntax, String)
        case item(Syntax, Syntax)
        case slice(Syntax, start: Syntax?, stop: Syntax?, step: Syntax?)
        case call(Syntax, ArgumentsSyntax)
        /// The filtered expression; `nil` for the body of `{% filter %}` and of a filtered `{% set %}`.
        case filter(Syntax?, String, ArgumentsSyntax)
        case test(Syntax, String, ArgumentsSyntax)
        case condition(test: Syntax, then: Syntax, otherwise: Syntax?)
        case and(Syntax, Syntax)
        case or(Syntax, Syntax)
        case not(Syntax)
        case compare(Syntax, [Comparison])
        case binary(BinaryOperator, Syntax, Syntax)
        case negative(Syntax)
        case positive(Syntax)
        case concatenation([Syntax])
    }

    struct Pair: Sendable {
        var key: Syntax
        var value: Syntax
    }

    struct Comparison: Sendable {
        var relation: Relation
        var right: Syntax
    }

    let kind: Kind
    let position: Position
    /// How deep expressions nest here, which is how deep evaluating it recurses.
    let depth: Int

    init(_ kind: Kind, _ position: Position) {
        self.kind = kind
        self.position = position
        var depth = 0
        for child in kind.children { depth = max(depth, child.depth) }
        self.depth = depth + 1
    }
}

enum Literal: Sendable {
    case none
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)

    var value: Value {
        switch self {
        case .none: .none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .string(let value): .string(value)
        }
    }
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case power = "**"
}

enum Relation: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case notIn = "not in"
}

/// What stands between the parentheses of a call.
struct ArgumentsSyntax: Sendable {
    var positional: [Syntax] = []
    var named: [(name: String, value: Syntax)] = []
    /// The list of `*list`.
    var spread: Syntax?
    /// The dict of `**dict`.
    var namedSpread: Syntax?

    var children: [Syntax] {
        self.positional + self.named.map(\.value) + [self.spread, self.namedSpread].compactMap { $0 }
    }
}

extension Syntax.Kind {
    var children: [Syntax] {
        switch self {
        case .literal, .name: []
        case .tuple(let items), .list(let items), .concatenation(let items): items
        case .dict(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .attribute(let base, _), .not(let base), .negative(let base), .positive(let base): [base]
        case .item(let left, let right), .and(let left, let right), .or(let left, let right): [left, right]
        case .binary(_, let left, let right): [left, right]
        case .slice(let base, let start, let stop, let step): [base] + [start, stop, step].compactMap { $0 }
        case .call(let base, let arguments), .test(let base, _, let arguments): [base] + arguments.children
        case .filter(let base, _, let arguments): [base].compactMap { $0 } + arguments.children
        case .condition(let test, let then, let otherwise): [test, then] + [otherwise].compactMap { $0 }
        case .compare(let left, let comparisons): [left] + comparisons.map(\.right)
        }
    }
}
