/// A regular expression as instructions for `RegexMatcher`.
struct RegexProgram {
    enum Instruction {
        case scalar(Unicode.Scalar)
        case any
        case set(RegexSet)
        case anchor(RegexAnchor)
        case backReference(Int)
        case save(Int)
        case jump(Int)
        /// Tries the first, then the second.
        case split(Int, Int)
        /// Remembers where a repetition began, and ends it when it took nothing.
        case mark(Int)
        case progress(Int, otherwise: Int)
        /// The looked-at part follows, up to its `match`.
        case look(isNegated: Bool, behind: Int?, next: Int)
        case match
    }

    /// Instructions of one expression; nested counts multiply.
    private static let largest = 20_000

    private(set) var instructions: [Instruction] = []
    private(set) var markCount = 0
    let groupCount: Int
    let names: [String: Int]
    let ignoresCase: Bool

    init(_ source: String, ignoresCase: Bool = false) throws(TemplateError) {
        let (node, parser) = try RegexParser.parse(source, ignoresCase: ignoresCase)
        self.groupCount = parser.groupCount
        self.names = parser.names
        self.ignoresCase = parser.ignoresCase
        try self.compile(node)
        try self.emit(.match)
    }

    private mutating func emit(_ instruction: Instruction) throws(TemplateError) {
        guard self.instructions.count < Self.largest else {
            throw TemplateError(.limit, "the regular expression is too large")
        }
        self.instructions.append(instruction)
    }

    private mutating func compile(_ node: RegexNode) throws(TemplateError) {
        switch node {
        case .empty: break
        case .scalar(let scalar): try self.emit(.scalar(self.ignoresCase ? scalar.folded : scalar))
        case .any: try self.emit(.any)
        case .set(let set): try self.emit(.set(set))
        case .anchor(let anchor): try self.emit(.anchor(anchor))
        case .backReference(let number): try self.emit(.backReference(number))
        case .sequence(let nodes):
            for node in nodes { try self.compile(node) }
        case .group(let number, let node):
            try self.emit(.save(2 * number))
            try self.compile(node)
            try self.emit(.save(2 * number + 1))
        case .either(let nodes): try self.compile(nodes)
        case .look(let node, let isBehind, let isNegated):
            let place = self.instructions.count
            try self.emit(.match)
            try self.compile(node)
            try self.emit(.match)
            self.instructions[place] = .look(
                isNegated: isNegated,
                behind: isBehind ? node.width : nil,
                next: self.instructions.count
            )
        case .repeated(let node, let least, let most, let isLazy):
            try self.compile(node, least, most, isLazy)
        }
    }

    private mutating func compile(_ nodes: [RegexNode]) throws(TemplateError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try self.compile(node)
                break
            }
            let split = self.instructions.count
            try self.emit(.match)
            try self.compile(node)
            jumps.append(self.instructions.count)
            try self.emit(.match)
            self.instructions[split] = .split(split + 1, self.instructions.count)
        }
        for jump in jumps { self.instructions[jump] = .jump(self.instructions.count) }
    }

    private mutating func compile(_ node: RegexNode, _ least: Int, _ most: Int?, _ isLazy: Bool) throws(TemplateError) {
        for _ in 0..<least { try self.compile(node) }
        guard let most else {
            let mark = self.markCount
            self.markCount += 1
            let split = self.instructions.count
            try self.emit(.match)
            try self.emit(.mark(mark))
            try self.compile(node)
            let end = self.instructions.count
            try self.emit(.progress(mark, otherwise: end + 2))
            try self.emit(.jump(split))
            self.instructions[split] = isLazy ? .split(end + 2, split + 1) : .split(split + 1, end + 2)
            return
        }
        var splits: [Int] = []
        for _ in least..<max(least, most) {
            splits.append(self.instructions.count)
            try self.emit(.match)
            try self.compile(node)
        }
        let end = self.instructions.count
        for split in splits { self.instructions[split] = isLazy ? .split(end, split + 1) : .split(split + 1, end) }
    }
}
