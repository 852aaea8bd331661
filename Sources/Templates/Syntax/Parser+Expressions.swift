extension Parser {
    mutating func expression(allowsCondition: Bool = true) throws(TemplateError) -> Syntax {
        try self.enter()
        let syntax = allowsCondition ? try self.condition() : try self.binary(.or)
        self.leave()
        return syntax
    }

    /// An expression that may have a condition: `a if b else c`.
    private mutating func condition() throws(TemplateError) -> Syntax {
        let position = self.current.position
        var syntax = try self.binary(.or)
        while try self.skip(name: "if") {
            let test = try self.binary(.or)
            let otherwise = try self.skip(name: "else") ? try self.expression() : nil
            syntax = try self.make(.condition(test: test, then: syntax, otherwise: otherwise), position)
        }
        return syntax
    }

    /// The levels of the original's parser, loosest first.
    private enum Level: Int {
        case or
        case and
        case not
        case comparison
        case sum
        case concatenation
        case product
        case power
        case unary
    }

    private static let operators: [Token.Sign: (level: Level, operation: BinaryOperator)] = [
        .add: (.sum, .add), .subtract: (.sum, .subtract), .multiply: (.product, .multiply),
        .divide: (.product, .divide), .floorDivide: (.product, .floorDivide), .remainder: (.product, .remainder),
        .power: (.power, .power),
    ]

    /// Operators that bind at least as tight as `minimum`; climbing instead of a function for each level, because every
    /// bracket goes through all of them and the stack is small.
    private mutating func binary(_ minimum: Level) throws(TemplateError) -> Syntax {
        let position = self.current.position
        var left: Syntax
        if minimum.rawValue <= Level.not.rawValue, try self.skip(name: "not") {
            try self.enter()
            let operand = try self.binary(.not)
            self.leave()
            left = try self.make(.not(operand), position)
        } else {
            left = try self.unary()
        }
        while let level = try self.level(), level.rawValue >= minimum.rawValue {
            left = try self.extend(left, level, position)
        }
        return left
    }

    /// The level of the operator that comes next; `nil` when none does.
    private mutating func level() throws(TemplateError) -> Level? {
        switch self.current.kind {
        case .name("or"): .or
        case .name("and"): .and
        case .name("in"): .comparison
        case .name("not"): try self.look().isName("in") ? .comparison : nil
        case .sign(.concatenate): .concatenation
        case .sign(let sign):
            Self.operators[sign]?.level ?? (Relation(rawValue: sign.rawValue) == nil ? nil : .comparison)
        default: nil
        }
    }

    private mutating func extend(_ left: Syntax, _ level: Level, _ position: Position) throws(TemplateError) -> Syntax {
        switch level {
        case .or:
            try self.advance()
            return try self.make(.or(left, try self.binary(.and)), position)
        case .and:
            try self.advance()
            return try self.make(.and(left, try self.binary(.not)), position)
        case .comparison:
            var comparisons: [Syntax.Comparison] = []
            while let relation = try self.relation() {
                comparisons.append(Syntax.Comparison(relation: relation, right: try self.binary(.sum)))
            }
            return try self.make(.compare(left, comparisons), position)
        case .concatenation:
            var items = [left]
            while try self.skip(.concatenate) { items.append(try self.binary(.product)) }
            return try self.make(.concatenation(items), position)
        case .sum, .product, .power, .not, .unary:
            guard case .sign(let sign) = self.current.kind, let found = Self.operators[sign] else { return left }
            try self.advance()
            let right =
                try level == .sum ? self.binary(.concatenation) : level == .product ? self.binary(.power) : self.unary()
            return try self.make(.binary(found.operation, left, right), position)
        }
    }

    private mutating func relation() throws(TemplateError) -> Relation? {
        switch self.current.kind {
        case .sign(let sign):
            guard let relation = Relation(rawValue: sign.rawValue) else { return nil }
            try self.advance()
            return relation
        case .name("in"):
            try self.advance()
            return .isIn
        case .name("not"):
            guard try self.look().isName("in") else { return nil }
            try self.advance()
            try self.advance()
            return .notIn
        default: return nil
        }
    }

    private mutating func unary(allowsFilter: Bool = true) throws(TemplateError) -> Syntax {
        let position = self.current.position
        var syntax: Syntax
        if self.current.isSign(.subtract) || self.current.isSign(.add) {
            let isNegative = try self.advance().isSign(.subtract)
            try self.enter()
            let operand = try self.unary(allowsFilter: false)
            self.leave()
            syntax = try self.make(isNegative ? .negative(operand) : .positive(operand), position)
        } else {
            syntax = try self.primary()
        }
        syntax = try self.postfix(syntax)
        return allowsFilter ? try self.filters(syntax) : syntax
    }

    // MARK: After an expression

    mutating func postfix(_ base: Syntax) throws(TemplateError) -> Syntax {
        var syntax = base
        while case .sign(let sign) = self.current.kind {
            switch sign {
            case .dot: syntax = try self.attribute(syntax)
            case .leftBracket: syntax = try self.subscripted(syntax)
            case .leftParenthesis: syntax = try self.call(syntax)
            default: return syntax
            }
        }
        return syntax
    }

    private mutating func filters(_ base: Syntax) throws(TemplateError) -> Syntax {
        var syntax = base
        while true {
            if try self.skip(.pipe) {
                syntax = try self.filter(syntax)
            } else if self.current.isName("is") {
                syntax = try self.test(syntax)
            } else if self.current.isSign(.leftParenthesis) {
                syntax = try self.call(syntax)
            } else {
                return syntax
            }
        }
    }

    private mutating func call(_ base: Syntax) throws(TemplateError) -> Syntax {
        let position = self.current.position
        return try self.make(.call(base, try self.arguments()), position)
    }

    private mutating func attribute(_ base: Syntax) throws(TemplateError) -> Syntax {
        try self.advance()
        let token = try self.advance()
        switch token.kind {
        case .name(let name): return try self.make(.attribute(base, name), token.position)
        case .integer(let index):
            let key = Syntax(.literal(.int(index)), token.position)
            return try self.make(.item(base, key), token.position)
        default: throw self.failure("expected a name or a number after '.'", at: token.position)
        }
    }

    /// - Parameter base: `nil` for the text of a block.
    mutating func filter(_ base: Syntax?) throws(TemplateError) -> Syntax {
        let position = self.current.position
        let name = try self.dottedName()
        let arguments = self.current.isSign(.leftParenthesis) ? try self.arguments() : ArgumentsSyntax()
        return try self.make(.filter(base, name, arguments), position)
    }

    private mutating func dottedName() throws(TemplateError) -> String {
        var name = try self.expectName()
        while try self.skip(.dot) { name += "." + (try self.expectName()) }
        return name
    }

    private mutating func test(_ base: Syntax) throws(TemplateError) -> Syntax {
        try self.advance()
        let isNegated = try self.skip(name: "not")
        let position = self.current.position
        let name = try self.dottedName()
        var arguments = ArgumentsSyntax()
        if self.current.isSign(.leftParenthesis) {
            arguments = try self.arguments()
        } else if self.beginsArgument {
            if self.current.isName("is") { throw self.failure("tests cannot be chained with 'is'") }
            arguments.positional = [try self.postfix(try self.primary())]
        }
        let test = try self.make(.test(base, name, arguments), position)
        return isNegated ? try self.make(.not(test), position) : test
    }

    /// Whether the current token begins the argument of a test without parentheses: `x is divisibleby 3`.
    private var beginsArgument: Bool {
        switch self.current.kind {
        case .name(let name): !["else", "or", "and"].contains(name)
        case .string, .integer, .float: true
        case .sign(let sign): sign == .leftBracket || sign == .leftBrace
        default: false
        }
    }
}
