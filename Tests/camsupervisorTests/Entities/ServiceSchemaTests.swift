import Shared
import Testing

@testable import camsupervisor

@Suite("Services: what they take")
struct ServiceSchemaTests {
    private static let schema = ServiceSchema(
        domain: "test",
        service: "move",
        title: "Move",
        words: "Moves.",
        target: .anything,
        fields: [
            .init(name: "preset", kind: .whole(1...8, unit: nil), words: "", isRequired: true),
            .init(name: "speed", kind: .number(0...1, unit: nil), words: "", usual: 0.5),
            .init(name: "way", kind: .choice(["up", "down"]), words: ""),
            .init(name: "loud", kind: .flag, words: ""),
            .init(name: "name", kind: .text(longest: 5), words: ""),
            .init(name: "time", kind: .period(.seconds(1)...(.seconds(3_600))), words: ""),
        ]
    )

    static let good: [([String: JSONValue], [String: JSONValue])] = [
        (["preset": 2], ["preset": 2, "speed": 0.5]),
        (["preset": "2", "speed": 1], ["preset": 2, "speed": 1.0]),
        (["preset": 2.0, "speed": .null], ["preset": 2, "speed": 0.5]),
        (["preset": 8, "way": "up", "loud": "on"], ["preset": 8, "speed": 0.5, "way": "up", "loud": true]),
        (["preset": 1, "loud": 0, "name": 12345], ["preset": 1, "speed": 0.5, "loud": false, "name": "12345"]),
    ]

    static let times: [(JSONValue, JSONValue?)] = [
        (1, 1.0), (2.5, 2.5), ("30", 30.0), ("2min", 120.0), ("00:00:30", 30.0), (3_600, 3600.0), ("1 h", 3600.0),
        (0, nil), (3_601, nil), (-1, nil), ("soon", nil), (true, nil), (1e300, nil), (["1"], nil), ("", nil),
    ]

    @Test("a period is seconds, or a time with a unit, within bounds, and is passed on as seconds", arguments: times)
    func periods(_ value: JSONValue, _ seconds: JSONValue?) throws {
        guard let seconds else {
            #expect { try Self.schema.validated(["preset": 1, "time": value]) } throws: { error in
                "\(error)".hasPrefix("time is a time from 1 s to 1 h, as seconds or like '30 s', not ")
            }
            return
        }
        #expect(try Self.schema.validated(["preset": 1, "time": value])["time"] == seconds)
    }

    @Test("what fits is passed on, with what was not said filled in", arguments: good)
    func takes(_ given: [String: JSONValue], _ parameters: [String: JSONValue]) throws {
        #expect(try Self.schema.validated(given) == parameters)
    }

    static let bad: [([String: JSONValue], String)] = [
        ([:], "required key not provided @ data['preset']"),
        (["preset": .null], "required key not provided @ data['preset']"),
        (["preset": 0], "preset is a whole number from 1 to 8, not '0' @ data['preset']"),
        (["preset": 1.5], "preset is a whole number from 1 to 8, not '1.5' @ data['preset']"),
        (["preset": true], "preset is a whole number from 1 to 8, not a boolean @ data['preset']"),
        (["preset": 1, "speed": "nan"], "speed is a number from 0.0 to 1.0, not 'nan' @ data['speed']"),
        (["preset": 1, "speed": 1.1], "speed is a number from 0.0 to 1.0, not '1.1' @ data['speed']"),
        (["preset": 1, "way": "left"], "way is one of up, down, not 'left' @ data['way']"),
        (["preset": 1, "loud": "maybe"], "loud is true or false, not 'maybe' @ data['loud']"),
        (["preset": 1, "name": "123456"], "name is a text of at most 5 bytes, not '123456' @ data['name']"),
        (["preset": 1, "name": []], "name is a text of at most 5 bytes, not a list @ data['name']"),
    ]

    @Test("what does not fit is refused, and the words say what would", arguments: bad)
    func refuses(_ given: [String: JSONValue], _ words: String) {
        #expect(throws: InvalidCall(words)) { try Self.schema.validated(given) }
    }

    @Test("a misspelt key is answered with the right one")
    func misspelt() {
        #expect { try Self.schema.validated(["presett": 1]) } throws: { error in
            "\(error)".hasPrefix("extra keys not allowed @ data['presett'] (") && "\(error)".contains("\"preset\"")
        }
    }

    static let targets: [([String: JSONValue], ServiceTarget)] = [
        (["entity_id": "camera.a"], .entities([EntityID(lookingUp: "camera.a")])),
        (
            ["entity_id": "Camera.A, camera.b,"],
            .entities([.init(lookingUp: "camera.a"), .init(lookingUp: "camera.b")])
        ),
        (["entity_id": ["camera.a", "camera.a"]], .entities([EntityID(lookingUp: "camera.a")])),
        (["entity_id": "all"], .all), (["entity_id": ["all"]], .all),
        (["target": ["entity_id": "camera.a"]], .entities([EntityID(lookingUp: "camera.a")])),
    ]

    @Test("a target is one, several or all", arguments: targets)
    func target(_ given: [String: JSONValue], _ target: ServiceTarget) throws {
        var members = given.merging(["other": 1]) { $1 }
        #expect(try ServiceTarget(takingFrom: &members) == target)
        #expect(members == ["other": 1])
    }

    @Test(
        "a target that names nothing is refused",
        arguments: [
            [:], ["entity_id": .null], ["entity_id": ""], ["entity_id": []], ["entity_id": 1], ["entity_id": [1]],
            ["target": 1], ["target": ["area_id": "x", "entity_id": "camera.a"]],
            ["entity_id": .list(Array(repeating: "camera.a", count: 1_001))],
        ] as [[String: JSONValue]]
    )
    func noTarget(_ given: [String: JSONValue]) {
        var members = given
        #expect(throws: InvalidCall.self) { try ServiceTarget(takingFrom: &members) }
    }
}
