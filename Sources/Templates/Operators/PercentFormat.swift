/// Fills in `'%05.1f %s' % (…)`.
struct PercentFormat {
    private let values: [Value]
    private let mapping: Mapping?
    private let renderer: Renderer
    private var next = 0

    static func apply(_ format: String, _ value: Value, _ renderer: Renderer) throws(TemplateError) -> String {
        var formatter = Self(value, renderer)
        return try formatter.expand(format)
    }

    private init(_ value: Value, _ renderer: Renderer) {
        self.renderer = renderer
        switch value {
        case .tuple(let elements): (self.values, self.mapping) = (elements.items, nil)
        case .dict(let mapping): (self.values, self.mapping) = ([value], mapping)
        default: (self.values, self.mapping) = ([value], nil)
        }
    }

    private struct Field {
        var isLeft = false
        var specification = FormatSpecification()
        var hasZeros = false
    }

    private mutating func expand(_ format: String) throws(TemplateError) -> String {
        var rest = format.unicodeScalars[...]
        var out = ""
        var isNamed = false
        while let scalar = rest.popFirst() {
            guard scalar == "%" else {
                out.unicodeScalars.append(scalar)
                continue
            }
            try self.renderer.step()
            var named: Value?
            if rest.first == "(" {
                named = try self.namedValue(&rest)
                isNamed = true
            }
            var field = try self.field(&rest)
            guard let conversion = rest.popFirst() else { throw .value("incomplete format") }
            if conversion == "%" {
                out += "%"
                continue
            }
            let value: Value
            if let named { value = named } else { value = try self.nextValue() }
            out += try self.convert(value, conversion, &field)
            try self.renderer.check(stringBytes: out.utf8.count)
        }
        guard isNamed || self.mapping != nil || self.next >= self.values.count || self.isEmptyUse else {
            throw .type("not all arguments converted during string formatting")
        }
        return out
    }

    // A list (or any other thing with items) may stay unused, as for CPython it might be meant as a mapping.
    private var isEmptyUse: Bool {
        guard self.next == 0, self.values.count == 1, case .list = self.values[0] else { return false }
        return true
    }

    private func namedValue(_ rest: inout Substring.UnicodeScalarView) throws(TemplateError) -> Value {
        guard let mapping else { throw .type("format requires a mapping") }
        rest.removeFirst()
        var depth = 1
        var name = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "(" { depth += 1 }
            if scalar == ")" { depth -= 1 }
            if depth == 0 {
                guard let value = mapping[String(name)] else { throw TemplateError(.key, "'\(String(name))'") }
                return value
            }
            name.append(scalar)
        }
        throw .value("incomplete format key")
    }

    private mutating func nextValue() throws(TemplateError) -> Value {
        guard self.next < self.values.count else { throw .type("not enough arguments for format string") }
        self.next += 1
        return self.values[self.next - 1]
    }

    private mutating func field(_ rest: inout Substring.UnicodeScalarView) throws(TemplateError) -> Field {
        var field = Field()
        flags: while let flag = rest.first {
            switch flag {
            case "-": field.isLeft = true
            case "+": field.specification.sign = "+"
            case " ": if field.specification.sign != "+" { field.specification.sign = " " }
            case "#": field.specification.isAlternate = true
            case "0": field.hasZeros = true
            default: break flags
            }
            rest.removeFirst()
        }
        var width = try self.number(&rest) ?? 0
        if width < 0 {
            field.isLeft = true
            width = -width
        }
        field.specification.width = width
        if rest.first == "." {
            rest.removeFirst()
            field.specification.precision = max(0, try self.number(&rest) ?? 0)
        }
        if let modifier = rest.first, modifier == "h" || modifier == "l" || modifier == "L" { rest.removeFirst() }
        return field
    }

    private mutating func number(_ rest: inout Substring.UnicodeScalarView) throws(TemplateError) -> Int? {
        if rest.first == "*" {
            rest.removeFirst()
            guard let number = try self.nextValue().integer else { throw .type("* wants int") }
            return try Self.checked(number)
        }
        let digits = rest.prefix { $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        return try Self.checked(Int(String(digits)) ?? .max)
    }

    private static func checked(_ number: Int) throws(TemplateError) -> Int {
        let limit = FormatSpecification.largest
        guard -limit...limit ~= number else {
            throw TemplateError(.limit, "a width or precision of more than \(limit) is not allowed")
        }
        return number
    }

    private func convert(
        _ value: Value,
        _ conversion: Unicode.Scalar,
        _ field: inout Field
    ) throws(TemplateError) -> String {
        field.specification.align = field.isLeft ? "<" : ">"
        switch conversion {
        case "s", "r", "a":
            let text = conversion == "s" ? try self.renderer.text(value) : try self.renderer.representation(value)
            field.specification.sign = "-"
            return try field.specification.text(text)
        case "c":
            field.specification.sign = "-"
            field.specification.precision = nil
            return try field.specification.text(try Self.character(value))
        default: break
        }
        if field.hasZeros, !field.isLeft {
            field.specification.fill = "0"
            field.specification.align = "="
        }
        switch conversion {
        case "d", "i", "u":
            field.specification.type = "d"
            return try self.integer(try Self.whole(value, conversion), &field.specification)
        case "x", "X", "o":
            guard let number = value.integer else { throw Self.needs("an integer", conversion, value) }
            field.specification.type = conversion
            return try self.integer(number, &field.specification)
        case "e", "E", "f", "F", "g", "G":
            if case .undefined(let undefined) = value { throw undefined.error }
            guard let number = Arithmetic.float(value) else {
                throw .type("must be real number, not \(value.typeName)")
            }
            field.specification.type = conversion
            return try field.specification.format(.float(number), self.renderer)
        default: throw .value("unsupported format character '\(conversion)'")
        }
    }

    private static func needs(_ what: String, _ conversion: Unicode.Scalar, _ value: Value) -> TemplateError {
        if case .undefined(let undefined) = value { return undefined.error }
        return .type("%\(conversion) format: \(what) is required, not \(value.typeName)")
    }

    private static func whole(_ value: Value, _ conversion: Unicode.Scalar) throws(TemplateError) -> Int {
        if let number = value.integer { return number }
        guard case .float(let number) = value else { throw Self.needs("a real number", conversion, value) }
        guard !number.isNaN else { throw .value("cannot convert float NaN to integer") }
        guard let whole = Int(exactly: number.rounded(.towardZero)) else {
            throw TemplateError(.overflow, "cannot convert \(FloatText.shortest(number)) to an integer of 64 bits")
        }
        return whole
    }

    /// A precision means at least so many digits.
    private func integer(_ number: Int, _ specification: inout FormatSpecification) throws(TemplateError) -> String {
        guard let precision = specification.precision else {
            return try specification.format(.int(number), self.renderer)
        }
        var digits = FormatSpecification()
        digits.type = specification.type
        let text =
            String(repeating: "0", count: 0) + (try digits.format(.int(Int(clamping: number.magnitude)), self.renderer))
        let zeros = String(repeating: "0", count: max(0, precision - text.length))
        let sign = number < 0 ? "-" : specification.sign == "-" ? "" : String(specification.sign)
        var padding = FormatSpecification()
        padding.width = specification.width
        padding.align = specification.align == "<" ? "<" : ">"
        return try padding.text(sign + zeros + text)
    }

    private static func character(_ value: Value) throws(TemplateError) -> String {
        if let text = value.string, text.length == 1 { return text }
        guard let number = value.integer else { throw .type("%c requires int or char") }
        guard let scalar = UInt32(exactly: number).flatMap({ Unicode.Scalar($0) }) else {
            throw TemplateError(.overflow, "%c arg not in range(0x110000)")
        }
        return String(scalar)
    }
}
