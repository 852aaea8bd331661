/// The values of `secrets.yaml`, read when the first `!secret` asks.
struct SecretStore {
    /// Beside the configuration file, as the operator will see it in messages.
    let path: String
    private let readFile: (String) throws(BoundedFile.Problem) -> [UInt8]
    private var state: State = .unread
    /// What is wrong with the file itself, said once.
    private(set) var report = Report()
    /// How often a name was not found.
    private var undefined = 0

    /// Looking for the nearest name takes time for each pair of names.
    private static let mostProposals = 200

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
        /// Why not, in words, and the nearest name.
        case undefined(String, hint: String?)
        /// Nothing to say that ``report`` does not say.
        case silent
    }

    init(path: String, readFile: @escaping (String) throws(BoundedFile.Problem) -> [UInt8]) {
        self.path = path
        self.readFile = readFile
    }

    mutating func value(of name: String) -> Answer {
        if case .unread = self.state { self.state = self.load() }
        switch self.state {
        case .unread, .broken: return .silent
        case .missing: return .undefined("secret \(quoted(name)) is not defined: there is no \(self.path)", hint: nil)
        case .read(let values):
            guard let node = values[name] else {
                self.undefined += 1
                let hint =
                    self.undefined <= Self.mostProposals && values.count <= Self.mostProposals
                    ? NearestName.hint(for: name, among: values.keys.sorted()) : nil
                return .undefined("secret \(quoted(name)) is not defined in \(self.path)", hint: hint)
            }
            guard var scalar = node.scalar else {
                let kind = node.isNull ? "is empty" : "is no single value"
                return .undefined("secret \(quoted(name)) \(kind) (\(node.location))", hint: nil)
            }
            scalar.isSecret = true
            return .value(scalar)
        }
    }

    private mutating func load() -> State {
        let place = SourceLocation(file: self.path, line: 1, column: 1)
        let root: Node
        do {
            root = try NodeParser.parse(try self.readFile(self.path), file: self.path)
        } catch let problem as BoundedFile.Problem {
            guard problem != .missing else { return .missing }
            self.report.error("cannot read the secrets: \(problem)", at: place)
            return .broken
        } catch let diagnostic as Diagnostic {
            self.report.append(diagnostic)
            return .broken
        } catch {
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
