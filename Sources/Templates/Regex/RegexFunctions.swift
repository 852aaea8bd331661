/// Home Assistant's filters with regular expressions.
enum RegexFunctions {
    static let match = Function("regex_match", ["value", "find", "ignorecase"], required: 1) {
        (call) throws(TemplateError) in
        .bool(try Self.matcher(call, ignoreCaseAt: 2).match(at: 0) != nil)
    }

    static let search = Function("regex_search", ["value", "find", "ignorecase"], required: 1) {
        (call) throws(TemplateError) in
        .bool(try Self.matcher(call, ignoreCaseAt: 2).search(from: 0) != nil)
    }

    static let findAll = Function("regex_findall", ["value", "find", "ignorecase"], required: 1) {
        (call) throws(TemplateError) in
        try call.renderer.list(try Self.findings(call, ignoreCaseAt: 2))
    }

    static let findAllIndex = Function(
        "regex_findall_index",
        ["value", "find", "index", "ignorecase"],
        required: 1
    ) { (call) throws(TemplateError) in
        let findings = try Self.findings(call, ignoreCaseAt: 3)
        let index = try call.integer(2)
        guard -findings.count..<findings.count ~= index else {
            throw TemplateError(.index, "list index out of range: there are \(findings.count) matches")
        }
        return findings[index < 0 ? index + findings.count : index]
    }

    static let replace = Function("regex_replace", ["value", "find", "replace", "ignorecase"], required: 0) {
        (call) throws(TemplateError) in
        let matcher = try Self.matcher(call, ignoreCaseAt: 3)
        let replacement = try RegexReplacement(try call.string(2), matcher.program)
        var out = String.UnicodeScalarView()
        var end = 0
        for match in try matcher.all() {
            out.append(contentsOf: matcher.text[end..<match.start])
            out.append(contentsOf: replacement.text(match, matcher).unicodeScalars)
            end = match.end
            try call.renderer.check(stringBytes: out.count)
        }
        out.append(contentsOf: matcher.text[end...])
        return try call.renderer.string(String(out))
    }

    private static func matcher(_ call: Call, ignoreCaseAt index: Int) throws(TemplateError) -> RegexMatcher {
        let text = call.given(0) == nil ? "" : try call.text()
        let program = try RegexProgram(try call.string(1), ignoresCase: try call.isTrue(index))
        try call.renderer.spend(steps: program.instructions.count)
        return RegexMatcher(program, text, call.renderer)
    }

    private static func findings(_ call: Call, ignoreCaseAt index: Int) throws(TemplateError) -> [Value] {
        let matcher = try Self.matcher(call, ignoreCaseAt: index)
        var findings: [Value] = []
        for match in try matcher.all() {
            let groups = (0...matcher.program.groupCount).map { Value.string(matcher.group($0, of: match) ?? "") }
            switch groups.count {
            case 1: findings.append(groups[0])
            case 2: findings.append(groups[1])
            default: findings.append(try call.renderer.tuple(Array(groups.dropFirst())))
            }
        }
        return findings
    }
}

/// What a match is replaced with: text with `\1` and `\g<name>` in it.
struct RegexReplacement {
    private enum Part {
        case text(String)
        case group(Int)
    }

    private var parts: [Part] = []

    init(_ source: String, _ program: RegexProgram) throws(TemplateError) {
        var rest = source.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                self.parts.append(.text(String(scalar)))
                continue
            }
            guard let mark = rest.popFirst() else { throw .value("bad escape (end of pattern) in the replacement") }
            self.parts.append(try Self.escape(mark, &rest, program))
        }
    }

    private static func escape(
        _ mark: Unicode.Scalar,
        _ rest: inout Substring.UnicodeScalarView,
        _ program: RegexProgram
    ) throws(TemplateError) -> Part {
        switch mark {
        case "n": return .text("\n")
        case "t": return .text("\t")
        case "r": return .text("\r")
        case "\\": return .text("\\")
        case "0": return .text("\0")
        case "1"..."9":
            var digits = String(mark)
            if let second = rest.first, second.isASCIIDigit { digits += String(rest.removeFirst()) }
            return .group(try Self.checked(Int(digits), program))
        case "g":
            let name = rest.prefix { $0 != ">" }.dropFirst()
            guard rest.first == "<", rest.count > name.count + 1 else {
                throw .value("missing group name in the replacement")
            }
            rest = rest.dropFirst(name.count + 2)
            let text = String(name)
            return .group(try Self.checked(Int(text) ?? program.names[text], program))
        default:
            guard !mark.isASCII || !mark.isPythonLetter else { throw .value("bad escape \\\(mark) in the replacement") }
            return .text("\\\(mark)")
        }
    }

    private static func checked(_ number: Int?, _ program: RegexProgram) throws(TemplateError) -> Int {
        guard let number, 0...program.groupCount ~= number else {
            throw .value("the replacement refers to a group that the expression does not have")
        }
        return number
    }

    func text(_ match: RegexMatcher.Match, _ matcher: RegexMatcher) -> String {
        var text = ""
        for part in self.parts {
            switch part {
            case .text(let own): text += own
            case .group(let number): text += matcher.group(number, of: match) ?? ""
            }
        }
        return text
    }
}
