import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("The registry of entity ids")
struct EntityRegistryTests {
    private static let now = WallTime(nanoseconds: 1_795_228_867_000_000_000)

    private static func id(
        _ registry: inout EntityRegistry,
        _ key: String,
        _ name: String?,
        camera: String = "yard",
        named: String = "Back Yard",
        domain: EntityDeclaration.Domain = .binarySensor,
        taken: Set<String> = []
    ) throws -> String {
        registry.id(
            of: EntityDeclaration(key: key, domain: domain, name: name),
            at: try CameraID(camera),
            named: named,
            on: self.now
        ) { taken.contains($0.text) }.text
    }

    static let names: [(String, String?, String)] = [
        ("Back Yard", "Motion", "back_yard_motion"), ("Back Yard", nil, "back_yard"),
        ("Küche", "Bewegung (Tür)", "kuche_bewegung_tur"), ("Łódź", "Ruch", "lodz_ruch"),
        ("Главный вход", "Движение", "glavnyi_vkhod_dvizhenie"), ("Αυλή", "Κίνηση", "aule_kinese"),
        ("前门", "Motion", "yard_motion"), ("前门", "移动", "yard"), ("Bob’s", "PTZ: 1,000", "bobs_ptz_1000"),
        ("Caméra n°3", "Détection", "camera_ndeg3_detection"), ("___", "!!!", "yard"),
    ]

    @Test("ids are made of the camera's and the entity's names, as Home Assistant spells them", arguments: names)
    func spelling(_ camera: String, _ name: String?, _ id: String) throws {
        var registry = EntityRegistry()
        #expect(try Self.id(&registry, "k", name, named: camera) == "binary_sensor.\(id)")
    }

    @Test("two of one name get _2, and what is taken elsewhere is not given")
    func unique() throws {
        var registry = EntityRegistry()
        #expect(try Self.id(&registry, "a", "Motion") == "binary_sensor.back_yard_motion")
        #expect(try Self.id(&registry, "b", "Motion") == "binary_sensor.back_yard_motion_2")
        #expect(try Self.id(&registry, "a", "Motion", domain: .event) == "event.back_yard_motion")
        let taken: Set = ["binary_sensor.back_yard_motion_3"]
        #expect(try Self.id(&registry, "c", "Motion", taken: taken) == "binary_sensor.back_yard_motion_4")
    }

    @Test("an id stays with its entity, whatever it is called and in whatever order they come")
    func lasting() throws {
        var registry = EntityRegistry()
        let first = try Self.id(&registry, "a", "Motion")
        let second = try Self.id(&registry, "b", "Motion")
        var again = try EntityRegistry(decoding: registry.encoded)
        #expect(try Self.id(&again, "b", "Movement", named: "Garden") == second)
        #expect(try Self.id(&again, "a", "Movement", named: "Garden") == first)
        #expect(try Self.id(&again, "c", "Motion") == "binary_sensor.back_yard_motion_3")
        #expect(again.entries(of: try CameraID("yard")).map(\.declaration.name) == ["Movement", "Movement", "Motion"])
    }

    @Test("nothing is written when nothing is new")
    func revision() throws {
        var registry = EntityRegistry()
        _ = try Self.id(&registry, "a", "Motion")
        let revision = registry.revision
        _ = try Self.id(&registry, "a", "Motion")
        #expect(registry.revision == revision)
        _ = try Self.id(&registry, "a", "Move")
        #expect(registry.revision == revision + 1)
    }

    @Test("what is not our file is refused with the reason")
    func unreadable() {
        let cases: [(String, EntityRegistry.Unreadable)] = [
            ("", .malformed), ("{}", .malformed), ("{\"version\":2,\"entities\":[]}", .otherVersion(2)),
            ("{\"version\":1,\"entities\":[{\"id\":\"no id\"}]}", .malformed),
        ]
        for (text, error) in cases {
            #expect(throws: error) { try EntityRegistry(decoding: Array(text.utf8)) }
        }
    }

    @Test("beyond the most, the one that was not seen for longest goes")
    func bounded() throws {
        var registry = EntityRegistry()
        let camera = try CameraID("yard")
        func add(_ number: Int, day: UInt64) -> EntityID {
            registry.id(
                of: EntityDeclaration(key: "\(number)", domain: .sensor, name: "n\(number)"),
                at: camera,
                named: "Yard",
                on: WallTime(nanoseconds: day * 86_400 * 1_000_000_000)
            ) { _ in false }
        }
        for number in 0..<EntityRegistry.most { _ = add(number, day: number == 77 ? 1 : 2) }
        _ = add(EntityRegistry.most, day: 1)
        #expect(registry.entries.count == EntityRegistry.most)
        #expect(!registry.isTaken(EntityID(lookingUp: "sensor.yard_n77")))
        #expect(registry.isTaken(EntityID(lookingUp: "sensor.yard_n\(EntityRegistry.most)")))
    }
}
