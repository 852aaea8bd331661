// Values as text, exactly as Python prints them.

extension Renderer {
    /// Python's `str(value)`.
    func text(_ value: Value) throws(TemplateError) -> String {
        switch value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .undefined: return ""
        case .object(let object): return try object.text(self)
        default:
            var text = ""
            try self.represent(value, into: &text)
            return text
        }
    }

    /// Python's `repr(value)`.
    func representation(_ value: Value) throws(TemplateError) -> String {
        var text = ""
        try self.represent(value, into: &text)
        return text
    }

    private func represent(_ value: Value, into text: inout String) throws(TemplateError) {
        try self.step()
        try self.check(stringBytes: text.utf8.count)
        switch value {
        case .undefined: text += "Undefined"
        case .none: text += "None"
        case .bool(let value): text += value ? "True" : "False"
        case .int(let value): text += String(value)
        case .float(let value): text += FloatText.shortest(value)
        case .string(let value):
            try self.spend(bytes: value.utf8.count)
            text += PythonQuotes.quoted(value)
        case .list(let elements):
            text += "["
            try self.represent(elements.items, into: &text)
            text += "]"
        case .tuple(let elements):
            text += "("
            try self.represent(elements.items, into: &text)
            text += elements.items.count == 1 ? ",)" : ")"
        case .dict(let mapping): try self.represent(mapping, into: &text)
        case .range(let interval):
            let step = interval.step == 1 ? "" : ", \(interval.step)"
            text += "range(\(interval.start), \(interval.stop)\(step))"
        case .object(let object): text += try object.representation(self)
        }
    }

    private func represent(_ items: [Value], into text: inout String) throws(TemplateError) {
        for (index, item) in items.enumerated() {
            if index > 0 { text += ", " }
            try self.represent(item, into: &text)
        }
    }

    private func represent(_ mapping: Mapping, into text: inout String) throws(TemplateError) {
        text += "{"
        for (index, (key, value)) in zip(mapping.keys, mapping.values).enumerated() {
            if index > 0 { text += ", " }
            try self.represent(key, into: &text)
            text += ": "
            try self.represent(value, into: &text)
        }
        text += "}"
    }
}

/// A string as Python writes it in a list.
enum PythonQuotes {
    static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 && $0 != 0x27 && $0 != 0x5C }
        if isPlain { return "'\(text)'" }
        let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
        var quoted = String.UnicodeScalarView([quote])
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": quoted.append(contentsOf: ["\\", scalar])
            case "\n": quoted.append(contentsOf: ["\\", "n"])
            case "\r": quoted.append(contentsOf: ["\\", "r"])
            case "\t": quoted.append(contentsOf: ["\\", "t"])
            default:
                if scalar.isPrintable {
                    quoted.append(scalar)
                } else {
                    quoted.append(contentsOf: Self.escape(scalar.value).unicodeScalars)
                }
            }
        }
        quoted.append(quote)
        return String(quoted)
    }

    private static func escape(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        let (mark, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + mark + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}

extension Unicode.Scalar {
    /// Python's `str.isprintable` of one character.
    var isPrintable: Bool {
        if self.isASCII { return 0x20..<0x7F ~= self.value }
        switch self.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
