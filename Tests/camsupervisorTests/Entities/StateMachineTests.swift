import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The state machine")
struct StateMachineTests {
    private static let context: EventContext = {
        var generator = SeededGenerator(seed: 1)
        return EventContext(at: WallTime(nanoseconds: 0), using: &generator)
    }()
    private let motion = EntityID(lookingUp: "binary_sensor.motion")

    private static func at(_ seconds: UInt64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    /// The three times, in seconds.
    private func times(_ machine: StateMachine) -> [UInt64] {
        guard let state = machine[self.motion] else { return [] }
        return [state.lastChanged, state.lastUpdated, state.lastReported].map { $0.nanoseconds / 1_000_000_000 }
    }

    struct Step: Sendable, CustomTestStringConvertible {
        var state: String
        var attributes: [String: JSONValue] = [:]
        var isForced = false
        /// Changed, updated, reported; seconds, when set at 1, 2, 3 and so on.
        var times: [UInt64]
        var isEvent: Bool

        var testDescription: String { "\(self.state) \(self.attributes) \(self.times)" }
    }

    // As homeassistant 2024.4's `async_set` does.
    static let steps: [Step] = [
        Step(state: "off", times: [1, 1, 1], isEvent: true),
        Step(state: "off", times: [1, 1, 2], isEvent: false),
        Step(state: "off", attributes: ["a": 1], times: [1, 3, 3], isEvent: true),
        Step(state: "off", attributes: ["a": 1], times: [1, 3, 4], isEvent: false),
        Step(state: "on", attributes: ["a": 1], times: [5, 5, 5], isEvent: true),
        Step(state: "on", attributes: ["a": 1], isForced: true, times: [6, 6, 6], isEvent: true),
        Step(state: "on", times: [6, 7, 7], isEvent: true),
        Step(state: "", times: [8, 8, 8], isEvent: true),
    ]

    @Test("changed when the state differs, updated when an attribute does too, reported always")
    func setting() {
        var machine = StateMachine()
        for (index, step) in Self.steps.enumerated() {
            let before = machine[self.motion]
            let outcome = machine.set(
                self.motion,
                to: step.state,
                attributes: step.attributes,
                isForced: step.isForced,
                camera: nil,
                context: Self.context,
                at: Self.at(UInt64(index + 1))
            )
            #expect(self.times(machine) == step.times, "\(step)")
            if step.isEvent {
                #expect(outcome == .changed(.init(entity: self.motion, old: before, new: machine[self.motion])))
            } else {
                #expect(outcome == .reported)
            }
        }
    }

    @Test("an entity that is removed is gone, and comes back as a new one")
    func removal() throws {
        var machine = StateMachine()
        #expect(machine.remove(self.motion) == nil)
        _ = machine.set(self.motion, to: "on", attributes: [:], camera: nil, context: Self.context, at: Self.at(1))
        let state = try #require(machine[self.motion])
        #expect(machine.remove(self.motion) == .init(entity: self.motion, old: state, new: nil))
        #expect(machine.count == 0)
        let outcome = machine.set(
            self.motion,
            to: "on",
            attributes: [:],
            camera: nil,
            context: Self.context,
            at: Self.at(2)
        )
        #expect(outcome == .changed(.init(entity: self.motion, old: nil, new: machine[self.motion])))
        #expect(self.times(machine) == [2, 2, 2])
    }

    @Test("random settings and removals are those of a plain list", arguments: 1...20 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var machine = StateMachine()
        var plain: [(EntityID, String)] = []
        for step in 0..<2_000 {
            let id = EntityID(lookingUp: "sensor.n\(Int.random(in: 0..<300, using: &generator))")
            let place = plain.firstIndex { $0.0 == id }
            if Int.random(in: 0..<3, using: &generator) == 0 {
                #expect((machine.remove(id) != nil) == (place != nil))
                if let place { plain.remove(at: place) }
                continue
            }
            _ = machine.set(
                id,
                to: "\(step)",
                attributes: [:],
                camera: nil,
                context: Self.context,
                at: Self.at(UInt64(step))
            )
            if let place { plain[place].1 = "\(step)" } else { plain.append((id, "\(step)")) }
        }
        #expect(machine.all.map(\.entity) == plain.map(\.0) && machine.all.map(\.state) == plain.map(\.1))
        #expect(plain.allSatisfy { machine[$0.0]?.state == $0.1 } && machine.count == plain.count)
    }

    @Test("entities are shown in the order in which they came, and no more are taken than may be")
    func order() {
        var machine = StateMachine()
        func set(_ number: Int) -> StateMachine.Outcome {
            machine.set(
                EntityID(lookingUp: "sensor.n\(number)"),
                to: "1",
                attributes: [:],
                camera: nil,
                context: Self.context,
                at: Self.at(1)
            )
        }
        for number in (1...StateMachine.most).reversed() { #expect(set(number) != .full) }
        #expect(set(0) == .full && machine.count == StateMachine.most)
        #expect(set(7) == .reported)
        #expect(machine.all.first?.entity.text == "sensor.n\(StateMachine.most)")
        #expect(machine.all.last?.entity.text == "sensor.n1")
    }

    @Test("a state in Home Assistant's shape, times as Python writes them")
    func shape() throws {
        var machine = StateMachine()
        _ = machine.set(
            self.motion,
            to: "on",
            attributes: ["friendly_name": "Yard \"Motion\"", "n": 1.5],
            camera: nil,
            context: Self.context,
            at: WallTime(nanoseconds: 1_795_228_867_012_345_678)
        )
        var writer = JSONWriter()
        try #require(machine[self.motion]).write(to: &writer)
        let time = "2026-11-21T02:41:07.012345+00:00"
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == """
                {"entity_id":"binary_sensor.motion","state":"on","attributes":{"friendly_name":"Yard \\"Motion\\"",\
                "n":1.5},"last_changed":"\(time)","last_reported":"\(time)","last_updated":"\(time)",\
                "context":{"id":"\(Self.context.id)","parent_id":null,"user_id":null}}
                """
        )
        #expect(Self.at(1_795_228_867).isoText == "2026-11-21T02:41:07+00:00")
        #expect(Self.context.id.count == 26)
    }

    @Test("times are those of the calendar, whatever the year")
    func calendar() {
        var generator = SeededGenerator(seed: 1)
        // A day before 2555 each, the first and the last of years among them.
        for day in 0..<213_000 as Range<UInt64> where day % 7 == 0 || day % 365 < 3 {
            let time = Self.at(day * 86_400 + generator.next() % 86_400)
            #expect(time.isoText == "\("\(Timestamp(time))".dropLast())+00:00")
        }
        let time = WallTime(nanoseconds: 951_782_400_000_001_000)
        #expect(time.isoText == "2000-02-29T00:00:00.000001+00:00")
    }
}
