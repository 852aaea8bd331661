/// The options one map of the file may hold: the one place from which unknown keys, hints and the documentation come.
struct OptionTable: Sendable {
    /// As the documentation titles it: `push`, `http.tokens`.
    let name: String
    let options: [OptionDescription]
    /// What to write instead of keys that people know from elsewhere, where the nearest name would mislead.
    let hints: [String: String]

    init(_ name: String, _ options: [OptionDescription], hints: [String: String] = [:]) {
        self.name = name
        self.options = options
        self.hints = hints
    }

    /// This table with another's options before its own; of two with the same key its own counts.
    func including(_ common: OptionTable) -> OptionTable {
        let others = common.options.filter { option in !self.options.contains { $0.key == option.key } }
        return OptionTable(self.name, others + self.options, hints: common.hints.merging(self.hints) { $1 })
    }

    /// The names worth proposing.
    var proposals: [String] {
        self.options.compactMap { option in
            if case .ignored = option.availability { return nil }
            return option.key
        }
    }
}
