/// Filters of texts.
enum TextFilters {
    static let all: [(String, Function)] = [
        Self.map("upper") { $0.uppercased() },
        Self.map("lower", LetterCase.lower),
        Self.map("capitalize", LetterCase.capitalized),
        Self.map("title", Self.titled),
        Function("string", ["value"]) { (call) throws(TemplateError) in try call.renderer.string(try call.text()) }
            .entry,
        Function("trim", ["value", "chars"], required: 1) { (call) throws(TemplateError) in
            let text = try call.text()
            let set = call.some(1) == nil ? nil : Set(try call.string(1).unicodeScalars)
            return .string(StringSplitting.stripped(text, of: set))
        }.entry,
        Function("replace", ["s", "old", "new", "count"], required: 3) { (call) throws(TemplateError) in
            let count = call.some(3) == nil ? -1 : try call.integer(3)
            return try call.renderer.string(
                try TextSearch.replace(
                    try call.text(1),
                    with: try call.text(2),
                    in: try call.text(),
                    count: count,
                    call.renderer
                )
            )
        }.entry,
        Function("format", ["value"], isVariadic: true, takesNames: true) { (call) throws(TemplateError) in
            let arguments = Array(call.arguments.dropFirst())
            guard arguments.isEmpty || call.named.isEmpty else {
                throw TemplateError(
                    .filterArgument,
                    "can't handle positional and keyword arguments at the same time"
                )
            }
            let value: Value =
                call.named.isEmpty
                ? .tuple(Elements(arguments)) : .dict(try Mapping(call.named.map { (.string($0.name), $0.value) }))
            return try call.renderer.string(try PercentFormat.apply(try call.text(), value, call.renderer))
        }.entry,
        Function("wordcount", ["s"]) { (call) throws(TemplateError) in
            var count = 0
            var isInWord = false
            for scalar in try call.text().unicodeScalars {
                if scalar.isWord, !isInWord { count += 1 }
                isInWord = scalar.isWord
            }
            return .int(count)
        }.entry,
        Function("urlencode", ["value"]) { (call) throws(TemplateError) in
            try call.renderer.string(try Self.urlEncoded(call[0], call.renderer))
        }.entry,
        Function("join", ["value", "d", "attribute"], required: 1) { (call) throws(TemplateError) in
            let separator = call.given(1) == nil ? "" : try call.text(1)
            let path = ItemPath(call.given(2))
            var cursor = try call.renderer.cursor(call[0])
            var joined = ""
            var isFirst = true
            while let item = try cursor.next() {
                try call.renderer.step()
                if !isFirst { joined += separator }
                isFirst = false
                joined += try call.renderer.text(try path.of(item, call.renderer))
                try call.renderer.check(stringBytes: joined.utf8.count)
            }
            return try call.renderer.string(joined)
        }.entry,
    ]

    private static func map(_ name: String, _ change: @escaping @Sendable (String) -> String) -> (String, Function) {
        Function(name, ["s"]) { (call) throws(TemplateError) in
            try call.renderer.string(change(try call.text()))
        }.entry
    }

    /// The filter's own idea of words, which differs from the method's: `don't` is one.
    private static func titled(_ text: String) -> String {
        var titled = ""
        var isStart = true
        var word = String.UnicodeScalarView()
        func flush() {
            titled += LetterCase.lower(String(word))
            word = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if scalar == "-" || scalar.isPythonSpace || "({[<".unicodeScalars.contains(scalar) {
                flush()
                titled.unicodeScalars.append(scalar)
                isStart = true
            } else if isStart {
                titled += String(scalar).uppercased()
                isStart = false
            } else {
                word.append(scalar)
            }
        }
        flush()
        return titled
    }

    private static func urlEncoded(_ value: Value, _ renderer: Renderer) throws(TemplateError) -> String {
        if case .string(let text) = value { return PercentEncoding.quoted(text) }
        if case .dict(let mapping) = value { return try Self.query(mapping.pairs, renderer) }
        guard try renderer.optionalCursor(value) != nil else {
            return PercentEncoding.quoted(try renderer.text(value))
        }
        return try Self.query(try renderer.items(value), renderer)
    }

    private static func query(_ items: [Value], _ renderer: Renderer) throws(TemplateError) -> String {
        var parts: [String] = []
        for item in items {
            guard try renderer.optionalCursor(item) != nil else {
                throw .type("cannot unpack non-iterable \(item.typeName) object")
            }
            let pair = try renderer.items(item)
            guard pair.count == 2 else { throw .value("expected pairs of names and values") }
            let name = PercentEncoding.quoted(try renderer.text(pair[0]), isQuery: true)
            parts.append(name + "=" + PercentEncoding.quoted(try renderer.text(pair[1]), isQuery: true))
        }
        return parts.joined(separator: "&")
    }
}

/// `%20` and its like.
enum PercentEncoding {
    /// - Parameters:
    ///   - isQuery: A slash is quoted too, and a space becomes `+`.
    ///   - spaceAsPlus: As `isQuery` when not given.
    static func quoted(_ text: String, isQuery: Bool = false) -> String {
        var quoted: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "~"):
                quoted.append(byte)
            case UInt8(ascii: "/") where !isQuery: quoted.append(byte)
            case UInt8(ascii: " ") where isQuery: quoted.append(UInt8(ascii: "+"))
            default: quoted += [UInt8(ascii: "%"), Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            }
        }
        return String(bytes: quoted)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
