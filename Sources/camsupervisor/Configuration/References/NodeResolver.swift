/// Makes of a part of the tree what the file means by it: `!secret` and `!env_var` are replaced, `<<` merged, and keys
/// that repeat reported.
///
/// Works part by part (one camera, one section) with a report each, because an undefined secret of one camera is
/// that camera's error alone.
struct NodeResolver {
    private(set) var secrets: SecretStore
    private let environment: [String: String]

    init(secrets: SecretStore, environment: [String: String]) {
        self.secrets = secrets
        self.environment = environment
    }

    /// What cannot be resolved comes back as `.broken`, with its error in the report.
    mutating func resolve(_ node: Node, _ report: inout Report) -> Node {
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

    private mutating func tagged(_ node: Node, _ report: inout Report) -> Node? {
        guard let tag = node.tag else { return node }
        switch tag {
        case "!secret": return self.secret(node, &report)
        case "!env_var": return self.environmentVariable(node, &report)
        case "!", "tag:yaml.org,2002:str":
            guard case .scalar(var scalar) = node.content else { return node }
            var text = node
            scalar.isPlain = false
            text.content = .scalar(scalar)
            return text
        case _ where tag.hasPrefix("tag:yaml.org,2002:"): return node
        case _ where tag.hasPrefix("!include"):
            report.error(
                "\(quoted(tag)) is not yet supported: put its contents into this file",
                at: node.location
            )
        default:
            let hint = NearestName.hint(for: tag, among: ["!secret", "!env_var", "!include"])
            report.error("\(quoted(tag)) is no tag this program knows", at: node.location, hint: hint)
        }
        return nil
    }

    private mutating func secret(_ node: Node, _ report: inout Report) -> Node? {
        guard let name = node.scalar?.text else {
            report.error("!secret takes the name of a secret, not \(node.kind)", at: node.location)
            return nil
        }
        switch self.secrets.value(of: name) {
        case .value(let scalar): return Node(content: .scalar(scalar), location: node.location)
        case .silent: return nil
        case .undefined(let message, let hint):
            report.error(message, at: node.location, hint: hint)
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
