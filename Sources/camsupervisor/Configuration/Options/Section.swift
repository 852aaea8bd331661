/// One map of the file under its table: keys checked at once, values read by option.
struct Section {
    let location: SourceLocation
    let name: String
    /// Those that are read.
    private let values: [String: Node.Pair]
    /// Every key of the table that stands there, those of later versions included.
    private let places: [String: SourceLocation]
    /// What the misspelt keys were meant to be: not missing a second time.
    private let proposed: Set<String>

    /// A map with more unknown keys than this is not misspelt but misplaced; looking further would only cost time.
    private static let mostProposals = 20

    /// Takes a resolved node; `nil`, with an error, when it is no map.
    ///
    /// - Parameter ignores: the keys that are right although the table does not know them.
    init?(
        _ node: Node,
        table: OptionTable,
        ignores: (String) -> Bool = { _ in false },
        _ report: inout Report
    ) {
        guard !node.isBroken else { return nil }
        guard let pairs = node.isNull ? [] : node.pairs else {
            report.mustBeMap(node, table)
            return nil
        }
        var values: [String: Node.Pair] = [:]
        var places: [String: SourceLocation] = [:]
        var proposed: Set<String> = []
        var unknown = 0
        for pair in pairs {
            guard let key = pair.key.scalar?.text, !ignores(key) else { continue }
            guard let option = table.options.first(where: { $0.key == key }) else {
                unknown += 1
                let isMisspelt = unknown <= Self.mostProposals && table.hints[key] == nil
                let meant = isMisspelt ? NearestName.to(key, among: table.proposals) : nil
                let hint = table.hints[key] ?? meant.map(NearestName.hint(naming:))
                report.error("\(quoted(key)) is no option of \(table.name)", at: pair.key.location, hint: hint)
                if let meant { proposed.insert(meant) }
                continue
            }
            places[key] = pair.key.location
            if Self.accepts(option, at: pair.key.location, &report) { values[key] = pair }
        }
        self.location = node.location
        self.name = table.name
        self.values = values
        self.places = places
        self.proposed = proposed
    }

    /// The option's value; its fallback when it is absent or wrong.
    ///
    /// What is wrong is in the report.
    func value<Value>(_ option: DefaultedOption<Value>, _ report: inout Report) -> Value {
        guard let pair = self.values[option.description.key] else { return option.fallback }
        return option.reader.read(pair.value, key: option.description.key, &report) ?? option.fallback
    }

    /// The option's value; `nil`, with an error, when it is absent or wrong.
    func value<Value>(_ option: RequiredOption<Value>, _ report: inout Report) -> Value? {
        let key = option.description.key
        guard let pair = self.values[key] else {
            if !self.mentions(key) { report.error("'\(key)' is missing: \(self.name) needs it", at: self.location) }
            return nil
        }
        return option.reader.read(pair.value, key: key, &report)
    }

    /// Where an option stands: its key's place, or the section's when it is absent.
    func location(of option: OptionDescription) -> SourceLocation {
        self.places[option.key] ?? self.location
    }

    /// Whether the key stands in the file, be it misspelt: whatever became of it is reported.
    func mentions(_ key: String) -> Bool { self.places[key] != nil || self.proposed.contains(key) }

    private static func accepts(
        _ option: OptionDescription,
        at location: SourceLocation,
        _ report: inout Report
    ) -> Bool {
        switch option.availability {
        case .available: return true
        case .ignored(let reason):
            report.warning("'\(option.key)' is ignored: \(reason)", at: location)
        }
        return false
    }
}

extension Report {
    /// The error of a section that is no map.
    mutating func mustBeMap(_ node: Node, _ table: OptionTable) {
        self.error("'\(table.name)' must be a map of options, not \(node.kind)", at: node.location)
    }
}
