/// How one value is read from the tree, and in the same breath what the documentation says it is.
struct ValueReader<Value: Sendable>: Sendable {
    /// What is taken, fit behind "must be": `a whole number from 1 to 1000`.
    let form: String
    /// Reads a node that is neither null nor broken; `nil` after an error was reported.
    ///
    /// The text is the option's key.
    private let body: @Sendable (Node, String, inout Report) -> Value?

    init(_ form: String, _ body: @escaping @Sendable (Node, String, inout Report) -> Value?) {
        self.form = form
        self.body = body
    }

    /// The value, or `nil` with an error in the report (or with none when the node was broken before).
    func read(_ node: Node, key: String, _ report: inout Report) -> Value? {
        guard !node.isBroken else { return nil }
        guard !node.isNull else {
            report.error(
                "'\(key)' has no value",
                at: node.location,
                hint: "it must be \(self.form); or remove the key"
            )
            return nil
        }
        return self.body(node, key, &report)
    }

    /// The same, its value turned into another that always exists.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> ValueReader<Other> {
        ValueReader<Other>(self.form) { node, key, report in
            self.read(node, key: key, &report).map(transform)
        }
    }

    /// The same with one more condition.
    func narrowed(
        _ form: String,
        _ condition: @escaping @Sendable (Value) -> Bool
    ) -> ValueReader<Value> {
        ValueReader(form) { node, key, report in
            guard let value = self.read(node, key: key, &report) else { return nil }
            guard condition(value) else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return value
        }
    }
}

extension Report {
    /// The usual error of a reader: what must be, what is.
    mutating func wrongValue(_ node: Node, key: String, form: String, hint: String? = nil) {
        self.error("'\(key)' must be \(form), not \(node.shown)", at: node.location, hint: hint)
    }
}
