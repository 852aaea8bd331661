/// Methods that look for texts in strings.
enum StringSearching {
    static let methods = [
        Self.find("find", isLast: false, fails: false),
        Self.find("rfind", isLast: true, fails: false),
        Self.find("index", isLast: false, fails: true),
        Self.find("rindex", isLast: true, fails: true),
        Function("count", ["self", "sub", "start", "end"], required: 2) { (call) throws(TemplateError) in
            let part = try call.string(1)
            guard let (_, text) = try Self.section(call) else { return .int(0) }
            return .int(TextSearch.count(part, in: text))
        },
        Self.edge("startswith") { $0.starts(with: $1) },
        Self.edge("endswith") { $0.count >= $1.count && $0.suffix($1.count).elementsEqual($1) },
        Function("replace", ["self", "old", "new", "count"], required: 3) { (call) throws(TemplateError) in
            let count = try call.integer(3, -1)
            let (text, old, new) = (try call.string(0), try call.string(1), try call.string(2))
            return try call.renderer.string(
                try TextSearch.replace(old, with: new, in: text, count: count, call.renderer)
            )
        },
    ]

    /// The part between the arguments `start` and `end`, and where it begins; `nil` when it begins beyond the end.
    private static func section(_ call: Call) throws(TemplateError) -> (start: Int, text: String)? {
        let text = try call.string(0)
        try call.renderer.spend(bytes: text.utf8.count)
        guard call.some(2) != nil || call.some(3) != nil else { return (0, text) }
        let scalars = text.scalars
        func bound(_ index: Int, _ standard: Int) throws(TemplateError) -> Int {
            guard let value = call.some(index) else { return standard }
            let number = try Call.integer(value)
            return number < 0 ? max(0, max(number, -scalars.count) + scalars.count) : number
        }
        let start = try bound(2, 0)
        let end = min(try bound(3, scalars.count), scalars.count)
        guard start <= scalars.count, start <= end else { return nil }
        return (start, String(scalars[start..<end]))
    }

    private static func find(_ name: String, isLast: Bool, fails: Bool) -> Function {
        Function(name, ["self", "sub", "start", "end"], required: 2) { (call) throws(TemplateError) in
            let part = Array(try call.string(1).utf8)
            if let (start, text) = try Self.section(call) {
                let bytes = Array(text.utf8)
                let found =
                    isLast ? TextSearch.last(part, in: bytes) : TextSearch.first(part, in: bytes)
                if let found { return .int(start + String(bytes: bytes[..<found]).length) }
            }
            guard !fails else { throw .value("substring not found") }
            return .int(-1)
        }
    }

    private static func edge(_ name: String, _ holds: @escaping @Sendable ([UInt8], [UInt8]) -> Bool) -> Function {
        Function(name, ["self", "prefix", "start", "end"], required: 2) { (call) throws(TemplateError) in
            var parts: [String] = []
            if case .tuple(let elements) = call[1] {
                for item in elements.items {
                    guard let part = item.string else { throw .type("\(name) needs a string or a tuple of strings") }
                    parts.append(part)
                }
            } else {
                guard let part = call[1].string else { throw .type("\(name) needs a string or a tuple of strings") }
                parts = [part]
            }
            guard let (_, text) = try Self.section(call) else { return .bool(false) }
            let bytes = Array(text.utf8)
            return .bool(parts.contains { holds(bytes, Array($0.utf8)) })
        }
    }
}
