/// Reads a template: the original's grammar with the precedence of its parser, and the `break`/`continue` extension that
/// Home Assistant switches on.
///
/// Written by hand because there is no maintained Jinja engine for Swift; what it does is compared with `jinja2` itself
/// (Tests/TemplatesTests/Comparison).
struct Parser {
    private var lexer: Lexer
    private(set) var current: Token
    private var upcoming: Token?
    private(set) var nesting = 0
    /// What would close each open block, innermost last; for messages.
    var openBlocks: [(name: String, line: Int, ends: [String])] = []

    init(_ source: String) throws(TemplateError) {
        guard source.utf8.count <= TemplateLimits.source else {
            let limit = TemplateLimits.source / 1024
            throw TemplateError(.limit, "the template is longer than \(limit) KiB", at: Position(line: 1, column: 1))
        }
        self.lexer = Lexer(source)
        self.current = try self.lexer.next()
    }

    static func parse(_ source: String) throws(TemplateError) -> [Statement] {
        var parser = try Parser(source)
        return try parser.statements(until: [])
    }

    // MARK: Tokens

    @discardableResult
    mutating func advance() throws(TemplateError) -> Token {
        let token = self.current
        if let next = self.upcoming {
            self.current = next
            self.upcoming = nil
        } else if token.kind != .end {
            self.current = try self.lexer.next()
            // What is missing at the end is missing after the last word.
            if self.current.kind == .end { self.current.position = token.position }
        }
        return token
    }

    /// The token after the current one.
    mutating func look() throws(TemplateError) -> Token {
        if let token = self.upcoming { return token }
        let token = try self.lexer.next()
        self.upcoming = token
        return token
    }

    mutating func skip(_ sign: Token.Sign) throws(TemplateError) -> Bool {
        guard self.current.isSign(sign) else { return false }
        try self.advance()
        return true
    }

    mutating func skip(name: String) throws(TemplateError) -> Bool {
        guard self.current.isName(name) else { return false }
        try self.advance()
        return true
    }

    mutating func expect(_ sign: Token.Sign) throws(TemplateError) {
        guard try self.skip(sign) else { throw self.unexpected("'\(sign.rawValue)'") }
    }

    mutating func expect(name: String) throws(TemplateError) {
        guard try self.skip(name: name) else { throw self.unexpected("'\(name)'") }
    }

    mutating func expectName() throws(TemplateError) -> String {
        guard case .name(let name) = self.current.kind else { throw self.unexpected("a name") }
        try self.advance()
        return name
    }

    mutating func expect(_ kind: Token.Kind) throws(TemplateError) {
        guard self.current.kind == kind else {
            throw self.unexpected(Token(kind: kind, position: self.current.position).words)
        }
        try self.advance()
    }

    func unexpected(_ expected: String) -> TemplateError {
        self.failure("expected \(expected), found \(self.current.words)")
    }

    func failure(_ reason: String, at position: Position? = nil) -> TemplateError {
        TemplateError(.syntax, reason, at: position ?? self.current.position)
    }

    // MARK: Depth

    /// To be called before each step down, with `leave` after it.
    mutating func enter() throws(TemplateError) {
        self.nesting += 1
        guard self.nesting <= TemplateLimits.nesting else {
            throw TemplateError(
                .limit,
                "the template nests deeper than \(TemplateLimits.nesting) levels",
                at: self.current.position
            )
        }
    }

    mutating func leave() { self.nesting -= 1 }

    func make(_ kind: Syntax.Kind, _ position: Position) throws(TemplateError) -> Syntax {
        let syntax = Syntax(kind, position)
        guard syntax.depth <= TemplateLimits.nesting else {
            let limit = TemplateLimits.nesting
            throw TemplateError(.limit, "the expression nests deeper than \(limit) levels", at: position)
        }
        return syntax
    }
}
