/// The values of one `secrets.yaml`, read when the first `!secret` asks.
struct SecretStore {
    /// As the operator will see it in messages.
    let path: String
    private var state: State = .unread
    /// What is wrong with the file itself, said once.
    private(set) var report = Report()

    private enum State {
        case unread
        case read([String: Node])
        case missing
        /// Reported already.
        case broken
    }

    /// What a name stands for.
    enum Answer: Equatable {
        case value(Node.Scalar)
        /// It stands there, but is nothing to be used; why, in words.
        case unusable(String)
        /// The file names others.
        case undefined
        case noFile
        /// Nothing to say that ``report`` does not say.
        case silent
    }

    init(path: String) {
        self.path = path
    }

    /// The names there are.
    var names: [String] {
        guard case .read(let values) = self.state else { return [] }
        return values.keys.sorted()
    }

    mutating func value(of name: String, reading sources: inout SourceReader) -> Answer {
        if case .unread = self.state { self.state = self.load(&sources) }
        switch self.state {
        case .unread, .broken: return .silent
        case .missing: return .noFile
        case .read(let values):
            guard let node = values[name] else { return .undefined }
            guard var scalar = node.scalar else {
                let kind = node.isNull ? "is empty" : "is no single value"
                return .unusable("secret \(quoted(name)) \(kind) (\(node.location))")
            }
            scalar.isSecret = true
            return .value(scalar)
        }
    }

    private mutating func load(_ sources: inout SourceReader) -> State {
        let root: Node
        do throws(SourceReader.Failure) {
            root = try sources.parse(self.path)
        } catch {
            let place = SourceLocation(file: self.path, line: 1, column: 1)
            switch error {
            case .unreadable(.missing): return .missing
            case .unreadable(let problem): self.report.error("cannot read the secrets: \(problem)", at: place)
            case .invalid(let diagnostic): self.report.append(diagnostic)
            case .tooMuch(let reason): self.report.error("cannot read the secrets: \(reason)", at: place)
            }
            return .broken
        }
        guard !root.isNull else { return .read([:]) }
        guard let pairs = root.pairs else {
            self.report.error("the secrets must be a map of names to values, not \(root.kind)", at: root.location)
            return .broken
        }
        return .read(self.named(pairs))
    }

    private mutating func named(_ pairs: [Node.Pair]) -> [String: Node] {
        var values: [String: Node] = [:]
        var places: [String: SourceLocation] = [:]
        for pair in pairs {
            guard let name = pair.key.scalar?.text else {
                self.report.error("a secret's name must be a text, not \(pair.key.kind)", at: pair.key.location)
                continue
            }
            if let first = places[name] {
                self.report.error("secret \(quoted(name)) is defined twice; first at \(first)", at: pair.key.location)
                continue
            }
            places[name] = pair.key.location
            values[name] = pair.value
        }
        return values
    }
}
