/// Filters that lay texts out.
enum LayoutFilters {
    static let all: [(String, Function)] = [
        Function("center", ["value", "width"], required: 1) { (call) throws(TemplateError) in
            let width = try call.integer(1, 80)
            return try call.renderer.string(
                try StringMethods.centered(try call.text(), width, " ", call.renderer)
            )
        }.entry,
        Function("indent", ["s", "width", "first", "blank"], required: 1) { (call) throws(TemplateError) in
            try call.renderer.string(try Self.indented(call))
        }.entry,
        Function("truncate", ["s", "length", "killwords", "end", "leeway"], required: 1) {
            (call) throws(TemplateError) in
            try Self.truncated(call)
        }.entry,
        Function("wordwrap", ["s", "width", "break_long_words", "wrapstring", "break_on_hyphens"], required: 1) {
            (call) throws(TemplateError) in
            try call.renderer.string(try Self.wrapped(call))
        }.entry,
        Function("filesizeformat", ["value", "binary"], required: 1) { (call) throws(TemplateError) in
            .string(Self.fileSize(try Conversion.float(call[0]), isBinary: try call.isTrue(1)))
        }.entry,
    ]

    private static func indented(_ call: Call) throws(TemplateError) -> String {
        let indent: String
        if let text = call.given(1)?.string {
            indent = text
        } else {
            let width = try call.integer(1, 4)
            try call.renderer.check(stringBytes: width)
            indent = String(repeating: " ", count: max(0, width))
        }
        let lines = StringSplitting.lines(try call.string(0) + "\n")
        try call.renderer.check(stringBytes: lines.count * indent.utf8.count)
        let indentsBlank = try call.isTrue(3)
        var out = ""
        for (index, line) in lines.enumerated() {
            if index > 0 { out += "\n" }
            if index > 0 ? indentsBlank || !line.isEmpty : try call.isTrue(2) { out += indent }
            out += line
        }
        return out
    }

    private static func truncated(_ call: Call) throws(TemplateError) -> Value {
        let length = try call.integer(1, 255)
        let end = try call.string(3, "...")
        let leeway = call.some(4) == nil ? (5) : try call.integer(4)
        guard length >= end.length else {
            throw TemplateError(.assertion, "expected length >= \(end.length), got \(length)")
        }
        guard leeway >= 0 else { throw TemplateError(.assertion, "expected leeway >= 0, got \(leeway)") }
        if case .undefined = call[0] { return call[0] }
        guard let text = call[0].string else {
            guard let count = try call.renderer.optionalLength(call[0]) else {
                throw .type("object of type '\(call[0].typeName)' has no len()")
            }
            guard count > length + leeway else { return call[0] }
            throw TemplateError(.attribute, "'\(call[0].typeName)' object has no attribute 'rsplit'")
        }
        let scalars = text.unicodeScalars
        guard text.length > length + leeway else { return .string(text) }
        let cut = scalars.prefix(length - end.length)
        if try call.isTrue(2) { return try call.renderer.string(String(cut) + end) }
        guard let space = cut.lastIndex(of: " ") else { return try call.renderer.string(String(cut) + end) }
        return try call.renderer.string(String(cut[..<space]) + end)
    }

    private static func wrapped(_ call: Call) throws(TemplateError) -> String {
        let width = try call.integer(1, 79)
        let breaksWords = try call.isTrue(2, true)
        let separator = call.some(3) == nil ? "\n" : try call.string(3)
        let breaksHyphens = try call.isTrue(4, true)
        var paragraphs: [String] = []
        for line in StringSplitting.lines(try call.string(0)) {
            var wrap = WordWrap(width: width, breaksLongWords: breaksWords, breaksOnHyphens: breaksHyphens)
            paragraphs.append(try wrap.lines(of: line, call.renderer).joined(separator: separator))
        }
        return paragraphs.joined(separator: separator)
    }

    private static func fileSize(_ bytes: Double, isBinary: Bool) -> String {
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return "\(Int(clamping: Int64(bytes.isFinite ? bytes : 0))) Bytes" }
        let prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
        var unit = base * base
        var index = 0
        while bytes >= unit, index < prefixes.count - 1 {
            unit *= base
            index += 1
        }
        let number = FloatText.printed(base * bytes / unit, "f", precision: 1)
        let prefix = isBinary ? prefixes[index].uppercased() + "i" : prefixes[index]
        return "\(number) \(prefix)B"
    }
}
