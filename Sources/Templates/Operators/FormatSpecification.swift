/// What stands behind the colon in `{:>8.2f}`.
struct FormatSpecification {
    var fill = " "
    var align: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var hasZeros = false
    var width = 0
    var grouping = ""
    var precision: Int?
    var type: Unicode.Scalar?

    /// Wider output is of no use, and would only fill memory.
    static let largest = 100_000

    /// A float has at most 767 significant digits; printing 100,000 takes 50 ms.
    static let finest = 1000

    init() {}

    init(_ text: String) throws(TemplateError) {
        var rest = text.unicodeScalars[...]
        let aligns: [Unicode.Scalar] = ["<", ">", "=", "^"]
        if let second = rest.dropFirst().first, aligns.contains(second) {
            self.fill = rest.popFirst().map { String($0) } ?? " "
            self.align = rest.popFirst()
        } else if let first = rest.first, aligns.contains(first) {
            self.align = rest.popFirst()
        }
        if let first = rest.first, first == "+" || first == "-" || first == " " { self.sign = rest.removeFirst() }
        if rest.first == "z" { rest.removeFirst() }
        if rest.first == "#" {
            self.isAlternate = true
            rest.removeFirst()
        }
        if rest.first == "0" {
            self.hasZeros = true
            rest.removeFirst()
        }
        self.width = try Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" { self.grouping = String(rest.removeFirst()) }
        if rest.first == "." {
            rest.removeFirst()
            guard let precision = try Self.number(&rest) else { throw .value("Format specifier missing precision") }
            self.precision = precision
        }
        self.type = rest.popFirst()
        guard rest.isEmpty else { throw .value("Invalid format specifier '\(text)'") }
        if self.hasZeros, self.align == nil {
            self.fill = "0"
            self.align = "="
        }
    }

    private static func number(_ rest: inout Substring.UnicodeScalarView) throws(TemplateError) -> Int? {
        let digits = rest.prefix { $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
        guard let number = Int(String(digits)), number <= Self.largest else {
            throw TemplateError(.limit, "a width or precision of more than \(Self.largest) is not allowed")
        }
        return number
    }

    // MARK: Applying

    func format(_ value: Value, _ renderer: Renderer) throws(TemplateError) -> String {
        try renderer.spend(steps: (self.precision ?? 0) / 4)
        switch value {
        case .string(let text): return try self.text(text)
        case .bool(let truth) where self.isPlain: return truth ? "True" : "False"
        case .bool, .int: return try self.integer(value.integer ?? 0)
        case .float(let number): return try self.float(number)
        default: break
        }
        if case .object(let object) = value, let moment = object as? any Formattable {
            return try moment.format(self, renderer)
        }
        guard self.isPlain else {
            throw .type("unsupported format string passed to \(value.typeName).__format__")
        }
        return try renderer.text(value)
    }

    private var isPlain: Bool {
        self.align == nil && self.width == 0 && self.precision == nil && self.type == nil && self.grouping.isEmpty
            && !self.isAlternate && self.sign == "-"
    }

    private func unknown(_ name: String) -> TemplateError {
        .value("Unknown format code '\(self.type.map { String($0) } ?? "")' for object of type '\(name)'")
    }

    func text(_ text: String) throws(TemplateError) -> String {
        guard self.type == nil || self.type == "s" else { throw self.unknown("str") }
        guard self.sign == "-" else { throw .value("Sign not allowed in string format specifier") }
        guard self.align != "=" || self.hasZeros else {
            throw .value("'=' alignment not allowed in string format specifier")
        }
        var text = text
        if let precision { text = String(text.unicodeScalars.prefix(precision)) }
        return self.pad("", text, standard: "<")
    }

    private func integer(_ number: Int) throws(TemplateError) -> String {
        let magnitude = number.magnitude
        var digits: String
        var prefix = ""
        switch self.type {
        case nil, "d", "n": digits = String(magnitude)
        case "x", "X":
            digits = String(magnitude, radix: 16, uppercase: self.type == "X")
            prefix = self.type == "X" ? "0X" : "0x"
        case "o": (digits, prefix) = (String(magnitude, radix: 8), "0o")
        case "b": (digits, prefix) = (String(magnitude, radix: 2), "0b")
        case "c":
            guard let scalar = UInt32(exactly: number).flatMap({ Unicode.Scalar($0) }) else {
                throw TemplateError(.overflow, "%c arg not in range")
            }
            return self.pad("", String(scalar), standard: "<")
        case "e", "E", "f", "F", "g", "G", "%": return try self.float(Double(number))
        default: throw self.unknown("int")
        }
        guard self.precision == nil else { throw .value("Precision not allowed in integer format specifier") }
        if !self.isAlternate { prefix = "" }
        let decimal = self.type == nil || self.type == "d" || self.type == "n"
        return self.number(isNegative: number < 0, prefix, digits, "", groupSize: decimal ? 3 : 4)
    }

    private func float(_ number: Double) throws(TemplateError) -> String {
        guard self.precision ?? 0 <= Self.finest else {
            throw TemplateError(.limit, "a precision of more than \(Self.finest) digits is not allowed")
        }
        let magnitude = number.magnitude
        var text: String
        var suffix = ""
        if !number.isFinite {
            text = number.isNaN ? "nan" : "inf"
            if let type, "EFG".unicodeScalars.contains(type) { text = text.uppercased() }
            if self.type == "%" { suffix = "%" }
            return self.number(isNegative: number < 0, "", text, suffix, groupSize: 3)
        }
        switch self.type {
        case "e", "E", "f", "F", "g", "G":
            let type = Character(self.type ?? "f")
            text = FloatText.printed(magnitude, type, precision: self.precision ?? 6, isAlternate: self.isAlternate)
        case "%":
            text = FloatText.printed(magnitude * 100, "f", precision: self.precision ?? 6)
            suffix = "%"
        case nil, "n":
            if let precision {
                text = FloatText.printed(magnitude, "g", precision: max(1, precision))
                if self.type == nil { text = Self.withPoint(magnitude, text, max(1, precision)) }
            } else {
                text = FloatText.shortest(magnitude)
            }
        default: throw self.unknown("float")
        }
        let whole = String(text.prefix { $0.isNumber })
        return self.number(
            isNegative: number.sign == .minus,
            "",
            whole,
            text.dropFirst(whole.count) + suffix,
            groupSize: 3
        )
    }

    /// Without a type a float keeps a point, and one digit of the precision is kept for behind it.
    private static func withPoint(_ number: Double, _ text: String, _ precision: Int) -> String {
        guard !text.contains(".") && !text.contains("e") else { return text }
        guard text.count >= precision else { return text + ".0" }
        let exponent = FloatText.printed(number, "e", precision: precision - 1)
        let parts = exponent.split(separator: "e")
        var mantissa = String(parts[0])
        if mantissa.contains(".") {
            while mantissa.hasSuffix("0") { mantissa.removeLast() }
            if mantissa.hasSuffix(".") { mantissa.removeLast() }
        }
        return mantissa + "e" + parts[1]
    }

    private func number(
        isNegative: Bool,
        _ prefix: String,
        _ whole: String,
        _ rest: some StringProtocol,
        groupSize: Int
    ) -> String {
        var sign = isNegative ? "-" : ""
        if !isNegative, self.sign != "-" { sign = String(self.sign) }
        var digits = self.grouping.isEmpty ? whole : Self.grouped(whole, self.grouping, groupSize)
        if !self.grouping.isEmpty, self.align == "=", self.fill == "0" {
            // Zeros in front are grouped too.
            var padded = whole
            while (sign + prefix + digits + rest).length < self.width {
                padded = "0" + padded
                let grouped = Self.grouped(padded, self.grouping, groupSize)
                digits = grouped
            }
        }
        return self.pad(sign + prefix, digits + rest, standard: ">")
    }

    private static func grouped(_ digits: String, _ separator: String, _ size: Int) -> String {
        var out: [Character] = []
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index % size == 0 { out.append(contentsOf: separator) }
            out.append(digit)
        }
        return String(out.reversed())
    }

    /// - Parameter sign: Stays in front when the fill goes between (`=`).
    private func pad(_ sign: String, _ body: String, standard: Unicode.Scalar) -> String {
        let missing = self.width - sign.length - body.length
        guard missing > 0 else { return sign + body }
        func filled(_ count: Int) -> String { String(repeating: self.fill, count: count) }
        switch self.align ?? standard {
        case "<": return sign + body + filled(missing)
        case "=": return standard == "<" ? sign + body + filled(missing) : sign + filled(missing) + body
        case "^": return filled(missing / 2) + sign + body + filled(missing - missing / 2)
        default: return filled(missing) + sign + body
        }
    }
}

/// An object that formats itself, as times do.
protocol Formattable {
    func format(_ specification: FormatSpecification, _ renderer: Renderer) throws(TemplateError) -> String
}
