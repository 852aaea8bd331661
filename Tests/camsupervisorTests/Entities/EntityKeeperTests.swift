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
        #expect(keeper.initial.entries.isEmpty)
        #expect(try readFile(path + ".broken") == Array("{".utf8))
        #expect(throws: (any Error).self) { try readFile(path) }
    }
}
