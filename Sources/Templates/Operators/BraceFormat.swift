/// Fills in `'{} {name!r:>5}'.format(…)`.
struct BraceFormat {
    private let arguments: Arguments
    private let renderer: Renderer
    private var next: Int? = 0
    private var isManual = false

    static func apply(_ format: String, _ arguments: Arguments, _ renderer: Renderer) throws(TemplateError) -> String {
        var formatter = Self(arguments: arguments, renderer: renderer)
        return try formatter.expand(format.unicodeScalars[...], level: 2)
    }

    private init(arguments: Arguments, renderer: Renderer) {
        self.arguments = arguments
        self.renderer = renderer
    }

    /// - Parameter level: How deep fields may still nest.
    private mutating func expand(_ format: Substring.UnicodeScalarView, level: Int) throws(TemplateError) -> String {
        guard level >= 0 else { throw .value("Max string recursion exceeded") }
        var rest = format
        var out = ""
        while let scalar = rest.popFirst() {
            if scalar == "{" || scalar == "}" {
                if rest.first == scalar {
                    rest.removeFirst()
                    out.unicodeScalars.append(scalar)
                } else if scalar == "}" {
                    throw .value("Single '}' encountered in format string")
                } else {
                    out += try self.field(&rest, level)
                    try self.renderer.check(stringBytes: out.utf8.count)
                }
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private mutating func field(_ rest: inout Substring.UnicodeScalarView, _ level: Int) throws(TemplateError) -> String
    {
        try self.renderer.step()
        var depth = 1
        var bracket = false
        var nameEnd: Substring.UnicodeScalarView.Index?
        var index = rest.startIndex
        while index < rest.endIndex {
            let scalar = rest[index]
            if nameEnd == nil, scalar == "[" { bracket = true }
            if nameEnd == nil, scalar == "]" { bracket = false }
            if !bracket, nameEnd == nil, scalar == ":" || scalar == "!" { nameEnd = index }
            if scalar == "{" { depth += 1 }
            if scalar == "}" { depth -= 1 }
            if depth == 0 { break }
            index = rest.index(after: index)
        }
        guard index < rest.endIndex else {
            throw .value(rest.isEmpty ? "Single '{' encountered in format string" : "expected '}' before end of string")
        }
        let name = rest[rest.startIndex..<(nameEnd ?? index)]
        var tail = rest[(nameEnd ?? index)..<index]
        rest = rest[rest.index(after: index)...]
        var value = try self.value(name)
        if tail.first == "!" {
            tail.removeFirst()
            guard let conversion = tail.popFirst() else {
                throw .value("end of string while looking for conversion specifier")
            }
            value = try self.convert(value, conversion)
            guard tail.isEmpty || tail.first == ":" else { throw .value("expected ':' after conversion specifier") }
        }
        if tail.first == ":" { tail.removeFirst() }
        let specification = try self.expand(tail, level: level - 1)
        if case .object(let object) = value, let moment = object as? Moment {
            return try moment.formatted(specification, self.renderer)
        }
        if case .undefined = value, specification.isEmpty { return "" }
        return try FormatSpecification(specification).format(value, self.renderer)
    }

    private func convert(_ value: Value, _ conversion: Unicode.Scalar) throws(TemplateError) -> Value {
        switch conversion {
        case "s": return .string(try self.renderer.text(value))
        case "r", "a": return .string(try self.renderer.representation(value))
        default: throw .value("Unknown conversion specifier \(conversion)")
        }
    }

    private mutating func value(_ name: Substring.UnicodeScalarView) throws(TemplateError) -> Value {
        let first = name.prefix { $0 != "." && $0 != "[" }
        guard !first.isEmpty || name.isEmpty else { throw TemplateError(.key, "a field begins with '.' or '['") }
        var value = try self.argument(String(first))
        var rest = name.dropFirst(first.count)
        while let mark = rest.popFirst() {
            if mark == "." {
                let attribute = rest.prefix { $0 != "." && $0 != "[" }
                guard !attribute.isEmpty else { throw .value("Empty attribute in format string") }
                rest = rest.dropFirst(attribute.count)
                value = try Access.attribute(value, String(attribute), self.renderer)
            } else {
                let key = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(key.count)
                guard rest.popFirst() == "]" else { throw .value("Missing ']' in format string") }
                guard !key.isEmpty else { throw .value("Empty attribute in format string") }
                let text = String(key)
                value = try Access.item(value, Int(text).map { .int($0) } ?? .string(text), self.renderer)
            }
        }
        return value
    }

    private mutating func argument(_ name: String) throws(TemplateError) -> Value {
        if name.isEmpty {
            guard let index = self.next, !self.isManual else {
                throw .value("cannot switch from manual field specification to automatic field numbering")
            }
            self.next = index + 1
            return try self.positional(index)
        }
        if name.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let index = Int(name) {
            guard self.isManual || self.next == 0 else {
                throw .value("cannot switch from automatic field numbering to manual field specification")
            }
            self.isManual = true
            return try self.positional(index)
        }
        guard let found = self.arguments.named.first(where: { $0.name.isSame(as: name) }) else {
            throw TemplateError(.key, "the format names '\(name)', which is not given")
        }
        return found.value
    }

    private func positional(_ index: Int) throws(TemplateError) -> Value {
        guard index < self.arguments.positional.count else {
            throw TemplateError(.index, "Replacement index \(index) out of range for positional args tuple")
        }
        return self.arguments.positional[index]
    }
}
