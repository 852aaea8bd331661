/// Reads regular expressions in Python's form.
///
/// The one of Swift's standard library is no help: its syntax and its idea of a character differ, and it cannot be stopped
/// when an expression takes for ever.
struct RegexParser {
    private var rest: Substring.UnicodeScalarView
    private let source: String
    private(set) var groupCount = 0
    private(set) var names: [String: Int] = [:]
    var ignoresCase: Bool
    private var isMultiline = false
    private var dotMatchesAll = false
    private var isVerbose = false
    private var depth = 0

    /// Groups within groups; as deep as templates nest.
    private static let deepest = 30

    static func parse(_ source: String, ignoresCase: Bool) throws(TemplateError) -> (RegexNode, RegexParser) {
        var parser = Self(source, ignoresCase: ignoresCase)
        let node = try parser.alternatives()
        guard parser.rest.isEmpty else { throw parser.failure("unbalanced parenthesis") }
        return (node, parser)
    }

    private init(_ source: String, ignoresCase: Bool) {
        self.source = source
        self.rest = source.unicodeScalars[...]
        self.ignoresCase = ignoresCase
    }

    private func failure(_ reason: String) -> TemplateError {
        let place = self.source.length - String(self.rest).length
        return .value("the regular expression is wrong: \(reason) at character \(place + 1)")
    }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard self.rest.first == scalar else { return false }
        self.rest.removeFirst()
        return true
    }

    private mutating func skip(_ text: String) -> Bool {
        guard self.rest.starts(with: text.unicodeScalars) else { return false }
        self.rest = self.rest.dropFirst(text.unicodeScalars.count)
        return true
    }

    private mutating func alternatives() throws(TemplateError) -> RegexNode {
        self.depth += 1
        guard self.depth <= Self.deepest else { throw self.failure("groups nest too deep") }
        defer { self.depth -= 1 }
        var branches = [try self.sequence()]
        while self.skip("|" as Unicode.Scalar) { branches.append(try self.sequence()) }
        return branches.count == 1 ? branches[0] : .either(branches)
    }

    private mutating func sequence() throws(TemplateError) -> RegexNode {
        var nodes: [RegexNode] = []
        while let scalar = self.rest.first, scalar != "|", scalar != ")" {
            if self.isVerbose, scalar.isPythonSpace {
                self.rest.removeFirst()
                continue
            }
            guard let atom = try self.atom() else { continue }
            nodes.append(try self.quantified(atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    // MARK: Repetition

    private mutating func quantified(_ atom: RegexNode) throws(TemplateError) -> RegexNode {
        guard let (least, most) = try self.quantifier() else { return atom }
        if case .anchor = atom { throw self.failure("nothing to repeat") }
        let isLazy = self.skip("?" as Unicode.Scalar)
        if !isLazy, self.rest.first == "+" {
            throw TemplateError(.unsupported, "possessive repetition (*+, ++) is left out of regular expressions")
        }
        let node = RegexNode.repeated(atom, least: least, most: most, isLazy: isLazy)
        if try self.quantifier() != nil { throw self.failure("multiple repeat") }
        return node
    }

    private mutating func quantifier() throws(TemplateError) -> (least: Int, most: Int?)? {
        switch self.rest.first {
        case "*":
            self.rest.removeFirst()
            return (0, nil)
        case "+":
            self.rest.removeFirst()
            return (1, nil)
        case "?":
            self.rest.removeFirst()
            return (0, 1)
        case "{": return try self.counts()
        default: return nil
        }
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`; anything else is text.
    private mutating func counts() throws(TemplateError) -> (least: Int, most: Int?)? {
        let saved = self.rest
        self.rest.removeFirst()
        let low = self.number()
        var high = low
        let hasComma = self.skip("," as Unicode.Scalar)
        if hasComma { high = self.number() }
        guard self.skip("}" as Unicode.Scalar), low != nil || hasComma else {
            self.rest = saved
            return nil
        }
        let least = low ?? 0
        guard least <= 1000, (high ?? 0) <= 1000 else {
            throw TemplateError(.limit, "a regular expression may repeat something at most 1000 times by number")
        }
        if let high, high < least { throw self.failure("min repeat greater than max repeat") }
        return (least, high)
    }

    private mutating func number() -> Int? {
        let digits = self.rest.prefix { $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        self.rest = self.rest.dropFirst(digits.count)
        return Int(String(digits)) ?? .max
    }

    // MARK: Atoms

    /// - Returns: `nil` for what matches nothing by itself: comments and switches.
    private mutating func atom() throws(TemplateError) -> RegexNode? {
        guard let scalar = self.rest.popFirst() else { return .empty }
        switch scalar {
        case ".": return self.dotMatchesAll ? .any : .set(Self.notLineEnd)
        case "^": return .anchor(self.isMultiline ? .lineStart : .start)
        case "$": return .anchor(self.isMultiline ? .lineEnd : .nearEnd)
        case "(": return try self.group()
        case "[": return .set(try self.set())
        case "\\": return try self.escape()
        case "*", "+", "?": throw self.failure("nothing to repeat")
        case "#" where self.isVerbose:
            self.rest = self.rest.drop { $0 != "\n" }
            return nil
        default: return .scalar(scalar)
        }
    }

    private static let notLineEnd = RegexSet(scalars: ["\n"], isNegated: true)

    private mutating func group() throws(TemplateError) -> RegexNode? {
        guard self.skip("?" as Unicode.Scalar) else { return try self.captured(nil) }
        if self.skip("P<") { return try self.captured(try self.name(until: ">")) }
        if self.skip("P=") {
            let name = try self.name(until: ")")
            guard let number = self.names[name] else { throw self.failure("unknown group name '\(name)'") }
            return .backReference(number)
        }
        if self.skip("#" as Unicode.Scalar) {
            self.rest = self.rest.drop { $0 != ")" }.dropFirst()
            return nil
        }
        for (mark, isBehind, isNegated) in [
            ("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true),
        ]
        where self.skip(mark) {
            let node = try self.closed()
            if isBehind, node.width == nil { throw self.failure("look-behind requires fixed-width pattern") }
            return .look(node, isBehind: isBehind, isNegated: isNegated)
        }
        return try self.switches()
    }

    private mutating func captured(_ name: String?) throws(TemplateError) -> RegexNode {
        self.groupCount += 1
        let number = self.groupCount
        guard number <= 99 else { throw TemplateError(.limit, "a regular expression may have 99 groups") }
        if let name {
            guard self.names.updateValue(number, forKey: name) == nil else {
                throw self.failure("redefinition of group name '\(name)'")
            }
        }
        return .group(number, try self.closed())
    }

    private mutating func closed() throws(TemplateError) -> RegexNode {
        let node = try self.alternatives()
        guard self.skip(")" as Unicode.Scalar) else { throw self.failure("missing ), unterminated subpattern") }
        return node
    }

    private mutating func name(until end: Unicode.Scalar) throws(TemplateError) -> String {
        let name = self.rest.prefix { $0 != end }
        self.rest = self.rest.dropFirst(name.count)
        guard self.skip(end), let first = name.first, !first.isASCIIDigit, name.allSatisfy({ $0.isWord }) else {
            throw self.failure("bad character in group name")
        }
        return String(name)
    }

    /// The rest of `(?i)`, `(?:…)` and `(?i:…)`.
    private mutating func switches() throws(TemplateError) -> RegexNode? {
        let saved = (self.ignoresCase, self.isMultiline, self.dotMatchesAll, self.isVerbose)
        var isOn = true
        while let scalar = self.rest.popFirst() {
            switch scalar {
            case "i": self.ignoresCase = isOn
            case "m": self.isMultiline = isOn
            case "s": self.dotMatchesAll = isOn
            case "x": self.isVerbose = isOn
            case "a", "u", "L": break
            case "-": isOn = false
            case ")": return nil
            case ":":
                // Case is a property of the whole expression here, as nearly everybody uses it.
                guard self.ignoresCase == saved.0 else {
                    throw TemplateError(.unsupported, "write (?i) at the beginning instead of (?i:…)")
                }
                let node = try self.closed()
                (_, self.isMultiline, self.dotMatchesAll, self.isVerbose) = saved
                return node
            case ">": throw TemplateError(.unsupported, "atomic groups are left out of regular expressions")
            case "(": throw TemplateError(.unsupported, "conditional groups are left out of regular expressions")
            default: throw self.failure("unknown extension ?\(scalar)")
            }
        }
        throw self.failure("missing ), unterminated subpattern")
    }

    // MARK: Escapes and sets

    private mutating func escape() throws(TemplateError) -> RegexNode {
        guard let scalar = self.rest.first else { throw self.failure("bad escape (end of pattern)") }
        switch scalar {
        case "A": return self.take(.anchor(.start))
        case "Z": return self.take(.anchor(.end))
        case "b": return self.take(.anchor(.wordEdge))
        case "B": return self.take(.anchor(.notWordEdge))
        case "1"..."9":
            let digits = self.rest.prefix(2).prefix { $0.isASCIIDigit }
            self.rest = self.rest.dropFirst(digits.count)
            let number = Int(String(digits)) ?? 0
            guard number <= self.groupCount else { throw self.failure("invalid group reference \(number)") }
            return .backReference(number)
        default: break
        }
        if let set = self.classEscape() { return .set(set) }
        return .scalar(try self.scalarEscape())
    }

    private mutating func take(_ node: RegexNode) -> RegexNode {
        self.rest.removeFirst()
        return node
    }

    private mutating func classEscape() -> RegexSet? {
        let classes: [Unicode.Scalar: (RegexSet.Class, Bool)] = [
            "d": (.digit, false), "D": (.digit, true), "w": (.word, false), "W": (.word, true), "s": (.space, false),
            "S": (.space, true),
        ]
        guard let scalar = self.rest.first, let found = classes[scalar] else { return nil }
        self.rest.removeFirst()
        return RegexSet(classes: [(found.0, isNegated: found.1)])
    }

    private mutating func scalarEscape() throws(TemplateError) -> Unicode.Scalar {
        guard let scalar = self.rest.popFirst() else { throw self.failure("bad escape (end of pattern)") }
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "0": return "\0"
        case "x": return try self.hex(2)
        case "u": return try self.hex(4)
        case "U": return try self.hex(8)
        default:
            guard !scalar.isASCII || !scalar.isPythonAlphanumeric else { throw self.failure("bad escape \\\(scalar)") }
            return scalar
        }
    }

    private mutating func hex(_ count: Int) throws(TemplateError) -> Unicode.Scalar {
        let digits = String(self.rest.prefix(count))
        self.rest = self.rest.dropFirst(count)
        guard digits.utf8.count == count, let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
        else { throw self.failure("incomplete escape") }
        return scalar
    }

    private mutating func set() throws(TemplateError) -> RegexSet {
        var set = RegexSet()
        set.isNegated = self.skip("^" as Unicode.Scalar)
        var isFirst = true
        while let scalar = self.rest.popFirst() {
            if scalar == "]", !isFirst { return set }
            isFirst = false
            guard let low = try self.member(scalar, &set) else { continue }
            guard self.rest.first == "-", self.rest.dropFirst().first != "]", self.rest.count > 1 else {
                set.scalars.insert(low)
                continue
            }
            self.rest.removeFirst()
            guard let second = self.rest.popFirst(), let high = try self.member(second, &set), low <= high else {
                throw self.failure("bad character range")
            }
            set.ranges.append(low...high)
        }
        throw self.failure("unterminated character set")
    }

    /// - Returns: `nil` when it was a class, which is then in `set`.
    private mutating func member(
        _ scalar: Unicode.Scalar,
        _ set: inout RegexSet
    ) throws(TemplateError) -> Unicode.Scalar? {
        guard scalar == "\\" else { return scalar }
        if let found = self.classEscape() {
            set.classes += found.classes
            return nil
        }
        if self.skip("b" as Unicode.Scalar) { return "\u{8}" }
        return try self.scalarEscape()
    }
}
