internal import Shared

/// libyaml's events put together to a tree, within ``NodeLimits``.
///
/// An alias costs nothing in memory (the tree shares it), but counts as many nodes and levels as it stands for,
/// since everything behind this parser walks them all.
struct NodeParser: ~Copyable {
    private var reader: YAMLEventReader
    private let file: String
    private let bytes: [UInt8]
    /// Where each line begins; found when the first template is met.
    private var lines: [Int] = []
    private var nodes = 0
    private var anchors: [String: Anchored] = [:]

    private struct Anchored {
        var node: Node
        var nodes: Int
        var depth: Int
    }

    /// A node with the levels below it, itself included.
    private struct Measured {
        var node: Node
        var depth: Int
    }

    /// The one document of a file; a null scalar when the file is empty.
    ///
    /// - Throws: the first thing that keeps the file from being read.
    static func parse(_ bytes: [UInt8], file: String) throws(Diagnostic) -> Node {
        guard bytes.count <= NodeLimits.fileSize else {
            throw Diagnostic(
                location: SourceLocation(file: file, line: 1, column: 1),
                severity: .error,
                message: "the file is larger than \(NodeLimits.fileSize / 1024) KiB"
            )
        }
        var parser = NodeParser(reader: YAMLEventReader(bytes), file: file, bytes: bytes)
        do {
            return try parser.document()
        } catch {
            throw parser.explained(error, in: bytes)
        }
    }

    private init(reader: consuming YAMLEventReader, file: String, bytes: [UInt8]) {
        self.reader = reader
        self.file = file
        self.bytes = bytes
    }

    private mutating func document() throws(YAMLSyntaxError) -> Node {
        var root = Node(
            content: .scalar(Node.Scalar(text: "", isPlain: true)),
            location: SourceLocation(file: self.file, line: 1, column: 1)
        )
        var documents = 0
        while true {
            let event = try self.reader.next()
            switch event.kind {
            case .streamEnd: return root
            case .streamStart, .documentEnd: continue
            case .documentStart:
                documents += 1
                guard documents == 1 else {
                    throw event.refused("a second document begins here; one file holds one document")
                }
            default: root = try self.node(event, level: 1).node
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, level: Int) throws(YAMLSyntaxError) -> Measured {
        guard level <= NodeLimits.depth else {
            throw event.refused("lists and maps nest deeper than \(NodeLimits.depth) levels")
        }
        let nodesBefore = self.nodes
        try self.count(1, at: event)
        let made: Measured
        let anchor: String?
        switch event.kind {
        case .alias(let name): return try self.alias(name, event, level: level)
        case .scalar(let text, let isPlain, let tag, let name):
            anchor = name
            var scalar = Node.Scalar(text: text, isPlain: isPlain)
            scalar.written = self.written(text, event)
            made = Measured(node: Node(content: .scalar(scalar), tag: tag, location: self.place(event)), depth: 1)
        case .sequenceStart(let tag, let name):
            anchor = name
            made = try self.sequence(event, tag: tag, level: level)
        case .mappingStart(let tag, let name):
            anchor = name
            made = try self.mapping(event, tag: tag, level: level)
        default: throw event.refused("a value is missing here")
        }
        if let anchor {
            self.anchors[anchor] = Anchored(node: made.node, nodes: self.nodes - nodesBefore, depth: made.depth)
        }
        return made
    }

    private mutating func sequence(_ start: YAMLEvent, tag: String?, level: Int) throws(YAMLSyntaxError) -> Measured {
        var items: [Node] = []
        var depth = 0
        while true {
            let event = try self.reader.next()
            if event.kind == .sequenceEnd { break }
            let item = try self.node(event, level: level + 1)
            items.append(item.node)
            depth = max(depth, item.depth)
        }
        let node = Node(content: .sequence(items), tag: tag, location: self.place(start))
        return Measured(node: node, depth: depth + 1)
    }

    private mutating func mapping(_ start: YAMLEvent, tag: String?, level: Int) throws(YAMLSyntaxError) -> Measured {
        var pairs: [Node.Pair] = []
        var depth = 0
        while true {
            let event = try self.reader.next()
            if event.kind == .mappingEnd { break }
            let key = try self.node(event, level: level + 1)
            let value = try self.node(try self.reader.next(), level: level + 1)
            pairs.append(Node.Pair(key: key.node, value: value.node))
            depth = max(depth, key.depth, value.depth)
        }
        let node = Node(content: .mapping(pairs), tag: tag, location: self.place(start))
        return Measured(node: node, depth: depth + 1)
    }

    private mutating func alias(_ name: String, _ event: YAMLEvent, level: Int) throws(YAMLSyntaxError) -> Measured {
        guard let anchored = self.anchors[name] else {
            throw event.refused("the alias *\(name) has no anchor &\(name) before it")
        }
        guard level + anchored.depth - 1 <= NodeLimits.depth else {
            throw event.refused("lists and maps nest deeper than \(NodeLimits.depth) levels through *\(name)")
        }
        // The alias itself is counted already.
        try self.count(anchored.nodes - 1, at: event)
        return Measured(node: anchored.node, depth: anchored.depth)
    }

    private mutating func count(_ nodes: Int, at event: YAMLEvent) throws(YAMLSyntaxError) {
        self.nodes += nodes
        guard self.nodes <= NodeLimits.nodes else {
            throw event.refused("the file holds more than \(NodeLimits.nodes) values, aliases followed")
        }
    }

    private mutating func written(_ text: String, _ event: YAMLEvent) -> WrittenScalar? {
        guard URLTemplate.isTemplate(text) else { return nil }
        if self.lines.isEmpty { self.lines = WrittenScalar.lines(of: self.bytes) }
        return WrittenScalar(text, at: self.place(event), lines: self.lines, of: self.bytes)
    }

    private func place(_ event: YAMLEvent) -> SourceLocation {
        SourceLocation(file: self.file, line: event.line, column: event.column)
    }

    private func explained(_ error: YAMLSyntaxError, in bytes: [UInt8]) -> Diagnostic {
        let line =
            bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .dropFirst(error.line - 1).first ?? []
        let isIndentedByTab = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            .contains(UInt8(ascii: "\t"))
        return Diagnostic(
            location: SourceLocation(file: self.file, line: error.line, column: error.column),
            severity: .error,
            message: error.message,
            hint: isIndentedByTab ? "YAML is indented by spaces; this line has a tab" : nil
        )
    }
}

extension YAMLEvent {
    /// This event is where reading ends, for a reason of ours.
    fileprivate func refused(_ message: String) -> YAMLSyntaxError {
        YAMLSyntaxError(line: self.line, column: self.column, message: message)
    }
}
