/// Makes of a part of the tree what the file means by it: `!include`, `!secret`, `!credential` and `!env_var` are
/// replaced, `<<` merged, and keys that repeat reported.
///
/// Works part by part (one camera, one section) with a report each, because an undefined secret of one camera is
/// that camera's error alone.
struct NodeResolver {
    private(set) var secrets: SecretFolders
    private var includes: IncludeReader
    private let credentials: CredentialFolder
    private let environment: [String: String]

    /// - Parameters:
    ///   - main: the configuration file, as the operator named it.
    ///   - sources: the budget of what is read, from which that file is paid already.
    init(main: String, sources: SourceReader, environment: [String: String]) {
        self.secrets = SecretFolders(main: main)
        self.includes = IncludeReader(sources)
        self.credentials = CredentialFolder(path: environment["CREDENTIALS_DIRECTORY"])
        self.environment = environment
    }

    /// What was read so far, and what still may be.
    var sources: SourceReader {
        get { self.includes.sources }
        _modify { yield &self.includes.sources }
    }

    /// What cannot be resolved comes back as `.broken`, with its error in the report.
    mutating func resolve(_ node: Node, _ report: inout Report) -> Node {
        if let tag = node.tag.flatMap(IncludeTag.init) {
            let depth = self.includes.depth
            defer { self.includes.close(to: depth) }
            guard let content = self.includes.open(node, tag, &report) else { return node.broken }
            return self.resolve(content, &report)
        }
        guard let node = self.tagged(node, &report) else { return node.broken }
        var resolved = node
        switch node.content {
        case .scalar, .broken: break
        case .sequence(let items):
            resolved.content = .sequence(items.map { self.resolve($0, &report) })
        case .mapping(let pairs):
            resolved.content = .mapping(self.merged(pairs, &report))
        }
        return resolved
    }

    /// The same node, or what the files hold that it includes, with everything in it as it stands there.
    mutating func opened(_ node: Node, _ report: inout Report) -> Node {
        let depth = self.includes.depth
        defer { self.includes.close(to: depth) }
        var node = node
        while let tag = node.tag.flatMap(IncludeTag.init) {
            guard let content = self.includes.open(node, tag, &report) else { return node.broken }
            node = content
        }
        return node
    }

    // MARK: - Keys

    private mutating func merged(_ pairs: [Node.Pair], _ report: inout Report) -> [Node.Pair] {
        var result: [Node.Pair] = []
        var places: [String: SourceLocation] = [:]
        for pair in pairs where !pair.key.isMergeKey {
            guard let key = pair.key.scalar?.text else {
                report.error("a key must be a text, not \(pair.key.kind)", at: pair.key.location)
                continue
            }
            if let first = places[key] {
                report.error("\(quoted(key)) stands here twice; first at \(first)", at: pair.key.location)
                continue
            }
            places[key] = pair.key.location
            result.append(Node.Pair(key: pair.key, value: self.resolve(pair.value, &report)))
        }
        // What a mapping says itself wins; of several merged ones the first.
        for pair in pairs where pair.key.isMergeKey {
            for merged in self.mergeSources(pair.value, &report) {
                guard let key = merged.key.scalar?.text, places[key] == nil else { continue }
                places[key] = merged.key.location
                result.append(merged)
            }
        }
        return result
    }

    private mutating func mergeSources(_ value: Node, _ report: inout Report) -> [Node.Pair] {
        let resolved = self.resolve(value, &report)
        switch resolved.content {
        case .broken: return []
        case .mapping(let pairs): return pairs
        case .sequence(let items) where items.allSatisfy({ $0.pairs != nil || $0.isBroken }):
            return items.flatMap { $0.pairs ?? [] }
        default:
            report.error("<< takes a map or a list of maps, not \(value.kind)", at: value.location)
            return []
        }
    }

    // MARK: - Tags

    private static let tags = ["!secret", "!credential", "!env_var"] + IncludeTag.allCases.map(\.rawValue)

    private mutating func tagged(_ node: Node, _ report: inout Report) -> Node? {
        guard let tag = node.tag else { return node }
        switch tag {
        case "!secret": return self.secret(node, &report)
        case "!credential": return self.credential(node, &report)
        case "!env_var": return self.environmentVariable(node, &report)
        case "!", "tag:yaml.org,2002:str":
            guard case .scalar(var scalar) = node.content else { return node }
            var text = node
            scalar.isPlain = false
            text.content = .scalar(scalar)
            return text
        case _ where tag.hasPrefix("tag:yaml.org,2002:"): return node
        default:
            let hint = NearestName.hint(for: tag, among: Self.tags)
            report.error("\(quoted(tag)) is no tag this program knows", at: node.location, hint: hint)
        }
        return nil
    }

    private mutating func secret(_ node: Node, _ report: inout Report) -> Node? {
        guard let name = node.scalar?.text else {
            report.error("!secret takes the name of a secret, not \(node.kind)", at: node.location)
            return nil
        }
        switch self.secrets.value(of: name, askedIn: node.location.file, reading: &self.includes.sources) {
        case .value(let scalar): return Node(content: .scalar(scalar), location: node.location)
        case .silent: return nil
        case .undefined(let message, let hint):
            report.error(message, at: node.location, hint: hint)
            return nil
        }
    }

    private mutating func credential(_ node: Node, _ report: inout Report) -> Node? {
        guard let name = node.scalar?.text else {
            report.error("!credential takes the name of a credential, not \(node.kind)", at: node.location)
            return nil
        }
        do throws(CredentialFolder.Problem) {
            let (text, file) = try self.credentials.text(of: name, reading: &self.includes.sources)
            var scalar = Node.Scalar(text: text, isPlain: false, isSecret: true)
            scalar.credential = file
            return Node(content: .scalar(scalar), location: node.location)
        } catch {
            report.error(error.message, at: node.location, hint: error.hint)
            return nil
        }
    }

    /// `!env_var NAME` or `!env_var NAME a default that may hold spaces`.
    private func environmentVariable(_ node: Node, _ report: inout Report) -> Node? {
        let words = (node.scalar?.text ?? "").split(separator: " ").map(String.init)
        guard let name = words.first else {
            report.error("!env_var takes a variable's name and perhaps a default", at: node.location)
            return nil
        }
        var scalar = Node.Scalar(text: words.dropFirst().joined(separator: " "), isPlain: false)
        if let value = self.environment[name] {
            // Passwords come this way as well as ports; hiding a port in a message costs little.
            scalar = Node.Scalar(text: value, isPlain: false, isSecret: true)
        } else if words.count == 1 {
            report.error(
                "the environment variable \(quoted(name)) is not set",
                at: node.location,
                hint: "give a default: !env_var \(name) value"
            )
            return nil
        }
        return Node(content: .scalar(scalar), location: node.location)
    }
}

extension Node {
    /// Whether it is the `<<` of a mapping.
    var isMergeKey: Bool {
        guard case .scalar(let scalar) = self.content else { return false }
        return scalar.isPlain && scalar.text == "<<"
    }

    fileprivate var broken: Node { Node(content: .broken, location: self.location) }
}
