/// Which operations are troubled, and how often.
struct ONVIFTroubles: Sendable {
    private struct Rule: Sendable {
        /// Empty for all.
        var operation: String
        var trouble: ONVIFCamera.Trouble
        var left: Int?
    }

    private var rules: [Rule] = []

    mutating func add(_ operation: String, _ trouble: ONVIFCamera.Trouble, times: Int?) {
        self.rules.append(Rule(operation: operation, trouble: trouble, left: times))
    }

    mutating func heal() {
        self.rules = []
    }

    /// The trouble of an operation; the newest rule that has some left.
    mutating func next(for operation: String) -> ONVIFCamera.Trouble? {
        let place = self.rules.lastIndex { ($0.operation.isEmpty || $0.operation == operation) && $0.left != 0 }
        guard let place else { return nil }
        self.rules[place].left = self.rules[place].left.map { $0 - 1 }
        return self.rules[place].trouble
    }
}
