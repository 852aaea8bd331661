import Glibc
import IPC
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("entities.json")
struct EntityKeeperTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let motion = EntityDeclaration(key: "motion", domain: .binarySensor, name: "Motion")

    private func yard(_ name: String = "Yard") throws -> CameraEntity {
        CameraEntity(camera: try CameraID("yard"), name: name, state: .idle, token: "t")
    }

    @Test("after a restart an entity has its id, and is unavailable until told")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(EntityKeeper.name)"
        let first = EntityHub(keeper: EntityKeeper(folder: folder.path, logger: self.logger))
        first.take([try self.yard()])
        let session = try #require(first.begin(try CameraID("yard")))
        first.declare(EntityList(entities: [self.motion]), by: session)
        first.report(EntityStates(states: [.init(key: "motion", state: "on")]), by: session)
        try await waitUntil("it is written") {
            (try? readFile(path)).map { String(decoding: $0, as: UTF8.self).contains("binary_sensor.yard_motion") }
                ?? false
        }
        let second = EntityHub(keeper: EntityKeeper(folder: folder.path, logger: self.logger))
        second.take([try self.yard("Garden")])
        let state = try #require(second[EntityID(lookingUp: "binary_sensor.yard_motion")])
        #expect(state.state == "unavailable" && state.attributes["restored"] == true)
        #expect(state.attributes["friendly_name"] == "Garden Motion")
        let next = try #require(second.begin(try CameraID("yard")))
        second.declare(EntityList(entities: [self.motion]), by: next)
        let declared = try #require(second[state.entity])
        #expect(declared.state == "unavailable" && declared.attributes["restored"] == nil)
    }

    @Test("a file that is not ours is put aside, and entities get ids anew")
    func broken() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(EntityKeeper.name)"
        try writeFile(Array("{".utf8), to: path)
        let keeper = EntityKeeper(folder: folder.path, logger: self.logger)
        #expect(keeper.initial.count == 0)
        #expect(try readFile(path + ".broken") == Array("{".utf8))
        #expect(throws: (any Error).self) { try readFile(path) }
    }

    @Test("what is older than what was noted is not written in its place")
    func order() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(EntityKeeper.name)"
        var older = EntityRegistry()
        let yard = try CameraID("yard")
        let now = WallTime.now()
        _ = older.declare([self.motion], of: yard, named: "Yard", on: now) { _, _ in false }
        var newer = older
        let second = EntityDeclaration(key: "second", domain: .sensor, name: "Second")
        _ = newer.declare([self.motion, second], of: yard, named: "Yard", on: now) { _, _ in false }
        let keeper = EntityKeeper(folder: folder.path, logger: self.logger)
        keeper.note(newer)
        keeper.note(older)
        try await waitUntil("it is written") { (try? readFile(path)).map { !$0.isEmpty } ?? false }
        // Written by the same thread behind the first, if it were.
        var newest = newer
        let third = EntityDeclaration(key: "third", domain: .sensor, name: "Third")
        _ = newest.declare([self.motion, second, third], of: yard, named: "Yard", on: now) { _, _ in false }
        #expect(newest.revision > newer.revision)
        keeper.note(newest)
        keeper.note(newer)
        // Not at once: a worker may declare something else each second.
        keeper.retry(at: .now())
        #expect(try EntityRegistry(decoding: readFile(path)).count == 2)
        try await waitUntil("the newest is written") {
            keeper.retry(at: .now() + EntityKeeper.interval + .seconds(1))
            let text = (try? readFile(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return text.contains("sensor.yard_third")
        }
        #expect(try EntityRegistry(decoding: readFile(path)).count == 3)
    }

    @Test("what could not be written is written later, without another change, and complained of once")
    func retried() async throws {
        let folder = try TemporaryFolder()
        // A file stands where the folder would be.
        let place = try folder.write("", to: "state")
        let log = RecordedLog()
        let keeper = EntityKeeper(folder: place, logger: log.logger)
        var registry = EntityRegistry()
        _ = registry.declare([self.motion], of: try CameraID("yard"), named: "Yard", on: .now()) { _, _ in false }
        let before = log.lines.count
        keeper.note(registry)
        try await waitUntil("it has failed") { log.lines.count == before + 1 }
        keeper.retry(at: .now())
        #expect(unlink(place) == 0)
        try await waitUntil("it is written") {
            keeper.retry(at: .now() + EntityKeeper.pause + .seconds(1))
            return (try? readFile("\(place)/\(EntityKeeper.name)")).map { !$0.isEmpty } ?? false
        }
        #expect(log.lines.count == before + 1, "\(log.texts)")
    }

    @Test("what is not written yet is written when the service ends")
    func flushed() async throws {
        let folder = try TemporaryFolder()
        let keeper = EntityKeeper(folder: folder.path, logger: self.logger)
        let yard = try CameraID("yard")
        var registry = EntityRegistry()
        for number in 0..<3 {
            let list = (0...number).map { EntityDeclaration(key: "\($0)", domain: .sensor, name: "n\($0)") }
            _ = registry.declare(list, of: yard, named: "Yard", on: .now()) { _, _ in false }
            keeper.note(registry)
        }
        await keeper.flush()
        #expect(try EntityRegistry(decoding: readFile("\(folder.path)/\(EntityKeeper.name)")).count == 3)
    }
}
