import Templates
import Testing

@Suite("Templates beside Home Assistant")
struct HomeAssistantComparisonTests {
    /// The moment at which the fixture was recorded: the day before the clocks of Zurich went forward.
    static let now = 1_711_803_906_789_012

    @Test("every recorded template renders to the same text, or fails in the same way, as in Home Assistant 2024.3.3")
    func isSame() throws {
        let fixture = try Fixture.load("home-assistant")
        let comparison = Comparison(
            surroundings: Surroundings(states: fixture.snapshot, now: Self.now, zone: .zurich),
            variables: fixture.named,
            language: .homeAssistant
        )
        let differences = comparison.differences(fixture, known: KnownDifferences.homeAssistant)
        #expect(fixture.cases.count { $0.group == "url" } >= 60)
        #expect(differences.isEmpty, "\(differences.count) differ:\n\(differences.joined(separator: "\n"))")
    }
}
