/// Methods that cut strings up.
enum StringSplitting {
    static let methods = [
        Self.strip("strip", left: true, right: true),
        Self.strip("lstrip", left: true, right: false),
        Self.strip("rstrip", left: false, right: true),
        Self.split("split", isFromRight: false),
        Self.split("rsplit", isFromRight: true),
        Function("splitlines", ["self", "keepends"], required: 1) { (call) throws(TemplateError) in
            let keeps = try call.isTrue(1)
            return try call.renderer.list(Self.lines(try call.string(0), keepsEnds: keeps).map { .string($0) })
        },
        Self.partition("partition", isFromRight: false),
        Self.partition("rpartition", isFromRight: true),
        Function("removeprefix", ["self", "prefix"]) { (call) throws(TemplateError) in
            let (text, prefix) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
            return .string(String(bytes: text.starts(with: prefix) ? text[prefix.count...] : text[...]))
        },
        Function("removesuffix", ["self", "suffix"]) { (call) throws(TemplateError) in
            let (text, suffix) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
            let isEnd = text.count >= suffix.count && text.suffix(suffix.count).elementsEqual(suffix)
            return .string(String(bytes: isEnd ? text.dropLast(suffix.count) : text[...]))
        },
    ]

    static func stripped(_ text: String, of set: Set<Unicode.Scalar>?, left: Bool = true, right: Bool = true) -> String
    {
        func goes(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.isPythonSpace }
        var view = text.unicodeScalars[...]
        while left, let first = view.first, goes(first) { view.removeFirst() }
        while right, let last = view.last, goes(last) { view.removeLast() }
        return String(view)
    }

    private static func strip(_ name: String, left: Bool, right: Bool) -> Function {
        Function(name, ["self", "chars"], required: 1) { (call) throws(TemplateError) in
            let text = try call.string(0)
            let set = call.some(1) == nil ? nil : Set(try call.string(1).unicodeScalars)
            return .string(Self.stripped(text, of: set, left: left, right: right))
        }
    }

    private static func split(_ name: String, isFromRight: Bool) -> Function {
        Function(name, ["self", "sep", "maxsplit"], required: 1) { (call) throws(TemplateError) in
            let text = try call.string(0)
            let most = try call.integer(2, -1)
            try call.renderer.spend(bytes: text.utf8.count)
            let limit = most < 0 ? Int.max : most
            guard call.some(1) != nil else {
                let parts = isFromRight ? Self.fieldsFromRight(text, limit) : Self.fields(text, limit)
                return try call.renderer.list(parts.map { .string($0) })
            }
            let separator = try call.string(1)
            guard !separator.isEmpty else { throw .value("empty separator") }
            let parts = Self.parts(text, separator, limit, isFromRight: isFromRight)
            return try call.renderer.list(parts.map { .string($0) })
        }
    }

    /// Between runs of space.
    private static func fields(_ text: String, _ limit: Int) -> [String] {
        var parts: [String] = []
        var rest = text.unicodeScalars[...]
        while true {
            rest = rest.drop { $0.isPythonSpace }
            guard !rest.isEmpty else { return parts }
            guard parts.count < limit else {
                parts.append(String(rest))
                return parts
            }
            let part = rest.prefix { !$0.isPythonSpace }
            parts.append(String(part))
            rest = rest.dropFirst(part.count)
        }
    }

    private static func fieldsFromRight(_ text: String, _ limit: Int) -> [String] {
        Self.fields(String(text.unicodeScalars.reversed()), limit).reversed().map {
            String($0.unicodeScalars.reversed())
        }
    }

    private static func parts(_ text: String, _ separator: String, _ limit: Int, isFromRight: Bool) -> [String] {
        guard isFromRight else {
            return Self.parts(Array(text.utf8), Array(separator.utf8), limit).map { String(bytes: $0) }
        }
        let parts = Self.parts(text.utf8.reversed(), separator.utf8.reversed(), limit)
        return parts.reversed().map { String(bytes: $0.reversed()) }
    }

    private static func parts(_ text: [UInt8], _ mark: [UInt8], _ limit: Int) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        while parts.count < limit, let found = TextSearch.first(mark, in: text, from: start) {
            parts.append(text[start..<found])
            start = found + mark.count
        }
        parts.append(text[start...])
        return parts
    }

    static func lines(_ text: String, keepsEnds: Bool = false) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar.isLineEnd else {
                line.append(scalar)
                continue
            }
            if keepsEnds { line.append(scalar) }
            if scalar == "\r", rest.first == "\n" {
                rest.removeFirst()
                if keepsEnds { line.append("\n") }
            }
            lines.append(String(line))
            line = String.UnicodeScalarView()
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    private static func partition(_ name: String, isFromRight: Bool) -> Function {
        Function(name, ["self", "sep"]) { (call) throws(TemplateError) in
            let (text, mark) = (Array(try call.string(0).utf8), Array(try call.string(1).utf8))
            guard !mark.isEmpty else { throw .value("empty separator") }
            let found =
                isFromRight ? TextSearch.last(mark, in: text) : TextSearch.first(mark, in: text)
            guard let found else {
                return try call.renderer.tuple(isFromRight ? [.empty, .empty, call[0]] : [call[0], .empty, .empty])
            }
            let parts = [text[..<found], mark[...], text[(found + mark.count)...]]
            return try call.renderer.tuple(parts.map { .string(String(bytes: $0)) })
        }
    }
}
