import IPC
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("What views are called")
struct ViewEntitiesTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func camera(_ id: String, name: String = "Front Door", _ choice: EntityChoice? = nil) throws -> CameraEntity
    {
        CameraEntity(camera: try CameraID(id), name: name, state: .idle, token: "t", choice: choice)
    }

    private func views(_ names: (key: String, name: String)...) -> [ViewDeclaration] {
        [ViewDeclaration(key: "P0", name: "MainStream")]
            + names.map { ViewDeclaration(key: $0.key, name: $0.name, isEnabledByDefault: $0.key != "hidden") }
    }

    /// The ids that a hub gives to views of `front_door`.
    private func declare(_ views: [ViewDeclaration], in hub: EntityHub) throws -> [String] {
        let session = try #require(hub.begin(try CameraID("front_door"), turn: hub.nextTurn()))
        return hub.declare(views, by: session).views.map(\.entity.text)
    }

    @Test("by the camera's id and their own name, whatever the camera is called")
    func names() throws {
        let hub = EntityHub()
        hub.take([try self.camera("front_door", name: "Haustür")])
        let views = self.views(("P1", "SubStream"), ("P2", "Über 9000"), ("P3", ""), ("P4", ""))
        #expect(
            try self.declare(views, in: hub) == [
                "camera.front_door_substream", "camera.front_door_uber_9000", "camera.front_door_view",
                "camera.front_door_view_2",
            ]
        )
    }

    @Test("a name that another camera has, or that somebody has set, gets a number; so does a second of one name")
    func clashes() throws {
        let hub = EntityHub()
        hub.take([try self.camera("front_door"), try self.camera("front_door_sub")])
        _ = hub.set(EntityID(lookingUp: "camera.front_door_side"), to: "x", attributes: [:], isForced: false)
        let views = self.views(("P1", "Sub"), ("P2", "Side"), ("P3", "Sub"))
        #expect(
            try self.declare(views, in: hub) == [
                "camera.front_door_sub_2", "camera.front_door_side_2", "camera.front_door_sub_3",
            ]
        )
    }

    @Test("by their keys they keep it, in another order and under another name")
    func stable() throws {
        let hub = EntityHub()
        hub.take([try self.camera("front_door")])
        let first = try self.declare(self.views(("P1", "Sub"), ("P2", "Side")), in: hub)
        let second = try self.declare(self.views(("P2", "Garden"), ("P1", "Sub")), in: hub)
        #expect(second == first.reversed())
    }

    @Test("over a restart of the service, too, and before their worker comes up those that were shown are known")
    func restart() async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/\(EntityKeeper.name)"
        let door = try CameraID("front_door")
        let first = EntityHub(keeper: EntityKeeper(folder: folder.path, logger: self.logger))
        first.take([try self.camera("front_door")])
        let ids = try self.declare(self.views(("P1", "Sub"), ("hidden", "Spare")), in: first)
        try await waitUntil("it is written") {
            (try? readFile(path)).map { String(decoding: $0, as: UTF8.self).contains("front_door_spare") } ?? false
        }
        let second = EntityHub(keeper: EntityKeeper(folder: folder.path, logger: self.logger))
        second.take([try self.camera("front_door")])
        let remembered = second.rememberedViews(of: door)
        #expect(remembered.map(\.entity.text) == ["camera.front_door_sub"])
        #expect(remembered.map(\.declaration.key) == ["P1"])
        // Not as entities: these are those of the pool.
        #expect(second.all.map(\.entity.text) == ["camera.front_door"])
        #expect(try self.declare(self.views(("hidden", "Spare"), ("P1", "Sub")), in: second) == ids.reversed())
    }

    @Test("remembered are those of the last list, as the operator wants them now; who wants video of one waits")
    func remembered() throws {
        let hub = EntityHub()
        let door = try CameraID("front_door")
        hub.take([try self.camera("front_door")])
        _ = try self.declare(self.views(("P1", "Sub"), ("P2", "Side"), ("P3", "Old")), in: hub)
        _ = try self.declare(self.views(("P1", "Sub"), ("P2", "Side")), in: hub)
        #expect(hub.rememberedViews(of: door).map(\.declaration.key) == ["P2", "P1"])
        #expect(
            hub.rememberedViews(of: door).allSatisfy { $0.declaration.hasMedia },
            "nobody has said that there is none"
        )
        let choice = EntityChoice(disabled: ["P1"], names: ["P2": "Garden"])
        hub.take([try self.camera("front_door", choice)])
        let chosen = hub.rememberedViews(of: door)
        #expect(chosen.map(\.declaration.key) == ["P2"] && chosen.map(\.declaration.name) == ["Garden"])
    }

    @Test("a camera that comes later takes its name back")
    func camera() throws {
        let hub = EntityHub()
        hub.take([try self.camera("front_door")])
        #expect(try self.declare(self.views(("P1", "Sub")), in: hub) == ["camera.front_door_sub"])
        hub.take([try self.camera("front_door"), try self.camera("front_door_sub")])
        #expect(try self.declare(self.views(("P1", "Sub")), in: hub) == ["camera.front_door_sub_2"])
    }

    @Test("the operator shows, hides and names them as entities")
    func choice() throws {
        for pattern in ["hidden", "camera.hidden", "camera.front_door_spare", "*spare"] {
            let hub = EntityHub()
            let choice = EntityChoice(enabled: [pattern], disabled: ["camera.*sub"], names: ["hidden": "Attic"])
            hub.take([try self.camera("front_door", choice)])
            let session = try #require(hub.begin(try CameraID("front_door"), turn: hub.nextTurn()))
            let declared = hub.declare(self.views(("P1", "Sub"), ("hidden", "Spare")), by: session)
            #expect(declared.views.map(\.declaration.isEnabledByDefault) == [false, true], "\(pattern)")
            #expect(declared.views.last?.declaration.name == "Attic")
            #expect(declared.unmatched.isEmpty)
        }
        let hub = EntityHub()
        hub.take([try self.camera("front_door", EntityChoice(enabled: ["camera.sbu", "motion"]))])
        let session = try #require(hub.begin(try CameraID("front_door"), turn: hub.nextTurn()))
        #expect(hub.declare(self.views(("sub", "Sub")), by: session).unmatched == ["camera.sbu"])
    }

    @Test("entities and views that are declared in turn do not take each other's ids")
    func inTurn() throws {
        let hub = EntityHub()
        let door = try CameraID("front_door")
        hub.take([try self.camera("front_door")])
        let session = try #require(hub.begin(door, turn: hub.nextTurn()))
        let lamp = EntityDeclaration(key: "P1", domain: .switch, name: "Sub")
        for _ in 0..<3 {
            hub.declare(EntityList(entities: [lamp]), by: session)
            let ids = hub.declare(self.views(("P1", "Sub")), by: session).views.map(\.entity.text)
            #expect(ids == ["camera.front_door_sub"])
            #expect(hub[EntityID(lookingUp: "switch.front_door_sub")] != nil)
        }
    }

    @Test("a worker that was replaced names nothing")
    func replaced() throws {
        let hub = EntityHub()
        hub.take([try self.camera("front_door")])
        let old = try #require(hub.begin(try CameraID("front_door"), turn: hub.nextTurn()))
        _ = try self.declare(self.views(), in: hub)
        #expect(hub.declare(self.views(("P1", "Sub")), by: old).views.isEmpty)
    }

    @Test("they are states beside the camera's, and go with it")
    func states() throws {
        let hub = EntityHub()
        var door = try self.camera("front_door")
        hub.take([door])
        let id = EntityID(lookingUp: "camera.front_door_sub")
        door.views = [
            CameraEntity(camera: door.camera, name: "Front Door Sub", state: .offline, token: "t", view: id)
        ]
        hub.update(door)
        let state = try #require(hub[id])
        #expect(state.state == "unavailable" && state.camera == door.camera)
        #expect(state.attributes["friendly_name"] == "Front Door Sub")
        #expect(state.attributes["entity_picture"] == "/api/camera_proxy/camera.front_door_sub?token=t")
        #expect(hub[EntityID(of: door.camera)]?.state == "idle")
        _ = hub.set(id, to: "x", attributes: [:], isForced: false)
        #expect(hub.remove(id) && hub[id]?.state == "unavailable", "it comes back as it was told last")
        guard case .view(door.camera)? = hub.target(id) else {
            Issue.record("services are told which view is meant")
            return
        }
        door.views = []
        hub.update(door)
        #expect(hub[id] == nil)
        door.views = [CameraEntity(camera: door.camera, name: "x", state: .idle, token: "t", view: id)]
        hub.update(door)
        hub.take([])
        #expect(hub.all.isEmpty)
    }
}
