import Templates
import Testing

@Suite("Templates beside jinja2")
struct JinjaComparisonTests {
    @Test("every recorded template renders to the same text, or fails in the same way, as with jinja2")
    func isSame() throws {
        let fixture = try Fixture.load("jinja")
        let comparison = Comparison(
            surroundings: Surroundings(states: StateSnapshot(), now: 0, zone: .utc),
            variables: fixture.named,
            language: .jinja
        )
        let differences = comparison.differences(fixture, known: KnownDifferences.jinja)
        let generated = fixture.cases.filter { $0.group == "generated" }.map(\.template)
        #expect(generated.count >= 2000 && Set(generated).count == generated.count)
        #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.joined(separator: "\n"))")
    }
}
