import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("StatesSection")
struct StatesSectionTests {
    private static func states(_ text: String) -> [FixedState]? {
        ConfigurationText.load("states: \(text)\ncameras: {a: {platform: demo}}").configuration?.states
    }

    private static func messages(_ text: String) -> [String] {
        ConfigurationText.messages("states: \(text)\ncameras: {a: {platform: demo}}", secrets: "word: hidden-word")
    }

    @Test("a state is the text that stands there, attributes are values as YAML has them")
    func values() throws {
        let text = """
            { input_select.quality: high, binary_sensor.b: on, sensor.x: { state: 4, attributes: {
            a: 1, b: 1.5, c: true, d: ~, e: [x, "2"], f: { g: no } } } }
            """.replacing("\n", with: " ")
        let attributes: [String: JSONValue] = [
            "a": 1, "b": 1.5, "c": true, "d": .null, "e": ["x", "2"], "f": ["g": "no"],
        ]
        #expect(
            Self.states(text) == [
                FixedState(entity: try EntityID("input_select.quality"), state: "high"),
                FixedState(entity: try EntityID("binary_sensor.b"), state: "on"),
                FixedState(entity: try EntityID("sensor.x"), state: "4", attributes: attributes),
            ]
        )
        #expect(Self.states("{ sensor.x: '\(String(repeating: "ä", count: 255))' }")?.count == 1)
    }

    static let wrong: [(text: String, message: String)] = [
        ("{ Sensor.X: 1 }", "'Sensor.X' is no entity id"),
        ("{ sensor: 1 }", "'sensor' is no entity id"),
        ("{ camera.a: idle }", "cameras say themselves how they are"),
        ("{ sensor.x: [1] }", "'sensor.x' must be a text"),
        ("{ sensor.x: ~ }", "'sensor.x' has no value"),
        ("{ sensor.x: { attributes: {} } }", "'state' is missing"),
        ("{ sensor.x: { state: 1, attributs: {} } }", "\"attributs\" is no option of states"),
        ("{ sensor.x: { state: 1, attributes: 7 } }", "'attributes' must be a map of names to values"),
        ("{ sensor.x: \(String(repeating: "x", count: 256)) }", "longer than 255 letters"),
        ("{ sensor.x: !secret word }", "'sensor.x' must be no secret"),
        ("{ sensor.x: { state: 1, attributes: { a: [!secret word] } } }", "'attributes' must hold no secret"),
        (
            "{ sensor.x: { state: 1, attributes: { a: \(String(repeating: "x", count: 17_000)) } } }",
            "'attributes' is larger than 16 KiB"
        ),
        ("7", "'states' must be a map of entity ids to states"),
    ]

    @Test("what is wrong is said, and never a secret", arguments: wrong)
    func mistakes(text: String, message: String) {
        let messages = Self.messages(text)
        #expect(messages.count == 1 && messages.contains { $0.contains(message) }, "\(messages)")
        #expect(!messages.contains { $0.contains("hidden-word") })
    }

    @Test("a reload names what differs, and counts where that is much")
    func differences() throws {
        func list(_ states: [(String, String)]) throws -> [FixedState] {
            try states.map { FixedState(entity: try EntityID($0), state: $1) }
        }
        let (old, new) = (
            try list([("a.a", "1"), ("a.b", "1"), ("a.c", "1")]), try list([("a.b", "2"), ("a.c", "1"), ("a.d", "1")])
        )
        #expect(FixedState.differences(from: old, to: new) == ["states.a.b.state", "states.a.d", "states.a.a"])
        #expect(FixedState.differences(from: old, to: old).isEmpty)
        let many = try list((0..<20).map { ("a.x\($0)", "1") })
        #expect(FixedState.differences(from: [], to: many) == ["states (20 of them)"])
    }

    @Test("they are there, change with a reload, and go with it; what a client set over them is over then")
    func hub() throws {
        let hub = EntityHub()
        let (a, b) = (try EntityID("sensor.a"), try EntityID("sensor.b"))
        hub.takeFixed([FixedState(entity: a, state: "1", attributes: ["x": 1]), FixedState(entity: b, state: "1")])
        #expect(hub[a]?.state == "1" && hub[a]?.attributes == ["x": 1] && hub[a]?.camera == nil)
        _ = hub.set(a, to: "9", attributes: [:], isForced: false)
        _ = hub.set(try EntityID("sensor.client"), to: "1", attributes: [:], isForced: false)
        hub.takeFixed([FixedState(entity: a, state: "1")])
        #expect(hub[a]?.state == "1" && hub[b] == nil && hub.all.count == 2)
    }

    @Test("a camera's entity of that id is there before, with and after the line, as its worker tells it")
    func owned() throws {
        let hub = EntityHub()
        let yard = try CameraID("yard")
        hub.take([CameraEntity(camera: yard, name: "Yard", state: .idle, token: "t")])
        let session = try #require(hub.begin(yard))
        hub.declare(EntityList(entities: [EntityDeclaration(key: "p", domain: .sensor, name: "Preset")]), by: session)
        hub.report(EntityStates(states: [.init(key: "p", state: "3")]), by: session)
        let ids = [try EntityID("sensor.yard_preset"), EntityID(of: yard)]
        let troubles = hub.takeFixed(ids.map { FixedState(entity: $0, state: "fixed", attributes: [:]) })
        #expect(
            troubles.map { "\($0)" }
                == ids.map {
                    "states.\($0) of the configuration is passed over: camera yard has an entity of that id, and its state counts"
                }
        )
        #expect(ids.map { hub[$0]?.state } == ["3", "idle"])
        hub.takeFixed([])
        #expect(ids.map { hub[$0]?.state } == ["3", "idle"])
    }
}
