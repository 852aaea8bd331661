/// The methods of strings.
enum StringMethods {
    static func method(_ name: String, of text: String) -> Value? {
        self.table[name].map { .object(BoundFunction($0, .string(text))) }
    }

    private static let table: [String: Function] = {
        let all =
            Self.cases + Self.questions + StringSplitting.methods
            + (StringSearching.methods + Self.padding).map(\.byPosition)
            + Self.others
        return Dictionary(all.map { ($0.name, $0) }) { $1 }
    }()

    private static func map(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Function {
        Function(name, ["self"]) { (call) throws(TemplateError) in try call.renderer.string(change(try call.string(0)))
        }
    }

    private static let cases = [
        Self.map("upper") { $0.uppercased() },
        Self.map("lower", LetterCase.lower),
        Self.map("casefold") {
            LetterCase.lower($0).split(separator: "ß", omittingEmptySubsequences: false).joined(separator: "ss")
        },
        Self.map("capitalize", LetterCase.capitalized),
        Self.map("title", LetterCase.titled),
        Self.map("swapcase", LetterCase.swapped),
    ]

    private static func ask(_ name: String, _ holds: @escaping @Sendable (String) -> Bool) -> Function {
        Function(name, ["self"]) { (call) throws(TemplateError) in .bool(holds(try call.string(0))) }
    }

    private static func all(_ name: String, _ holds: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Function {
        Self.ask(name) { !$0.isEmpty && $0.unicodeScalars.allSatisfy(holds) }
    }

    private static let questions = [
        Self.ask("islower", LetterCase.isLower),
        Self.ask("isupper", LetterCase.isUpper),
        Self.ask("istitle", LetterCase.isTitle),
        Self.all("isalpha") { $0.isPythonLetter },
        Self.all("isalnum") { $0.isPythonAlphanumeric },
        Self.all("isdigit") { $0.properties.numericType == .decimal || $0.properties.numericType == .digit },
        Self.all("isdecimal") { $0.properties.numericType == .decimal },
        Self.all("isnumeric") { $0.properties.numericType != nil },
        Self.all("isspace") { $0.isPythonSpace },
        Self.ask("isascii") { $0.utf8.allSatisfy { $0 < 0x80 } },
        Self.ask("isprintable") { $0.unicodeScalars.allSatisfy { $0.isPrintable } },
        Self.ask("isidentifier") { text in
            guard let first = text.unicodeScalars.first else { return false }
            return (first == "_" || first.properties.isXIDStart)
                && text.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
        },
    ]

    private static let padding = [
        Self.pad("ljust") { (0, $0) },
        Self.pad("rjust") { ($0, 0) },
        Function("center", ["self", "width", "fillchar"], required: 2) { (call) throws(TemplateError) in
            try call.renderer.string(
                try Self.centered(try call.string(0), try call.integer(1), try Self.fill(call), call.renderer)
            )
        },
        Function("zfill", ["self", "width"]) { (call) throws(TemplateError) in
            let text = try call.string(0)
            let missing = try call.integer(1) - text.length
            guard missing > 0 else { return .string(text) }
            try call.renderer.check(stringBytes: missing)
            let zeros = String(repeating: "0", count: missing)
            let hasSign = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
            guard hasSign else { return try call.renderer.string(zeros + text) }
            return try call.renderer.string(
                String(text.unicodeScalars.prefix(1)) + zeros + String(text.unicodeScalars.dropFirst())
            )
        },
        Function("expandtabs", ["self", "tabsize"], required: 1) { (call) throws(TemplateError) in
            let size = try call.integer(1, 8)
            try call.renderer.check(stringBytes: size)
            var text = ""
            var column = 0
            for scalar in try call.string(0).unicodeScalars {
                if scalar == "\t" {
                    let count = size > 0 ? size - column % size : 0
                    text += String(repeating: " ", count: count)
                    column += count
                } else {
                    text.unicodeScalars.append(scalar)
                    column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
                }
                try call.renderer.check(stringBytes: text.utf8.count)
            }
            return try call.renderer.string(text)
        },
    ]

    /// CPython puts the odd space left or right depending on the width.
    static func centered(
        _ text: String,
        _ width: Int,
        _ fill: String,
        _ renderer: Renderer
    ) throws(TemplateError) -> String {
        let missing = width - text.length
        guard missing > 0 else { return text }
        try renderer.check(stringBytes: missing)
        let left = missing / 2 + (missing & width & 1)
        return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
    }

    private static func fill(_ call: Call) throws(TemplateError) -> String {
        let fill = try call.string(2, " ")
        guard fill.length == 1 else { throw .type("the fill character must be exactly one character long") }
        return fill
    }

    private static func pad(_ name: String, _ split: @escaping @Sendable (Int) -> (Int, Int)) -> Function {
        Function(name, ["self", "width", "fillchar"], required: 2) { (call) throws(TemplateError) in
            let text = try call.string(0)
            let missing = try call.integer(1) - text.length
            let fill = try Self.fill(call)
            guard missing > 0 else { return .string(text) }
            try call.renderer.check(stringBytes: missing)
            let (left, right) = split(missing)
            return try call.renderer.string(
                String(repeating: fill, count: left) + text + String(repeating: fill, count: right)
            )
        }
    }

    private static let others = [
        Function("join", ["self", "iterable"]) { (call) throws(TemplateError) in
            let separator = try call.string(0)
            var joined = ""
            for (index, item) in try call.renderer.items(call[1]).enumerated() {
                guard let text = item.string else {
                    throw .type("sequence item \(index): expected str instance, \(item.typeName) found")
                }
                joined += index == 0 ? text : separator + text
                try call.renderer.check(stringBytes: joined.utf8.count)
            }
            return try call.renderer.string(joined)
        },
        Function("format", ["self"], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            let arguments = Arguments(positional: Array(call.arguments.dropFirst()), named: call.named)
            return try call.renderer.string(try BraceFormat.apply(try call.string(0), arguments, call.renderer))
        },
        Function("format_map", ["self", "mapping"]) { (call) throws(TemplateError) in
            guard case .dict(let mapping) = call[1] else { throw .type("format_map() needs a dict") }
            var arguments = Arguments()
            for (key, value) in zip(mapping.keys, mapping.values) {
                if let name = key.string { arguments.named.append((name, value)) }
            }
            return try call.renderer.string(try BraceFormat.apply(try call.string(0), arguments, call.renderer))
        },
        Function.unsupported("encode", "a template here has no bytes"),
        Function.unsupported("translate", "replace() does that for single texts"),
        Function.unsupported("maketrans", "replace() does that for single texts"),
    ]
}
