/// Filters for HTML.
///
/// Values do not remember that they are escaped, since nothing here escapes by itself.
enum MarkupFilters {
    static let all: [(String, Function)] = [
        ("e", Self.escape), ("escape", Self.escape), ("forceescape", Self.escape),
        Function("safe", ["value"]) { (call) throws(TemplateError) in try call.renderer.string(try call.text()) }.entry,
        Function("striptags", ["value"]) { (call) throws(TemplateError) in
            try call.renderer.string(Self.withoutTags(try call.text()))
        }.entry,
        Function("tojson", ["value", "indent"], required: 1) { (call) throws(TemplateError) in
            let indent = call.some(1) == nil ? nil : try call.integer(1)
            let text = try JSONWriter.python(call[0], indent: indent, sortsKeys: true, call.renderer)
            var safe = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "<": safe += "\\u003c"
                case ">": safe += "\\u003e"
                case "&": safe += "\\u0026"
                case "'": safe += "\\u0027"
                default: safe.unicodeScalars.append(scalar)
                }
            }
            return try call.renderer.string(safe)
        }.entry,
        Function("xmlattr", ["d", "autospace"], required: 1) { (call) throws(TemplateError) in
            guard case .dict(let mapping) = call[0] else {
                throw TemplateError(.attribute, "'\(call[0].typeName)' object has no attribute 'items'")
            }
            var parts: [String] = []
            for (key, value) in zip(mapping.keys, mapping.values) where !value.isNone && !value.isUndefined {
                guard let name = key.string else { throw .type("expected string, got '\(key.typeName)'") }
                guard
                    !name.unicodeScalars.contains(where: {
                        $0.isASCII && $0.isPythonSpace && $0.value <= 0x20 && $0.value < 0x1C || $0 == " "
                    })
                else {
                    throw .value("Spaces are not allowed in attributes: '\(name)'")
                }
                parts.append("\(Self.escaped(name))=\"\(Self.escaped(try call.renderer.text(value)))\"")
            }
            let joined = parts.joined(separator: " ")
            return try call.renderer.string(try call.isTrue(1, true) && !joined.isEmpty ? " " + joined : joined)
        }.entry,
        Function.unsupported("urlize", "a template here makes URLs and states, not pages").entry,
        Function.unsupported("pprint", "to_json(pretty_print=true) shows a value too").entry,
    ]

    private static let escape = Function("escape", ["value"]) { (call) throws(TemplateError) in
        try call.renderer.string(Self.escaped(try call.text()))
    }

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "'": out += "&#39;"
            case "\"": out += "&#34;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// Without comments and tags, and with single spaces; the five entities of XML become characters.
    private static func withoutTags(_ text: String) -> String {
        var bytes = Array(text.utf8)
        func remove(_ open: [UInt8], _ close: [UInt8]) {
            var start = 0
            var out: [UInt8] = []
            while let begin = TextSearch.first(open, in: bytes, from: start),
                let end = TextSearch.first(close, in: bytes, from: begin)
            {
                out += bytes[start..<begin]
                start = end + close.count
            }
            bytes = out + bytes[start...]
        }
        remove(Array("<!--".utf8), Array("-->".utf8))
        remove(Array("<".utf8), Array(">".utf8))
        let words = String(bytes: bytes).unicodeScalars.split { $0.isPythonSpace }.map { String($0) }
        return Self.unescaped(words.joined(separator: " "))
    }

    private static func unescaped(_ text: String) -> String {
        let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]
        var out = ""
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "&", let end = rest.prefix(12).firstIndex(of: ";") else {
                out.unicodeScalars.append(scalar)
                continue
            }
            let name = String(rest[..<end])
            let number =
                name.hasPrefix("#x") || name.hasPrefix("#X")
                ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            guard let replacement = entities[name] ?? number.flatMap({ Unicode.Scalar($0) }).map({ String($0) }) else {
                out += "&"
                continue
            }
            out += replacement
            rest = rest[rest.index(after: end)...]
        }
        return out
    }
}
