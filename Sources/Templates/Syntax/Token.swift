/// One word of a template.
struct Token {
    enum Kind: Equatable {
        /// Text between tags.
        case text(String)
        case blockBegin
        case blockEnd
        case variableBegin
        case variableEnd
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case sign(Sign)
        case end
    }

    /// Operators and punctuation.
    enum Sign: String, CaseIterable {
        case floorDivide = "//"
        case power = "**"
        case equal = "=="
        case notEqual = "!="
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        case add = "+"
        case subtract = "-"
        case divide = "/"
        case multiply = "*"
        case remainder = "%"
        case concatenate = "~"
        case leftBracket = "["
        case rightBracket = "]"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case greater = ">"
        case less = "<"
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","
        case semicolon = ";"
    }

    var kind: Kind
    var position: Position

    func isName(_ name: String) -> Bool { self.kind == .name(name) }
    func isSign(_ sign: Sign) -> Bool { self.kind == .sign(sign) }

    /// For messages.
    var words: String {
        switch self.kind {
        case .text: "text outside of a tag"
        case .blockBegin: "'{%'"
        case .blockEnd: "'%}'"
        case .variableBegin: "'{{'"
        case .variableEnd: "'}}'"
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .integer, .float: "a number"
        case .sign(let sign): "'\(sign.rawValue)'"
        case .end: "the end of the template"
        }
    }
}
