extension Parser {
    mutating func primary() throws(TemplateError) -> Syntax {
        let token = self.current
        switch token.kind {
        case .name(let name):
            try self.advance()
            return Syntax(Self.constants[name].map { .literal($0) } ?? .name(name), token.position)
        case .string(var text):
            try self.advance()
            while case .string(let more) = self.current.kind {
                text += more
                try self.advance()
            }
            return Syntax(.literal(.string(text)), token.position)
        case .integer(let number):
            try self.advance()
            return Syntax(.literal(.int(number)), token.position)
        case .float(let number):
            try self.advance()
            return Syntax(.literal(.float(number)), token.position)
        case .sign(.leftParenthesis):
            try self.advance()
            let syntax = try self.tuple(isParenthesized: true)
            try self.expect(.rightParenthesis)
            return syntax
        case .sign(.leftBracket): return try self.list()
        case .sign(.leftBrace): return try self.dict()
        default: throw self.failure("expected an expression, found \(token.words)")
        }
    }

    private static let constants: [String: Literal] = [
        "true": .bool(true), "True": .bool(true), "false": .bool(false), "False": .bool(false),
        "none": .none, "None": .none,
    ]

    /// An expression, or a tuple when a comma follows.
    /// - Parameter isSimple: Only names and literals, as targets are.
    mutating func tuple(
        isSimple: Bool = false,
        allowsCondition: Bool = true,
        isParenthesized: Bool = false,
        endsWithIn: Bool = false,
        endsWithRecursive: Bool = false
    ) throws(TemplateError) -> Syntax {
        try self.enter()
        let position = self.current.position
        var items: [Syntax] = []
        var isTuple = false
        while true {
            if !items.isEmpty { try self.expect(.comma) }
            if self.isTupleEnd(endsWithIn: endsWithIn, endsWithRecursive: endsWithRecursive) { break }
            items.append(isSimple ? try self.primary() : try self.expression(allowsCondition: allowsCondition))
            guard self.current.isSign(.comma) else { break }
            isTuple = true
        }
        self.leave()
        if !isTuple {
            if let only = items.first { return only }
            guard isParenthesized else { throw self.failure("expected an expression, found \(self.current.words)") }
        }
        return try self.make(.tuple(items), position)
    }

    private func isTupleEnd(endsWithIn: Bool, endsWithRecursive: Bool) -> Bool {
        switch self.current.kind {
        case .variableEnd, .blockEnd, .sign(.rightParenthesis): true
        case .name("in"): endsWithIn
        case .name("recursive"): endsWithRecursive
        default: false
        }
    }

    private mutating func list() throws(TemplateError) -> Syntax {
        let position = self.current.position
        try self.advance()
        var items: [Syntax] = []
        while !self.current.isSign(.rightBracket) {
            if !items.isEmpty { try self.expect(.comma) }
            if self.current.isSign(.rightBracket) { break }
            items.append(try self.expression())
        }
        try self.expect(.rightBracket)
        return try self.make(.list(items), position)
    }

    private mutating func dict() throws(TemplateError) -> Syntax {
        let position = self.current.position
        try self.advance()
        var pairs: [Syntax.Pair] = []
        while !self.current.isSign(.rightBrace) {
            if !pairs.isEmpty { try self.expect(.comma) }
            if self.current.isSign(.rightBrace) { break }
            let key = try self.expression()
            try self.expect(.colon)
            pairs.append(Syntax.Pair(key: key, value: try self.expression()))
        }
        try self.expect(.rightBrace)
        return try self.make(.dict(pairs), position)
    }

    mutating func subscripted(_ base: Syntax) throws(TemplateError) -> Syntax {
        let position = self.current.position
        try self.advance()
        var keys: [Syntax] = []
        var slice: Syntax.Kind?
        while !self.current.isSign(.rightBracket) {
            if !keys.isEmpty || slice != nil { try self.expect(.comma) }
            let (key, part) = try self.key(of: base)
            if let key { keys.append(key) }
            if part != nil {
                guard keys.isEmpty, slice == nil else { throw self.failure("a slice cannot be one of several keys") }
                slice = part
            }
        }
        try self.expect(.rightBracket)
        if let slice {
            guard keys.isEmpty else { throw self.failure("a slice cannot be one of several keys", at: position) }
            return try self.make(slice, position)
        }
        if let only = keys.first, keys.count == 1 { return try self.make(.item(base, only), position) }
        return try self.make(.item(base, try self.make(.tuple(keys), position)), position)
    }

    /// One key, or a slice `start:stop:step`, of `base`.
    private mutating func key(of base: Syntax) throws(TemplateError) -> (key: Syntax?, slice: Syntax.Kind?) {
        var start: Syntax?
        if !self.current.isSign(.colon) {
            let key = try self.expression()
            guard self.current.isSign(.colon) else { return (key, nil) }
            start = key
        }
        try self.advance()
        let stop = try self.bound()
        let step = try self.skip(.colon) ? try self.bound() : nil
        return (nil, .slice(base, start: start, stop: stop, step: step))
    }

    private mutating func bound() throws(TemplateError) -> Syntax? {
        switch self.current.kind {
        case .sign(.colon), .sign(.rightBracket), .sign(.comma): nil
        default: try self.expression()
        }
    }

    mutating func arguments() throws(TemplateError) -> ArgumentsSyntax {
        let position = self.current.position
        try self.expect(.leftParenthesis)
        var arguments = ArgumentsSyntax()
        var needsComma = false
        while !self.current.isSign(.rightParenthesis) {
            if needsComma {
                try self.expect(.comma)
                if self.current.isSign(.rightParenthesis) { break }
            }
            try self.argument(&arguments, position)
            needsComma = true
        }
        try self.expect(.rightParenthesis)
        return arguments
    }

    private mutating func argument(_ arguments: inout ArgumentsSyntax, _ position: Position) throws(TemplateError) {
        let isSpread = self.current.isSign(.multiply)
        let order = self.failure("arguments in this order are not allowed", at: position)
        if isSpread || self.current.isSign(.power) {
            guard arguments.namedSpread == nil, !isSpread || arguments.spread == nil else { throw order }
            try self.advance()
            if isSpread {
                arguments.spread = try self.expression()
            } else {
                arguments.namedSpread = try self.expression()
            }
        } else if case .name(let name) = self.current.kind, try self.look().isSign(.assign) {
            guard arguments.namedSpread == nil else { throw order }
            try self.advance()
            try self.advance()
            arguments.named.append((name, try self.expression()))
        } else {
            guard arguments.spread == nil, arguments.namedSpread == nil, arguments.named.isEmpty else { throw order }
            arguments.positional.append(try self.expression())
        }
    }
}
