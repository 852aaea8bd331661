import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// What holds whatever workers, clients and the configuration do, in whatever order.
@Suite("Entities: what always holds")
struct EntityHubPropertyTests {
    /// A worker as the test knows it.
    private struct Speaker {
        var camera: CameraID
        var turn: UInt64
        var session: EntityDirectory.Session?
    }

    /// The world that a seed makes.
    private struct World {
        let hub: EntityHub
        var generator: SeededGenerator
        let cameras: [CameraID]
        var present: Set<CameraID> = []
        var speakers: [Speaker] = []
        /// By camera and key, as long as the registry lasts.
        var ids: [String: EntityID] = [:]
        var cursor: UInt64 = 1
        var numbers: UInt64 = 0
        /// What one who only listens knows.
        var heard: [EntityID: String] = [:]

        mutating func pick<Value>(_ values: [Value]) -> Value? { values.randomElement(using: &self.generator) }

        /// The turns of those that speak for their cameras now.
        var current: [CameraID: UInt64] = [:]
        /// Turns up to which nobody may begin any more.
        var over: [CameraID: UInt64] = [:]
        /// The last that was given.
        var turns: UInt64 = 0
    }

    private static func entity(_ camera: CameraID, _ state: CameraState) -> CameraEntity {
        CameraEntity(camera: camera, name: camera.slug, state: state, token: "t")
    }

    @Test(
        "no event is lost or out of order, a dead generation changes nothing, ids are unique and lasting",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func everything(seed: UInt64) throws {
        var world = World(
            hub: EntityHub(),
            generator: SeededGenerator(seed: seed),
            cameras: try ["a", "a_2", "b"].map { try CameraID($0) }
        )
        for step in 0..<200 {
            let words: Comment = "seed \(seed), step \(step)"
            self.step(&world, step, words)
            try self.listen(&world, words)
            let all = world.hub.all
            #expect(Dictionary(uniqueKeysWithValues: all.map { ($0.entity, $0.state) }) == world.heard, words)
            #expect(Set(all.map(\.entity)).count == all.count, words)
            #expect(Set(world.ids.values).count == world.ids.count, "two of one id: \(words)")
        }
    }

    private func step(_ world: inout World, _ step: Int, _ words: Comment) {
        let hub = world.hub
        guard let camera = world.pick(world.cameras) else { return }
        switch Int.random(in: 0..<16, using: &world.generator) {
        case 0:
            let before = world.present
            world.present = Set(world.cameras.filter { _ in Int.random(in: 0..<4, using: &world.generator) > 0 })
            hub.take(world.present.sorted { $0.slug < $1.slug }.map { Self.entity($0, .idle) })
            // Those of a camera that is gone are gone, also when it comes back.
            for camera in world.cameras where !world.present.contains(camera) { world.current[camera] = nil }
            for camera in world.present.subtracting(before) { world.over[camera] = world.turns }
        case 1, 2:
            world.turns = hub.nextTurn()
            world.speakers.append(Speaker(camera: camera, turn: world.turns))
        case 3, 4:
            guard let index = world.pick(world.speakers.indices.filter { world.speakers[$0].session == nil }) else {
                return
            }
            let session = hub.begin(world.speakers[index].camera, turn: world.speakers[index].turn)
            let speaker = world.speakers[index]
            let mayBegin =
                world.present.contains(speaker.camera) && speaker.turn > world.over[speaker.camera, default: 0]
            #expect((session != nil) == mayBegin, words)
            guard let session else {
                world.speakers.remove(at: index)
                return
            }
            world.speakers[index].session = session
            world.current[speaker.camera] = speaker.turn
            world.over[speaker.camera] = speaker.turn
        case 5:
            guard let index = world.pick(Array(world.speakers.indices)) else { return }
            let speaker = world.speakers[index]
            guard let session = speaker.session else { return }
            hub.end(session)
            if world.current[speaker.camera] == speaker.turn { world.current[speaker.camera] = nil }
        case 6:
            let state = world.pick(CameraState.allCases) ?? .idle
            hub.update(Self.entity(camera, state), isLook: Bool.random(using: &world.generator))
        case 7: _ = hub.set(EntityID(lookingUp: "sensor.a_2_x"), to: "\(step)", attributes: [:], isForced: false)
        case 8:
            // A camera's own comes back with the next look.
            if let id = world.pick(hub.all.map(\.entity)), id.domain != "camera" { _ = hub.remove(id) }
        default: self.speak(&world, step, words)
        }
    }

    /// One that is there or one that is dead says something.
    private func speak(_ world: inout World, _ step: Int, _ words: Comment) {
        guard let index = world.pick(Array(world.speakers.indices)), let session = world.speakers[index].session else {
            return
        }
        let hub = world.hub
        let camera = session.camera
        let isAlive = world.current[camera] == world.speakers[index].turn
        let before = (hub.all.map(\.state), hub.nextEvent)
        let keys = ["x", "2_x", "y", "z"].filter { _ in Bool.random(using: &world.generator) }
        switch Int.random(in: 0..<5, using: &world.generator) {
        case 0:
            let list = keys.map { EntityDeclaration(key: "\($0)", domain: .sensor, name: $0) }
            let isGrowing = Bool.random(using: &world.generator)
            hub.declare(EntityList(entities: list, growing: isGrowing ? [.sensor] : []), by: session)
            guard isAlive else { break }
            let mine = hub.all.filter { $0.camera == camera && $0.entity.domain == "sensor" }
            for key in keys {
                let name = "\(camera.slug) \(key)"
                let found = mine.first { $0.attributes["friendly_name"] == .text(name) }
                guard let state = found else { continue }
                let known = world.ids["\(camera.slug)/\(key)"]
                #expect(known == nil || known == state.entity, "another id for \(name): \(words)")
                world.ids["\(camera.slug)/\(key)"] = state.entity
            }
        case 1: hub.happened(CameraEvent(kind: "k", time: .now(), entity: "x"), by: session)
        default:
            let states = keys.map {
                EntityStates.Change(key: $0, state: "\(step)", attributes: ["step": .integer(step)])
            }
            hub.report(EntityStates(states: states), by: session)
        }
        if !isAlive {
            #expect(hub.all.map(\.state) == before.0 && hub.nextEvent == before.1, "a dead one spoke: \(words)")
        }
    }

    /// Reads what is new, as a client does, and follows it.
    private func listen(_ world: inout World, _ words: Comment) throws {
        let reading = world.hub.read(from: &world.cursor, most: 10_000) { _ in true }
        #expect(reading.lost == 0, words)
        for event in reading.events {
            #expect(event.number == world.numbers + 1, words)
            world.numbers = event.number
            guard event.type == "state_changed" else { continue }
            let value = try JSONReader.read(Array(event.json.readableBytesView), within: EntityLimits.parameters)
            let body = try #require(value.object?["data"]?.object)
            let id = EntityID(lookingUp: try #require(body["entity_id"]?.text))
            #expect(body["old_state"]?.object?["state"]?.text == world.heard[id], words)
            world.heard[id] = body["new_state"]?.object?["state"]?.text
        }
    }
}
