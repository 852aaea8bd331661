internal import Shared

extension JSONValue {
    /// A value of the file as YAML's core schema has it: what is not quoted may be a number, a boolean or null.
    ///
    /// - Returns: `nil`, with an error, for what cannot be one.
    init?(_ node: Node, key: String, _ report: inout Report) {
        switch node.content {
        case .broken: return nil
        case .sequence(let items):
            let values = items.map { JSONValue($0, key: key, &report) }
            guard !values.contains(nil) else { return nil }
            self = .list(values.compactMap(\.self))
        case .mapping(let pairs):
            var members: [String: JSONValue] = [:]
            var isWhole = true
            for pair in pairs {
                guard let name = pair.key.scalar?.text, let value = JSONValue(pair.value, key: key, &report) else {
                    isWhole = false
                    continue
                }
                members[name] = value
            }
            guard isWhole else { return nil }
            self = .object(members)
        case .scalar(let scalar):
            guard !scalar.isSecret else {
                report.error("'\(key)' must hold no secret: every client is shown it", at: node.location)
                return nil
            }
            self = node.isNull ? .null : scalar.isPlain ? Self(plain: scalar.text) : .text(scalar.text)
        }
    }

    private init(plain text: String) {
        switch text {
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        default:
            // `0x10`, `nan` and `1_000` are texts here: whoever means a number writes one.
            let looksLikeNumber = text.utf8.allSatisfy { 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }
            if looksLikeNumber, let number = Int(text) {
                self = .integer(number)
            } else if looksLikeNumber, let number = Double(text), number.isFinite {
                self = .number(number)
            } else {
                self = .text(text)
            }
        }
    }
}
