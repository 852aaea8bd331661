import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("Entities that the configuration enables and disables")
struct ChosenEntitiesTests {
    private func shown(_ choice: EntityChoice?) throws -> (entities: [String], words: String?) {
        let hub = EntityHub()
        let yard = try CameraID("yard")
        hub.take([CameraEntity(camera: yard, name: "Back yard", state: .idle, token: "t", choice: choice)])
        let connection = try #require(hub.begin(yard, turn: hub.nextTurn()))
        let list = EntityList(entities: [
            EntityDeclaration(key: "lamp", domain: .switch, name: "Lamp"),
            EntityDeclaration(key: "count", domain: .sensor, name: "Pictures", isEnabledByDefault: false),
        ])
        let words = EntityChoice.words(for: hub.declare(list, by: connection), among: list.entities)
        return (hub.all.map(\.entity.text).filter { !$0.hasPrefix("camera.") }, words)
    }

    @Test("by key, by key behind the domain, and by id")
    func forms() throws {
        #expect(try self.shown(nil).entities == ["switch.back_yard_lamp"])
        for pattern in ["count", "sensor.count", "sensor.back_yard_pictures", "sensor.*"] {
            let shown = try self.shown(EntityChoice(enabled: [pattern])).entities
            #expect(shown == ["sensor.back_yard_pictures", "switch.back_yard_lamp"], "\(pattern)")
        }
        let only = try self.shown(EntityChoice(enabled: ["count"], disabled: ["*"]))
        #expect(only.entities == ["sensor.back_yard_pictures"])
        #expect(only.words == nil)
    }

    @Test("what the camera does not have is said, with what may be meant")
    func unmatched() throws {
        let words = try #require(try self.shown(EntityChoice(disabled: ["lmap"])).words)
        #expect(words.contains("'lmap' (did you mean \"lamp\"?)"), "\(words)")
        #expect(words.hasSuffix("and the camera has no such entity"))
    }
}
