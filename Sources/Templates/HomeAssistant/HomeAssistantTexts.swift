internal import Shared

/// Functions of texts and of any value.
enum HomeAssistantTexts {
    /// Both filters and functions.
    static let shared: [Function] = [
        Function("slugify", ["value", "separator"], required: 1) { (call) throws(TemplateError) in
            if call[0].isNone { return .empty }
            guard let text = call[0].string else { throw .type("slugify() needs a string, not \(call[0].typeName)") }
            guard !text.isEmpty else { return .empty }
            let slug = Slug.make(text, separator: try call.string(1, "_"))
            return try call.renderer.string(slug.isEmpty ? "unknown" : slug)
        },
        Function("iif", ["value", "if_true", "if_false", "if_none"], required: 1) { (call) throws(TemplateError) in
            if call[0].isNone, let value = call.given(3) { return value }
            let isTrue = try call.renderer.isTrue(call[0])
            return isTrue ? call.given(1) ?? .bool(true) : call.given(2) ?? .bool(false)
        },
        Function("bool", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            if let value = Self.truth(call[0]).map({ .bool($0) }) ?? call.given(1) { return value }
            throw try Forgiving.noDefault("bool", call[0], call.renderer)
        },
        Function.unsupported("version", "compare versions with split('.') and lists"),
        Function.unsupported("pack", "a template here has no bytes"),
        Function.unsupported("unpack", "a template here has no bytes"),
    ]

    static func truth(_ value: Value) -> Bool? {
        switch value {
        case .bool(let value): return value
        case .int(let number): return number != 0
        case .float(let number): return number != 0
        case .string(let text):
            switch String(LetterCase.lower(text).unicodeScalars.trimmedSpace()) {
            case "1", "true", "yes", "on", "enable": return true
            case "0", "false", "no", "off", "disable": return false
            default: return nil
            }
        default: return nil
        }
    }

    static let base64: [Function] = [
        Function("base64_encode", ["value"]) { (call) throws(TemplateError) in
            guard let text = call[0].string else {
                if case .undefined(let undefined) = call[0] { throw undefined.error }
                throw TemplateError(.attribute, "'\(call[0].typeName)' object has no attribute 'encode'")
            }
            return try call.renderer.string(Base64.encode(text))
        },
        Function("base64_decode", ["value"]) { (call) throws(TemplateError) in
            guard let text = call[0].string else {
                throw .type("argument should be a bytes-like object or ASCII string, not '\(call[0].typeName)'")
            }
            return try call.renderer.string(try Base64.decode(text))
        },
    ]

    static let ordinal = Function("ordinal", ["value"]) { (call) throws(TemplateError) in
        let text = try call.text()
        let scalars = text.unicodeScalars
        let lastTwo = try Conversion.integer(.string(String(scalars.suffix(2))))
        let last = try Conversion.integer(.string(String(scalars.suffix(1))))
        let isTeen = 11...13 ~= (lastTwo % 100 + 100) % 100
        return .string(text + (isTeen ? "th" : [1: "st", 2: "nd", 3: "rd"][last % 10] ?? "th"))
    }

    static let ord = Function("ord", ["c"]) { (call) throws(TemplateError) in
        guard let text = call[0].string else {
            throw .type("ord() expected string of length 1, but \(call[0].typeName) found")
        }
        guard text.length == 1, let scalar = text.unicodeScalars.first else {
            throw .type("ord() expected a character, but string of length \(text.length) found")
        }
        return .int(Int(scalar.value))
    }

    static let json: [Function] = [
        Function("to_json", ["value", "ensure_ascii", "pretty_print", "sort_keys"], required: 1) {
            (call) throws(TemplateError) in
            let (isPretty, isSorted) = (try call.isTrue(2), try call.isTrue(3))
            let text =
                try call.isTrue(1)
                ? JSONWriter.python(call[0], indent: isPretty ? 2 : nil, sortsKeys: isSorted, call.renderer)
                : JSONWriter.compact(call[0], isPretty: isPretty, sortsKeys: isSorted, call.renderer)
            return try call.renderer.string(text)
        },
        Function("from_json", ["value"]) { (call) throws(TemplateError) in
            guard let text = call[0].string else { throw .value("from_json() needs a string, not \(call[0].typeName)") }
            return try JSONReader.read(text, call.renderer)
        },
    ]

    static let isDefined = Function("is_defined", ["value"]) { (call) throws(TemplateError) in
        if case .undefined(let undefined) = call[0] { throw undefined.error }
        return call[0]
    }

    static let contains = Function("contains", ["a", "b"]) { (call) throws(TemplateError) in
        .bool(try Comparison.contains(call[0], call[1], call.renderer))
    }

    /// Fails where Jinja's gives something undefined.
    static let random = Function("random", ["values"]) { (call) throws(TemplateError) in
        guard let value = try SequenceFilters.random(call) else {
            throw TemplateError(.index, "Cannot choose from an empty sequence")
        }
        return value
    }

    static let urlEncode = Function("urlencode", ["value"]) { (call) throws(TemplateError) in
        // The function gives bytes, which print so.
        let pairs = try Self.pairs(call)
        return .string("b'" + pairs.joined(separator: "&") + "'")
    }

    private static func pairs(_ call: Call) throws(TemplateError) -> [String] {
        var items: [Value]
        if case .dict(let mapping) = call[0] {
            items = mapping.pairs
        } else {
            guard try call.renderer.optionalCursor(call[0]) != nil, call[0].string?.isEmpty ?? true else {
                throw .type("not a valid non-string sequence or mapping object")
            }
            items = try call.renderer.items(call[0])
        }
        var pairs: [String] = []
        for item in items {
            let pair = try call.renderer.items(item)
            guard pair.count == 2 else { throw .type("not a valid non-string sequence or mapping object") }
            let texts = [try call.renderer.text(pair[0]), try call.renderer.text(pair[1])]
            pairs.append(texts.map { PercentEncoding.quoted($0, isQuery: true) }.joined(separator: "="))
        }
        return pairs
    }
}
