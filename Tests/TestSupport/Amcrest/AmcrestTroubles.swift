/// Which commands are troubled, and how often.
struct AmcrestTroubles: Sendable {
    private struct Rule: Sendable {
        var prefix: String
        var trouble: AmcrestCamera.Trouble
        var left: Int?
    }

    private var rules: [Rule] = []

    mutating func add(_ prefix: String, _ trouble: AmcrestCamera.Trouble, times: Int?) {
        self.rules.append(Rule(prefix: prefix, trouble: trouble, left: times))
    }

    mutating func heal() {
        self.rules = []
    }

    /// The trouble of a command, `configManager.cgi?…`; the newest rule that has some left.
    mutating func next(for command: some StringProtocol) -> AmcrestCamera.Trouble? {
        guard let place = self.rules.lastIndex(where: { command.hasPrefix($0.prefix) && $0.left != 0 }) else {
            return nil
        }
        self.rules[place].left = self.rules[place].left.map { $0 - 1 }
        return self.rules[place].trouble
    }
}
