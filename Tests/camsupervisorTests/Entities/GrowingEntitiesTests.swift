import IPC
import Shared
import Testing

@testable import camsupervisor

/// A camera whose entities become known by what happens, as ONVIF devices' do.
@Suite("Entities of lists that grow")
struct GrowingEntitiesTests {
    private let yard: CameraID
    private let motion = EntityDeclaration(key: "motion", domain: .binarySensor, name: "Motion")
    private let lamp = EntityDeclaration(key: "lamp", domain: .switch, name: "Lamp")
    private let reboot = EntityDeclaration(key: "reboot", domain: .button, name: "Reboot")
    private let motionID = EntityID(lookingUp: "binary_sensor.yard_motion")
    private let lampID = EntityID(lookingUp: "switch.yard_lamp")

    init() throws {
        self.yard = try CameraID("yard")
    }

    private func hub(_ choice: EntityChoice? = nil) -> EntityHub {
        let hub = EntityHub()
        self.choose(choice, in: hub)
        return hub
    }

    private func choose(_ choice: EntityChoice?, in hub: EntityHub) {
        hub.take([CameraEntity(camera: self.yard, name: "Yard", state: .idle, token: "t", choice: choice)])
    }

    /// One worker that knows all three and has told of two.
    private func begin(in hub: EntityHub) throws -> EntityDirectory.Session {
        let session = try #require(hub.begin(self.yard))
        hub.declare(EntityList(entities: [self.reboot, self.lamp, self.motion], growing: [.binarySensor]), by: session)
        hub.report(
            EntityStates(states: [.init(key: "motion", state: "on"), .init(key: "lamp", state: "off")]),
            by: session
        )
        return session
    }

    @Test("what the next worker has not heard of yet is unavailable and not gone, until it tells")
    func nextWorker() throws {
        let hub = self.hub()
        hub.end(try self.begin(in: hub))
        let next = try #require(hub.begin(self.yard))
        let before = hub.nextEvent
        hub.declare(EntityList(entities: [self.reboot], growing: [.binarySensor, .switch]), by: next)
        #expect(hub[self.motionID]?.state == "unavailable" && hub[self.lampID]?.state == "unavailable")
        #expect(hub.nextEvent == before, "nothing is different")
        hub.declare(EntityList(entities: [self.reboot, self.motion], growing: [.binarySensor, .switch]), by: next)
        hub.report(EntityStates(states: [.init(key: "motion", state: "off")]), by: next)
        #expect(hub[self.motionID]?.state == "off" && hub[self.lampID]?.state == "unavailable")
        #expect(Set(hub.remembered(of: self.yard).map(\.id)).isSuperset(of: [self.motionID, self.lampID]))
    }

    @Test("of a domain that is known as a whole, what is missing is gone")
    func complete() throws {
        let hub = self.hub()
        let session = try self.begin(in: hub)
        hub.declare(EntityList(entities: [self.reboot], growing: [.binarySensor]), by: session)
        #expect(hub[self.lampID] == nil)
        #expect(hub[self.motionID]?.state == "unavailable", "what a list leaves out is not known any more")
        hub.declare(EntityList(entities: [self.reboot]), by: session)
        #expect(hub[self.motionID] == nil)
    }

    @Test("a key that comes back as something else is that")
    func otherDomain() throws {
        let hub = self.hub()
        let session = try self.begin(in: hub)
        let other = EntityDeclaration(key: "motion", domain: .sensor, name: "Motion")
        hub.declare(EntityList(entities: [other], growing: [.binarySensor]), by: session)
        #expect(hub[self.motionID] == nil)
        #expect(hub[EntityID(lookingUp: "sensor.yard_motion")]?.state == "unavailable")
    }

    @Test("what the operator's choice hides does not stay, and patterns may mean what stays")
    func choice() throws {
        let hub = self.hub()
        hub.end(try self.begin(in: hub))
        self.choose(EntityChoice(disabled: ["motion", "nothing"]), in: hub)
        let next = try #require(hub.begin(self.yard))
        let list = EntityList(entities: [self.reboot], growing: [.binarySensor, .switch])
        #expect(hub.declare(list, by: next) == ["nothing"])
        #expect(hub[self.motionID] == nil && hub[self.lampID]?.state == "unavailable")
    }

    @Test("what stays is no more than what one list may have beside what is new")
    func bounds() throws {
        let hub = self.hub()
        let session = try #require(hub.begin(self.yard))
        func list(_ prefix: String, _ count: Int, name: String = "") -> EntityList {
            let entities = (0..<count).map {
                EntityDeclaration(key: "\(prefix)\($0)", domain: .sensor, name: "\(prefix) \($0)", icon: name)
            }
            return EntityList(entities: entities, growing: [.sensor])
        }
        hub.declare(list("a", EntityDeclaration.most), by: session)
        hub.declare(list("b", 500), by: session)
        let count = hub.all.count { $0.entity.domain == "sensor" }
        #expect(count == EntityDeclaration.most)
        let new = (0..<500).map { EntityID(lookingUp: "sensor.yard_b_\($0)") }
        #expect(new.allSatisfy { hub[$0] != nil })
        // Large ones: by their weight in the file.
        for prefix in ["c", "d", "e", "f", "g"] {
            hub.declare(list(prefix, 100, name: String(repeating: "x", count: 2_000)), by: session)
        }
        let weight = hub.described(self.yard).compactMap(\.declaration).reduce(0) {
            $0 + EntityRegistry.mostWeight(of: $1)
        }
        #expect(weight <= EntityRegistry.mostWeightOfCamera)
        #expect(hub[EntityID(lookingUp: "sensor.yard_g_99")] != nil)
    }
}
