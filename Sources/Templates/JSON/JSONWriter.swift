/// Values as JSON, in the two forms that Home Assistant writes.
struct JSONWriter {
    private let separators: (item: String, key: String)
    private let indent: Int?
    private let sortsKeys: Bool
    private let escapesAll: Bool
    private let renderer: Renderer
    private var text = ""
    /// The strict form has no words for "not a number".
    private let isStrict: Bool

    /// As Python's `json.dumps`: spaces after separators, only ASCII.
    static func python(
        _ value: Value,
        indent: Int?,
        sortsKeys: Bool,
        _ renderer: Renderer
    ) throws(TemplateError) -> String {
        var writer = Self(
            separators: (indent == nil ? ", " : ",", ": "),
            indent: indent,
            sortsKeys: sortsKeys,
            escapesAll: true,
            renderer: renderer,
            isStrict: false
        )
        try writer.write(value, level: 0)
        return writer.text
    }

    /// As `orjson.dumps`: no spaces, Unicode as it is.
    static func compact(
        _ value: Value,
        isPretty: Bool,
        sortsKeys: Bool,
        _ renderer: Renderer
    ) throws(TemplateError) -> String {
        var writer = Self(
            separators: (",", isPretty ? ": " : ":"),
            indent: isPretty ? 2 : nil,
            sortsKeys: sortsKeys,
            escapesAll: false,
            renderer: renderer,
            isStrict: true
        )
        try writer.write(value, level: 0)
        return writer.text
    }

    private init(
        separators: (item: String, key: String),
        indent: Int?,
        sortsKeys: Bool,
        escapesAll: Bool,
        renderer: Renderer,
        isStrict: Bool
    ) {
        self.separators = separators
        self.indent = indent
        self.sortsKeys = sortsKeys
        self.escapesAll = escapesAll
        self.renderer = renderer
        self.isStrict = isStrict
    }

    private mutating func write(_ value: Value, level: Int) throws(TemplateError) {
        try self.renderer.step()
        try self.renderer.check(stringBytes: self.text.utf8.count)
        switch value {
        case .none: self.text += "null"
        case .bool(let value): self.text += value ? "true" : "false"
        case .int(let value): self.text += String(value)
        case .float(let value): self.text += self.number(value)
        case .string(let value): try self.quote(value)
        case .list(let elements), .tuple(let elements):
            try self.write("[", "]", elements.items.count, level) { (writer, index) throws(TemplateError) in
                try writer.write(elements.items[index], level: level + 1)
            }
        case .dict(let mapping): try self.write(mapping, level)
        case .undefined, .range, .object:
            throw .type("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private mutating func write(_ mapping: Mapping, _ level: Int) throws(TemplateError) {
        var pairs: [(name: String, value: Value)] = []
        for (key, value) in zip(mapping.keys, mapping.values) { pairs.append((try self.name(key), value)) }
        if self.sortsKeys {
            if !self.isStrict, !mapping.keys.allSatisfy({ $0.string != nil }) { try self.checkOrder(mapping.keys) }
            pairs.sort { $0.name.precedes($1.name) }
        }
        try self.write("{", "}", pairs.count, level) { (writer, index) throws(TemplateError) in
            try writer.quote(pairs[index].name)
            writer.text += writer.separators.key
            try writer.write(pairs[index].value, level: level + 1)
        }
    }

    private func checkOrder(_ keys: [Value]) throws(TemplateError) {
        for (left, right) in zip(keys, keys.dropFirst()) {
            _ = try Comparison.order(left, right, self.renderer)
        }
    }

    private mutating func write(
        _ open: String,
        _ close: String,
        _ count: Int,
        _ level: Int,
        _ item: (inout JSONWriter, Int) throws(TemplateError) -> Void
    ) throws(TemplateError) {
        self.text += open
        for index in 0..<count {
            if index > 0 { self.text += self.separators.item }
            self.newLine(level + 1)
            try item(&self, index)
        }
        if count > 0 { self.newLine(level) }
        self.text += close
    }

    private mutating func newLine(_ level: Int) {
        guard let indent else { return }
        self.text += "\n" + String(repeating: " ", count: max(0, min(indent, 100)) * level)
    }

    private func name(_ key: Value) throws(TemplateError) -> String {
        switch key {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .bool(let value): return value ? "true" : "false"
        case .none: return "null"
        case .float(let number): return self.number(number)
        default: throw .type("keys must be str, int, float, bool or None, not \(key.typeName)")
        }
    }

    private func number(_ number: Double) -> String {
        guard number.isFinite else {
            return self.isStrict ? "null" : number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        }
        let text = FloatText.shortest(number)
        guard self.isStrict, text.contains("e") else { return text }
        // `1e+16` is `1e16` there, and small numbers stay decimal one digit longer.
        let plain = text.split(separator: "e+").joined(separator: "e")
        guard plain.hasSuffix("e-05") else { return plain.split(separator: "e-0").joined(separator: "e-") }
        let digits = plain.dropLast(4).filter { $0.isNumber }
        return (number < 0 ? "-" : "") + "0.0000" + digits
    }

    private mutating func quote(_ text: String) throws(TemplateError) {
        try self.renderer.spend(bytes: text.utf8.count)
        self.text += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": self.text += "\\\""
            case "\\": self.text += "\\\\"
            case "\n": self.text += "\\n"
            case "\r": self.text += "\\r"
            case "\t": self.text += "\\t"
            case "\u{8}": self.text += "\\b"
            case "\u{C}": self.text += "\\f"
            default:
                if scalar.value < 0x20 || (self.escapesAll && scalar.value >= 0x7F && scalar.value != 0x7F) {
                    for unit in String(scalar).utf16 { self.text += Self.escape(unit) }
                } else {
                    self.text.unicodeScalars.append(scalar)
                }
            }
        }
        self.text += "\""
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }
}
