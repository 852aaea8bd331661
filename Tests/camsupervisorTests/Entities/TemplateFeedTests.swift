import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("States for templates")
struct TemplateFeedTests {
    /// What a worker knows.
    private struct Replica {
        var states: [EntityID: String] = [:]

        mutating func take(_ messages: [TemplateStates]) {
            for message in messages {
                if message.isComplete { self.states = [:] }
                for id in message.removed { self.states[id] = nil }
                for entry in message.states { self.states[entry.entity] = entry.state }
            }
        }
    }

    private static func set(
        _ machine: inout StateMachine,
        _ name: String,
        _ state: String,
        attributes: [String: JSONValue] = [:],
        _ generator: inout SeededGenerator
    ) {
        let time = WallTime(nanoseconds: generator.next() >> 8)
        let context = EventContext(at: time, using: &generator)
        let id = EntityID(lookingUp: name)
        _ = machine.set(id, to: state, attributes: attributes, camera: nil, context: context, at: time)
    }

    @Test(
        "a worker knows what its templates name and nothing else, after any changes",
        arguments: 1...30 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var machine = StateMachine()
        let names = (0..<8).map { "sensor.n\($0)" }
        let some = Set(names.prefix(3).map { EntityID(lookingUp: $0) } + [EntityID(lookingUp: "sensor.never")])
        let interests: [TemplateFeed.Interest] = [.all, .entities(some), .entities([])]
        var feeds = interests.map { TemplateFeed($0) }
        var replicas = [Replica(), Replica(), Replica()]
        for step in 0..<200 {
            let name = names.randomElement(using: &generator) ?? ""
            if Int.random(in: 0..<4, using: &generator) == 0 {
                _ = machine.remove(EntityID(lookingUp: name))
            } else {
                Self.set(&machine, name, "\(step % 3)", &generator)
            }
            guard Bool.random(using: &generator) else { continue }
            for index in feeds.indices {
                replicas[index].take(feeds[index].next(from: machine))
                let known = machine.all.filter { index == 0 || (index == 1 && some.contains($0.entity)) }
                let expected = Dictionary(uniqueKeysWithValues: known.map { ($0.entity, $0.state) })
                #expect(replicas[index].states == expected, "seed \(seed) step \(step) \(index)")
                #expect(feeds[index].next(from: machine).isEmpty, "nothing is sent twice")
            }
        }
    }

    @Test("what comes first is complete, also when there is nothing")
    func first() {
        var feed = TemplateFeed(.entities([EntityID(lookingUp: "sensor.a")]))
        #expect(feed.next(from: StateMachine()) == [TemplateStates(isComplete: true, states: [])])
        #expect(feed.next(from: StateMachine()).isEmpty)
    }

    @Test("many states are several messages, none longer than may be")
    func large() {
        var generator = SeededGenerator(seed: 1)
        var machine = StateMachine()
        let long = JSONValue.text(String(repeating: "\u{1}", count: 2_500))
        for number in 0..<300 {
            Self.set(&machine, "sensor.n\(number)", "x", attributes: ["a": long], &generator)
        }
        var feed = TemplateFeed(.all)
        let messages = feed.next(from: machine)
        #expect(messages.count > 1 && messages.first?.isComplete == true)
        #expect(messages.dropFirst().allSatisfy { !$0.isComplete })
        #expect(messages.reduce(0) { $0 + $1.states.count } == 300)
        #expect(messages.allSatisfy { ControlCoding.encode($0).count <= Limits.listMessage })
    }

    @Test("what opens a camera's pictures goes to no worker")
    func secrets() throws {
        var machine = StateMachine()
        var generator = SeededGenerator(seed: 1)
        let camera = CameraEntity(camera: try CameraID("yard"), name: "Yard", state: .idle, token: "secret")
        Self.set(&machine, "camera.yard", camera.text, attributes: camera.attributes, &generator)
        Self.set(&machine, "sensor.door", "1", attributes: ["access_token": "its own word"], &generator)
        var feed = TemplateFeed(.all)
        let states = feed.next(from: machine).flatMap(\.states)
        let attributes = states.map(\.attributes)
        #expect(attributes.first?["friendly_name"] == "Yard" && attributes.first?["access_token"] == nil)
        #expect(attributes.last == ["access_token": "its own word"])
        let text = attributes.map { String(decoding: JSONWriter.bytes(of: .object($0)), as: UTF8.self) }.joined()
        #expect(!text.contains("secret"))
    }
}
