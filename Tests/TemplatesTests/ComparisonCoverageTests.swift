import Testing

@testable import Templates

@Suite("What is compared")
struct ComparisonCoverageTests {
    /// Came after Home Assistant 2024.3, which is compared with; tested by themselves.
    private static let younger: Set<String> = ["time_since", "time_until", "add"]

    @Test("every filter, test and function stands in at least five hand-written templates")
    func everyName() throws {
        let cases = try Fixture.load("home-assistant").cases
        var counts: [String: Int] = [:]
        for one in cases {
            let words = one.template.unicodeScalars.split { !($0.isWord || "=!<>".unicodeScalars.contains($0)) }
            for word in Set(words.map { String($0) }) { counts[word, default: 0] += 1 }
        }
        let dialect = Dialect.homeAssistant
        let left = Set(["urlize", "pprint", "lipsum", "pack", "unpack", "version", "set"])
        let registries = Set(dialect.functions.keys).subtracting(Dialect.jinja.functions.keys)
            .filter { name in
                ["device", "area", "integration", "config_entry", "closest", "distance", "hidden", "translated"]
                    .contains { name.contains($0) }
            }
        let names = Set(dialect.filters.keys).union(dialect.tests.keys).union(dialect.functions.keys)
            .subtracting(Self.younger).subtracting(left).subtracting(registries)
        let rare = names.filter { counts[$0, default: 0] < 5 }.sorted()
        #expect(rare == [], "\(rare.map { "\($0) \(counts[$0] ?? 0)" })")
    }

    @Test("every group of hand-written templates has at least five")
    func everyGroup() throws {
        for name in ["jinja", "home-assistant"] {
            let groups = Dictionary(grouping: try Fixture.load(name).cases, by: \.group)
            #expect(groups.filter { $0.value.count < 5 }.map(\.key).sorted() == [])
        }
    }
}
