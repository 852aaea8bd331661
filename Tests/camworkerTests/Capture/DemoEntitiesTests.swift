import IPC
import Shared
import Testing

@testable import camworker

@Suite("The demo camera's entities")
struct DemoEntitiesTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)
    private let wall = WallTime(nanoseconds: 1_700_000_000_000_000_000)

    private func call(
        _ entities: inout DemoEntities,
        _ service: String,
        _ entity: String? = nil,
        _ parameters: [String: JSONValue] = [:]
    ) -> [DemoEntities.Action] {
        let call = ServiceCall(service: service, entity: entity, parameters: parameters, timeoutMilliseconds: 1_000)
        return entities.call(call, at: self.start, wall: self.wall)
    }

    private func told(_ actions: [DemoEntities.Action]) -> [String] {
        actions.flatMap { action -> [String] in
            switch action {
            case .report(let changes): changes.map { "\($0.key)=\($0.state ?? "nil")" }
            case .happened(let event): ["\(event.kind) \(event.attributes["action"]?.text ?? event.entity ?? "")"]
            case .answer(let result): ["\(result.status)"]
            case .redraw, .log: []
            case .crash: ["crash"]
            }
        }
    }

    @Test("every service does what it says")
    func services() {
        var entities = DemoEntities(motionInterval: nil)
        #expect(
            self.told(entities.start(at: self.start)) == ["motion=off", "lamp=off", "preset=nil", "pictures=0"]
        )
        let cases: [(String, String?, [String: JSONValue], [String])] = [
            ("switch.turn_on", "lamp", [:], ["lamp=on", "200"]), ("switch.toggle", "lamp", [:], ["lamp=off", "200"]),
            ("switch.toggle", "lamp", [:], ["lamp=on", "200"]), ("switch.turn_off", "lamp", [:], ["lamp=off", "200"]),
            ("button.press", "chime", [:], ["ring doorbell", "200"]),
            ("demo.goto_preset", nil, ["preset": 3], ["preset=3", "200"]),
            ("demo.goto_preset", nil, ["preset": 9], ["400"]),
            ("homeassistant.update_entity", "preset", [:], ["preset=3", "200"]),
            ("demo.fail", nil, ["how": "refuse"], ["502"]), ("demo.fail", nil, ["how": "never"], []),
            ("demo.fail", nil, ["how": "crash"], ["crash"]), ("button.press", "lamp", [:], ["501"]),
            ("demo.unknown", nil, [:], ["501"]), ("switch.turn_on", "gone", [:], ["501"]),
        ]
        for (service, entity, parameters, expected) in cases {
            #expect(self.told(self.call(&entities, service, entity, parameters)) == expected, "\(service)")
        }
        #expect(entities.look == DemoLook(preset: 3))
    }

    @Test("something moves as often as is said, for half as long")
    func motion() {
        var entities = DemoEntities(motionInterval: .seconds(4))
        _ = entities.start(at: self.start)
        var told: [String] = []
        for second in 0...9 { told += self.told(entities.tick(at: self.start + .seconds(second), wall: self.wall)) }
        #expect(
            told == [
                "motion=on", "motion start", "motion=off", "motion stop", "motion=on", "motion start",
            ]
        )
        #expect(entities.deadline == self.start + .seconds(10))
    }

    @Test("motion detection is off until it is turned on, and ends what moves when it is turned off")
    func detection() {
        var entities = DemoEntities(motionInterval: nil)
        _ = entities.start(at: self.start)
        #expect(entities.deadline == nil)
        #expect(!entities.isDetecting)
        #expect(self.told(self.call(&entities, "camera.enable_motion_detection")) == ["200"])
        #expect(entities.isDetecting)
        #expect(entities.deadline == self.start + .seconds(60))
        _ = entities.tick(at: self.start + .seconds(60), wall: self.wall)
        #expect(entities.look.isMoving)
        #expect(
            self.told(self.call(&entities, "camera.disable_motion_detection")) == ["motion=off", "motion stop", "200"]
        )
        #expect(entities.deadline == nil)
    }

    @Test("pictures are counted, and told of now and then")
    func pictures() {
        var entities = DemoEntities(motionInterval: nil)
        _ = entities.start(at: self.start)
        var told: [String] = []
        for step in 0..<200 {
            let now = self.start + .milliseconds(100 * step)
            entities.drawn(at: now)
            told += self.told(entities.tick(at: now, wall: self.wall))
        }
        #expect(told == ["pictures=1", "pictures=101"])
    }
}
