import IPC
import NIOCore
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Entities")
struct EntityHubTests {
    private let hub = EntityHub()
    private let yard: CameraID
    private let motion = EntityDeclaration(key: "motion", domain: .binarySensor, name: "Motion", deviceClass: "motion")
    private let motionID = EntityID(lookingUp: "binary_sensor.yard_motion")

    init() throws {
        self.yard = try CameraID("yard")
        self.hub.take([self.camera()])
    }

    private func camera(_ state: CameraState = .idle, name: String = "Yard") -> CameraEntity {
        CameraEntity(camera: self.yard, name: name, state: state, token: "t")
    }

    private func text(_ id: EntityID) -> String? { self.hub[id]?.state }

    private func types(from cursor: UInt64) -> [String] {
        var cursor = cursor
        return self.hub.read(from: &cursor, most: 10_000) { _ in true }.events.map(\.type)
    }

    @Test("what is declared is unavailable until it is told, and with its worker's end")
    func life() throws {
        let session = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion]), by: session)
        #expect(self.text(self.motionID) == "unavailable")
        #expect(self.hub[self.motionID]?.attributes == ["friendly_name": "Yard Motion", "device_class": "motion"])
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on", attributes: ["n": 1])]), by: session)
        #expect(self.text(self.motionID) == "on" && self.hub[self.motionID]?.attributes["n"] == 1)
        self.hub.report(EntityStates(states: [.init(key: "motion", state: nil)]), by: session)
        #expect(self.text(self.motionID) == "unknown")
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on", isAvailable: false)]), by: session)
        #expect(self.text(self.motionID) == "unavailable")
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: session)
        self.hub.end(session)
        #expect(self.text(self.motionID) == "unavailable")
        let next = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion]), by: next)
        #expect(self.text(self.motionID) == "unavailable", "the old 'on' is not the new worker's word")
    }

    @Test("a dead generation changes nothing")
    func deadGeneration() throws {
        let old = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion]), by: old)
        let new = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion]), by: new)
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "off")]), by: new)
        let before = self.hub.nextEvent
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: old)
        self.hub.declare(EntityList(entities: []), by: old)
        self.hub.happened(CameraEvent(kind: "x", time: .now()), by: old)
        self.hub.end(old)
        #expect(self.text(self.motionID) == "off" && self.hub.nextEvent == before)
    }

    @Test("entities follow their camera, but for those that tell of it")
    func cameraAway() throws {
        let online = EntityDeclaration(key: "online", domain: .binarySensor, name: "Online", outlivesCamera: true)
        let session = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion, online]), by: session)
        self.hub.report(
            EntityStates(states: [.init(key: "motion", state: "on"), .init(key: "online", state: "off")]),
            by: session
        )
        self.hub.update(self.camera(.offline))
        #expect(self.text(self.motionID) == "unavailable")
        #expect(self.text(EntityID(lookingUp: "binary_sensor.yard_online")) == "off")
        #expect(self.text(EntityID(of: self.yard)) == "unavailable")
        self.hub.update(self.camera(.live))
        #expect(self.text(self.motionID) == "on" && self.text(EntityID(of: self.yard)) == "streaming")
    }

    @Test("what is not declared any more is gone, what was disabled is never there, and ids come back")
    func redeclared() throws {
        let session = try #require(self.hub.begin(self.yard))
        let hidden = EntityDeclaration(key: "hidden", domain: .sensor, name: "Hidden", isEnabledByDefault: false)
        self.hub.declare(EntityList(entities: [self.motion, hidden]), by: session)
        #expect(self.hub.all.map(\.entity.text) == ["camera.yard", "binary_sensor.yard_motion"])
        self.hub.declare(EntityList(entities: []), by: session)
        #expect(self.hub.all.map(\.entity.text) == ["camera.yard"])
        self.hub.declare(EntityList(entities: [self.motion]), by: session)
        #expect(self.text(self.motionID) == "unavailable")
    }

    @Test("what is said of what was not declared is passed over")
    func undeclared() throws {
        let session = try #require(self.hub.begin(self.yard))
        let before = self.hub.nextEvent
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: session)
        #expect(self.hub.nextEvent == before && self.hub.all.count == 1)
        #expect(self.hub.begin(try CameraID("other")) == nil)
    }

    @Test("an event is on the bus, and the state of its entity")
    func events() throws {
        let session = try #require(self.hub.begin(self.yard))
        let bell = EntityDeclaration(key: "bell", domain: .event, name: "Bell", eventTypes: ["ring"])
        self.hub.declare(EntityList(entities: [bell]), by: session)
        let id = EntityID(lookingUp: "event.yard_bell")
        #expect(self.text(id) == "unknown")
        let before = self.hub.nextEvent
        let now = WallTime(nanoseconds: 1_795_228_867_012_000_000)
        let event = CameraEvent(kind: "ring", source: "door", time: .now(), entity: "bell", attributes: ["n": 2])
        self.hub.happened(event, by: session, at: now)
        #expect(self.types(from: before) == ["camera_event", "state_changed"])
        #expect(self.text(id) == "2026-11-21T02:41:07.012+00:00")
        #expect(self.hub[id]?.attributes["event_type"] == "ring" && self.hub[id]?.attributes["n"] == 2)
        self.hub.end(session)
        #expect(self.text(id) == "unavailable")
        _ = self.hub.begin(self.yard)
        #expect(self.text(id) == "2026-11-21T02:41:07.012+00:00", "when it was stays true")
    }

    @Test("a camera that is gone takes its entities with it, another name is told")
    func cameras() throws {
        let session = try #require(self.hub.begin(self.yard))
        self.hub.declare(EntityList(entities: [self.motion]), by: session)
        self.hub.take([self.camera(name: "Garden")])
        #expect(self.hub[self.motionID]?.attributes["friendly_name"] == "Garden Motion")
        self.hub.take([])
        #expect(self.hub.all.isEmpty)
        self.hub.update(self.camera())
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: session)
        #expect(self.hub.all.isEmpty)
    }

    @Test("who listens is woken for its types only, and told every change in order")
    func listening() throws {
        let wakes = Mutex(0)
        let all = try #require(self.hub.listen(types: nil) { wakes.withLock { $0 += 1 } })
        _ = self.hub.listen(types: ["other"]) { wakes.withLock { $0 += 100 } }
        self.hub.fire("mine", ["a": 1])
        #expect(wakes.withLock { $0 } == 1)
        self.hub.fire("other", [:])
        #expect(wakes.withLock { $0 } == 102)
        #expect(self.hub.listenerCounts == [nil: 1, "other": 1])
        self.hub.stop(listening: all)
        self.hub.fire("mine", [:])
        #expect(wakes.withLock { $0 } == 102)
    }

    @Test(
        "random words of random workers: each entity's events are its states, in order",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let keys = ["a", "b", "c"]
        var sessions = [try #require(self.hub.begin(self.yard))]
        var seen: [EntityID: String] = [:]
        var cursor: UInt64 = 1
        for step in 0..<300 {
            let session = sessions.randomElement(using: &generator) ?? sessions[0]
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: sessions.append(try #require(self.hub.begin(self.yard)))
            case 1: self.hub.end(session)
            case 2, 3:
                let some = keys.filter { _ in Bool.random(using: &generator) }
                let list = some.map { EntityDeclaration(key: $0, domain: .sensor, name: $0) }
                self.hub.declare(EntityList(entities: list), by: session)
            case 4: self.hub.update(self.camera(CameraState.allCases.randomElement(using: &generator) ?? .idle))
            default:
                let key = keys.randomElement(using: &generator) ?? "a"
                let change = EntityStates.Change(key: key, state: "\(step)")
                let before = self.hub.all
                self.hub.report(EntityStates(states: [change]), by: session)
                if session != sessions.last { #expect(self.hub.all.map(\.state) == before.map(\.state)) }
            }
            for event in self.hub.read(from: &cursor, most: 1_000, where: { $0.type == "state_changed" }).events {
                let value = try JSONReader.read(Array(event.json.readableBytesView), within: EntityLimits.parameters)
                let body = try #require(value.object?["data"]?.object)
                let id = EntityID(lookingUp: try #require(body["entity_id"]?.text))
                #expect(body["old_state"]?.object?["state"]?.text == seen[id], "seed \(seed) step \(step)")
                seen[id] = body["new_state"]?.object?["state"]?.text
            }
            let now = Dictionary(uniqueKeysWithValues: self.hub.all.map { ($0.entity, $0.state) })
            #expect(now == seen, "seed \(seed) step \(step)")
        }
    }
}
