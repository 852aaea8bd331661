import IPC
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("Feeds of templates")
struct TemplateFeedsTests {
    private static let door = EntityID(lookingUp: "binary_sensor.door")
    private static let lamp = EntityID(lookingUp: "light.lamp")

    private static func set(_ hub: EntityHub, _ id: EntityID, _ state: String) {
        _ = hub.set(id, to: state, attributes: [:], isForced: false)
    }

    private static func states(_ messages: [TemplateStates]) -> [String] {
        messages.flatMap(\.states).map { "\($0.entity)=\($0.state)" }
    }

    @Test("a change wakes those who asked for it, and nobody else")
    func wakes() {
        let hub = EntityHub()
        let woken = Mutex<[String]>([])
        func feed(_ name: String, _ interest: TemplateFeed.Interest) -> UInt64 {
            hub.feed(interest) { woken.withLock { $0.append(name) } }
        }
        let some = feed("some", .entities([Self.door]))
        let all = feed("all", .all)
        for number in [some, all] { _ = hub.takeStates(for: number) }
        Self.set(hub, Self.lamp, "on")
        #expect(woken.withLock { $0 } == ["all"])
        Self.set(hub, Self.door, "open")
        #expect(woken.withLock { $0.count } == 3)
        #expect(Self.states(hub.takeStates(for: some)) == ["binary_sensor.door=open"])
        #expect(Self.states(hub.takeStates(for: all)) == ["binary_sensor.door=open", "light.lamp=on"])
        // Said again, it is no change.
        Self.set(hub, Self.door, "open")
        #expect(woken.withLock { $0.count } == 3)
        _ = hub.remove(Self.door)
        #expect(hub.takeStates(for: some).flatMap(\.removed) == [Self.door])
        hub.stopFeeding(some)
        Self.set(hub, Self.door, "open")
        #expect(hub.takeStates(for: some).isEmpty)
        #expect(woken.withLock { $0 }.count { $0 == "some" } == 2)
    }

    @Test("of a worker that asks for all it is told of the first 5,000, and they are all that is sent later")
    func most() {
        let hub = EntityHub()
        let number = hub.feed(.all) {}
        for index in 0..<(TemplateFeed.most + 10) { Self.set(hub, EntityID(lookingUp: "sensor.n\(index)"), "0") }
        #expect(hub.takeStates(for: number).reduce(0) { $0 + $1.states.count } == TemplateFeed.most)
        Self.set(hub, EntityID(lookingUp: "sensor.n\(TemplateFeed.most + 1)"), "1")
        #expect(hub.takeStates(for: number).isEmpty)
        Self.set(hub, EntityID(lookingUp: "sensor.n0"), "1")
        #expect(Self.states(hub.takeStates(for: number)) == ["sensor.n0=1"])
    }

    @Test(
        "what the templates of a camera ask for",
        arguments: [
            ("http://h/{{ states('sensor.A') }}", "rtsp://h/{{ states.light.lamp.state }}", "light.lamp sensor.a"),
            ("http://h/{{ now() }}", "rtsp://h/", "nothing"), ("http://h/a", "rtsp://h/{{ 1 }}", "nothing"),
            ("http://h/{{ states('sensor.a') }}", "rtsp://h/{{ states.light | count }}", "all"),
        ]
    )
    func interest(_ still: String, _ stream: String, _ expected: String) throws {
        let text = """
            cameras: { cam: { platform: generic, still_image_url: "\(still)", stream_source: "\(stream)" } }
            """
        let loaded = ConfigurationText.load(text)
        let camera = try #require(loaded.configuration?.cameras.first?.configuration, "\(loaded.diagnostics)")
        let words =
            switch camera.templateInterest {
            case nil: "nothing"
            case .all: "all"
            case .entities(let ids): ids.map(\.text).sorted().joined(separator: " ")
            }
        #expect(words == expected)
    }
}
