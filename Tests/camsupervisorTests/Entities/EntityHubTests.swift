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

    @Test("one token has a quarter of the places of those who listen, so that others find one")
    func placesOfToken() {
        for _ in 0..<EntityHub.mostListenersOfToken {
            #expect(self.hub.listen(types: nil, token: "wall", wake: {}) != nil)
        }
        #expect(self.hub.listen(types: nil, token: "wall", wake: {}) == nil)
        #expect(self.hub.refusal(ofListenerWith: "wall") == "50 clients listen with this token already")
        #expect(self.hub.refusal(ofListenerWith: "other") == nil && self.hub.refusal(ofListenerWith: nil) == nil)
        for _ in 0..<150 { _ = self.hub.listen(types: nil, wake: {}) }
        #expect(self.hub.refusal(ofListenerWith: nil) == "200 clients listen already")
        #expect(self.hub.listen(types: nil, token: "other", wake: {}) == nil)
    }

    @Test("the late word of a worker that has been replaced does not take its successor's place")
    func lateReady() throws {
        let (old, new) = (self.hub.nextTurn(), self.hub.nextTurn())
        let session = try #require(self.hub.begin(self.yard, turn: new))
        #expect(self.hub.begin(self.yard, turn: old) == nil)
        self.hub.declare(EntityList(entities: [self.motion]), by: session)
        self.hub.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: session)
        #expect(self.text(self.motionID) == "on")
    }

    @Test("a camera that is away and back in turn has all its entities told again some times, and then once in seconds")
    func flipping() throws {
        let session = try #require(self.hub.begin(self.yard))
        let keys = (0..<512).map(String.init)
        let list = keys.map { EntityDeclaration(key: $0, domain: .sensor, name: "n\($0)") }
        self.hub.declare(EntityList(entities: list), by: session)
        self.hub.report(EntityStates(states: keys.map { .init(key: $0, state: "on") }), by: session)
        let before = self.hub.nextEvent
        let start = MonotonicTime.now()
        for flip in 0..<1_000 { self.hub.update(self.camera(flip % 2 == 0 ? .offline : .live), clock: start) }
        let most = UInt64(EntityDirectory.toldAgainAtOnce + EntityHub.wordsOfCameraAtOnce)
        #expect(self.hub.nextEvent - before <= most)
        // What was held back is told by a later look.
        self.hub.update(self.camera(.live), isLook: true, clock: start + .seconds(60))
        #expect(self.text(EntityID(lookingUp: "sensor.yard_n7")) == "on")
        self.hub.update(self.camera(.offline), isLook: true, clock: start + .seconds(120))
        #expect(self.text(EntityID(lookingUp: "sensor.yard_n7")) == "unavailable")
    }

    @Test("other attributes with each word of a worker are told some times a second, and the last with the next look")
    func attributesInTurn() {
        let before = self.hub.nextEvent
        let start = MonotonicTime.now()
        var camera = self.camera()
        for word in 0..<1_000 {
            camera.platform = ["word": "\(word)"]
            self.hub.update(camera, clock: start)
        }
        #expect(self.hub.nextEvent - before == UInt64(EntityHub.wordsOfCameraAtOnce))
        self.hub.update(camera, isLook: true, clock: start)
        #expect(self.hub[EntityID(of: self.yard)]?.attributes["word"] == "999")
    }

    @Test("the attributes of all entities of a camera have a bound together; a state beyond it has none")
    func heavyAttributes() throws {
        let session = try #require(self.hub.begin(self.yard))
        let keys = (0..<64).map(String.init)
        let list = keys.map { EntityDeclaration(key: $0, domain: .sensor, name: "n\($0)") }
        self.hub.declare(EntityList(entities: list), by: session)
        let heavy: [String: JSONValue] = ["x": .text(String(repeating: "x", count: 16_000))]
        for _ in 0..<3 {
            for key in keys {
                let change = EntityStates.Change(key: key, state: "told", attributes: heavy)
                self.hub.report(EntityStates(states: [change]), by: session)
            }
        }
        let states = keys.compactMap { self.hub[EntityID(lookingUp: "sensor.yard_n\($0)")] }
        #expect(states.count == 64 && states.allSatisfy { $0.state == "told" })
        #expect(states.count { $0.attributes["x"] != nil } == EntityDirectory.mostAttributes / 16_008)
        // What is given back is there for others.
        let light = keys.prefix(32).map { EntityStates.Change(key: $0, state: "light") }
        self.hub.report(EntityStates(states: light), by: session)
        let last = EntityStates.Change(key: "63", state: "told", attributes: heavy)
        self.hub.report(EntityStates(states: [last]), by: session)
        #expect(self.hub[EntityID(lookingUp: "sensor.yard_n63")]?.attributes["x"] != nil)
    }

    @Test("a flood of new keys takes no id from another camera, not even from one whose name it can spell")
    func foreignIDs() throws {
        let garden = try CameraID("garden")
        let second = try CameraID("garden_2")
        let names = [(garden, "Garden"), (second, "Garden 2")]
        self.hub.take(names.map { CameraEntity(camera: $0, name: $1, state: .idle, token: "t") })
        let owner = try #require(self.hub.begin(second))
        let siren = EntityDeclaration(key: "siren", domain: .switch, name: "Siren")
        self.hub.declare(EntityList(entities: [siren]), by: owner)
        self.hub.report(EntityStates(states: [.init(key: "siren", state: "off")]), by: owner)
        let thief = try #require(self.hub.begin(garden))
        for list in 0..<12 {
            let keys = (0..<512).map {
                EntityDeclaration(key: "\(list) \($0)", domain: .sensor, isEnabledByDefault: false)
            }
            self.hub.declare(EntityList(entities: keys), by: thief)
        }
        let stolen = EntityDeclaration(key: "siren", domain: .switch, name: "2 Siren")
        self.hub.declare(EntityList(entities: [stolen]), by: thief)
        self.hub.report(EntityStates(states: [.init(key: "siren", state: "on")]), by: thief)
        let id = EntityID(lookingUp: "switch.garden_2_siren")
        #expect(self.hub[id]?.state == "off" && self.hub[id]?.camera == second)
        #expect(self.hub[EntityID(lookingUp: "switch.garden_2_siren_2")]?.camera == garden)
        self.hub.end(thief)
        self.hub.declare(EntityList(entities: []), by: thief)
        #expect(self.hub[id]?.state == "off")
    }

    @Test("what a client removes of a worker's is back at once, as its worker told it")
    func removed() throws {
        let session = try #require(self.hub.begin(self.yard))
        let button = EntityDeclaration(key: "reboot", domain: .button, name: "Reboot")
        self.hub.declare(EntityList(entities: [button]), by: session)
        let id = EntityID(lookingUp: "button.yard_reboot")
        _ = self.hub.set(id, to: "lie", attributes: [:], isForced: false)
        let before = self.hub.nextEvent
        #expect(self.hub.remove(id) && self.text(id) == "unknown")
        #expect(self.types(from: before) == ["state_changed", "state_changed"])
        _ = self.hub.set(EntityID(lookingUp: "sensor.mine"), to: "1", attributes: [:], isForced: false)
        #expect(self.hub.remove(EntityID(lookingUp: "sensor.mine")))
        #expect(self.hub.remove(EntityID(of: self.yard)) && self.hub[EntityID(of: self.yard)] != nil)
        #expect(self.text(EntityID(lookingUp: "sensor.mine")) == nil)
    }
}
