import Shared
import Testing

@Suite("Which entities are shown")
struct EntityChoiceTests {
    @Test("a pattern is a text with stars and question marks")
    func patterns() {
        let cases: [(String, String, Bool)] = [
            ("motion", "motion", true), ("motion", "motio", false), ("motion", "motions", false),
            ("motion", "m*", true), ("motion", "*", true), ("", "*", true), ("motion", "*on", true),
            ("motion", "*o*o*", true), ("motion", "*x*", false), ("motion", "m?t?on", true), ("motion", "?", false),
            ("", "", true), ("motion", "", false), ("aab", "a*ab", true), ("motion", "**", true),
        ]
        for (text, pattern, expected) in cases {
            #expect(EntityChoice.matches(text, pattern) == expected, "\(text) \(pattern)")
        }
    }

    @Test("the longest pattern costs no more than its length and the text's")
    func costly() {
        let text = String(repeating: "a", count: 255)
        #expect(!EntityChoice.matches(text, String(repeating: "*a", count: 127) + "b"))
    }

    private let entities = [
        EntityDeclaration(key: "motion", domain: .binarySensor),
        EntityDeclaration(key: "pictures", domain: .sensor, isEnabledByDefault: false),
        EntityDeclaration(key: "lamp", domain: .switch),
    ]

    private func shown(_ choice: EntityChoice) -> (keys: [String], unmatched: [String]) {
        let result = choice.applied(to: self.entities) { [$0.key, "\($0.domain.rawValue).\($0.key)"] }
        return (result.entities.filter(\.isEnabledByDefault).map(\.key), result.unmatched)
    }

    @Test("a name is the operator's, and what it is meant by stays the same")
    func names() {
        let choice = EntityChoice(disabled: ["motion"], names: ["motion": "Something", "none": "Nothing"])
        let result = choice.applied(to: self.entities) { [$0.key, $0.name ?? ""] }
        #expect(result.entities.map(\.name) == ["Something", nil, nil])
        #expect(result.entities.map(\.isEnabledByDefault) == [false, false, true])
        #expect(result.unmatched == ["none"])
    }

    @Test("what is enabled is there whatever is disabled, and what is named in vain is said")
    func applied() {
        let cases: [(EntityChoice, [String], [String])] = [
            (EntityChoice(), ["motion", "lamp"], []),
            (EntityChoice(enabled: ["pictures"]), ["motion", "pictures", "lamp"], []),
            (EntityChoice(disabled: ["switch.*"]), ["motion"], []),
            (EntityChoice(enabled: ["lamp", "l*"], disabled: ["*"]), ["lamp"], []),
            (
                EntityChoice(enabled: ["lmap"], disabled: ["sensor.motion"]), ["motion", "lamp"],
                ["lmap", "sensor.motion"]
            ),
        ]
        for (choice, keys, unmatched) in cases {
            let shown = self.shown(choice)
            #expect(shown.keys == keys)
            #expect(shown.unmatched == unmatched)
        }
    }
}
