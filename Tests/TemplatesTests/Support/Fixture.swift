import FoundationEssentials
import Templates

/// What another engine made of many templates (`Comparison/record` and its neighbour write the files).
struct Fixture: Decodable {
    struct Case: Decodable, Sendable {
        var group: String
        var template: String
        var output: String?
        /// The kind of its error.
        var error: String?
        /// The line of a syntax error.
        var line: Int?
    }

    var variables: Plain?
    var states: [State]?
    var cases: [Case]

    struct State: Decodable {
        var id: String
        var state: String
        var attributes: Plain
        var changed: Int
    }

    static func load(_ name: String, from file: String = #filePath) throws -> Fixture {
        let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(1).joined(separator: "/")
        let contents = try Data(contentsOf: URL(filePath: "\(folder)/Fixtures/\(name).json"))
        return try JSONDecoder().decode(Fixture.self, from: contents)
    }

    var named: [String: PlainValue] {
        guard case .dict(let pairs)? = self.variables?.value else { return [:] }
        return Dictionary(pairs.map { ($0.name, $0.value) }) { $1 }
    }

    var snapshot: StateSnapshot {
        StateSnapshot(
            (self.states ?? []).map { state in
                var attributes: [PlainValue.Pair] = []
                if case .dict(let pairs) = state.attributes.value { attributes = pairs }
                return EntityState(
                    entityID: state.id,
                    state: state.state,
                    attributes: attributes,
                    lastChanged: state.changed,
                    lastUpdated: state.changed
                )
            }
        )
    }
}

/// A value from JSON in which dicts are `{"pairs": [[name, value], …]}`, to keep their order.
struct Plain: Decodable {
    var value: PlainValue

    private struct Pairs: Decodable {
        var pairs: [Pair]
    }

    private struct Pair: Decodable {
        var name: String
        var value: Plain

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            self.name = try container.decode(String.self)
            self.value = try container.decode(Plain.self)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self.value = .none
        } else if let value = try? container.decode(Bool.self) {
            self.value = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self.value = .int(value)
        } else if let value = try? container.decode(Double.self) {
            self.value = .float(value)
        } else if let value = try? container.decode(String.self) {
            self.value = .string(value)
        } else if let items = try? container.decode([Plain].self) {
            self.value = .list(items.map(\.value))
        } else {
            let pairs = try container.decode(Pairs.self).pairs
            self.value = .dict(pairs.map { PlainValue.Pair($0.name, $0.value.value) })
        }
    }
}
