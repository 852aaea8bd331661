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
        let declaration = EntityDeclaration(key: key, domain: domain, name: name)
        let camera = try CameraID(camera)
        let ids = registry.declare([declaration], of: camera, named: named, on: self.now) { id, _ in
            taken.contains(id.text)
        }
        return ids.map(\.text).joined(separator: " ")
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

    @Test(
        "every id of a view that is given can be read again, of any camera and however long",
        arguments: ["_yard__2", "front__door", "yard_", String(repeating: "_", count: 64)]
    )
    func views(camera: String) throws {
        var registry = EntityRegistry()
        let names = [nil, "Sub", String(repeating: "n", count: 200), String(repeating: "ß", count: 128)]
        for (key, name) in names.enumerated() {
            _ = try Self.id(&registry, "\(key)", name, camera: camera, domain: .camera)
        }
        let again = try EntityRegistry(decoding: registry.encoded)
        #expect(try again.entries(of: CameraID(camera)) == registry.entries(of: CameraID(camera)))
        #expect(again.count == names.count)
    }

    @Test("what a camera's last list does not have any more is remembered as that, over restarts and absences")
    func undeclared() throws {
        var registry = EntityRegistry()
        let yard = try CameraID("yard")
        let views = ["a", "b"].map { EntityDeclaration(key: $0, domain: .camera, name: $0) }
        let motion = EntityDeclaration(key: "motion", domain: .binarySensor, name: "Motion")
        func declare(_ list: [EntityDeclaration], ofViews: Bool) {
            _ = registry.declare(list, of: yard, named: "Yard", ofViews: ofViews, on: Self.now) { _, _ in false }
        }
        func declared() -> [String] { registry.entries(of: yard).filter(\.isDeclared).map(\.declaration.key) }
        declare(views, ofViews: true)
        declare([motion], ofViews: false)
        #expect(declared() == ["motion", "a", "b"], "views and the others are lists of their own")
        registry = try EntityRegistry(decoding: registry.encoded)
        declare([views[1]], ofViews: true)
        registry = try EntityRegistry(decoding: registry.encoded)
        #expect(declared() == ["motion", "b"] && registry.count == 3)
        registry.leave(yard, on: Self.now)
        #expect(declared() == ["motion", "b"], "it may come back")
        declare(views, ofViews: true)
        #expect(declared() == ["motion", "a", "b"])
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

    private static func time(day: UInt64) -> WallTime { WallTime(nanoseconds: day * 86_400 * 1_000_000_000) }

    /// Has a camera declare sensors of numbers.
    private static func declare(
        _ registry: inout EntityRegistry,
        _ numbers: some Sequence<Int>,
        of camera: String,
        day: UInt64,
        kinds: [String] = []
    ) throws {
        let list = numbers.map { EntityDeclaration(key: "\($0)", domain: .event, name: "n\($0)", eventTypes: kinds) }
        _ = registry.declare(list, of: try CameraID(camera), named: camera, on: Self.time(day: day)) { _, _ in false }
    }

    @Test("a camera that declares others each time forgets its own, and not what another was given long ago")
    func flooded() throws {
        var registry = EntityRegistry()
        try Self.declare(&registry, 0..<300, of: "calm", day: 1)
        // Backwards, so that what is declared comes first by age and by name.
        for list in (20..<50).reversed() {
            let numbers = (list * 512)..<((list + 1) * 512)
            try Self.declare(&registry, numbers, of: "flood", day: 100)
            #expect(registry.entries(of: try CameraID("flood")).count <= EntityRegistry.mostOfCamera)
            #expect(numbers.allSatisfy { registry.isTaken(EntityID(lookingUp: "event.flood_n\($0)")) })
        }
        let again = try EntityRegistry(decoding: registry.encoded)
        #expect(again.entries(of: try CameraID("calm")).count == 300)
        #expect(again.isTaken(EntityID(lookingUp: "event.calm_n0")))
        #expect(!again.isTaken(EntityID(lookingUp: "event.flood_n\(30 * 512)")))
        #expect(again.isTaken(EntityID(lookingUp: "event.flood_n\(20 * 512)")))
        #expect(again.count == 300 + EntityRegistry.mostOfCamera)
    }

    @Test("of what is not declared any more that goes first which was not seen for longest")
    func oldest() throws {
        var registry = EntityRegistry()
        // Declared for a year, and left out once: seen until that day.
        try Self.declare(&registry, 0..<1, of: "yard", day: 1)
        try Self.declare(&registry, 1..<641, of: "yard", day: 366)
        try Self.declare(&registry, 641..<1_153, of: "yard", day: 367)
        #expect(registry.count == EntityRegistry.mostOfCamera)
        #expect(!registry.isTaken(EntityID(lookingUp: "event.yard_n0")), "the one that left first")
        try Self.declare(&registry, [1, 2], of: "yard", day: 400)
        try Self.declare(&registry, 2_000..<2_003, of: "yard", day: 401)
        #expect(registry.isTaken(EntityID(lookingUp: "event.yard_n1")), "it was seen on day 400")
        #expect(registry.count == EntityRegistry.mostOfCamera)
    }

    @Test("what a camera has in the file is bounded by bytes, and the file can be read again")
    func weight() throws {
        var registry = EntityRegistry()
        let kinds = (0..<7).map { "\($0)" + String(repeating: "\"", count: 250) }
        for list in 0..<8 {
            try Self.declare(&registry, (list * 128)..<((list + 1) * 128), of: "flood", day: 1, kinds: kinds)
        }
        let bytes = registry.encoded
        #expect(bytes.count <= EntityRegistry.mostWeightOfCamera)
        #expect(bytes.count > EntityRegistry.mostWeightOfCamera / 2)
        #expect(try EntityRegistry(decoding: bytes).count == registry.count)
    }

    @Test("cameras that are gone from the configuration are forgotten whole, those that left first, beyond their bound")
    func gone() throws {
        var registry = EntityRegistry()
        for camera in 0..<12 {
            try Self.declare(&registry, 0..<500, of: "c\(camera)", day: 1)
            if camera != 0 { registry.leave(try CameraID("c\(camera)"), on: Self.time(day: UInt64(100 - camera))) }
        }
        registry.settle(keeping: [try CameraID("c0")])
        #expect(registry.count == 500 + EntityRegistry.mostOfGone)
        #expect(registry.entries(of: try CameraID("c0")).count == 500)
        #expect(registry.entries(of: try CameraID("c11")).isEmpty, "it left first")
        #expect(registry.entries(of: try CameraID("c1")).count == 500)
    }

    @Test("five hundred of one name are numbered without asking for each number again")
    func numbered() throws {
        var registry = EntityRegistry()
        let list = (0..<512).map { EntityDeclaration(key: "\($0)", domain: .sensor, name: "Motion") }
        var asked = 0
        let ids = registry.declare(list, of: try CameraID("yard"), named: "Yard", on: Self.now) { _, _ in
            asked += 1
            return false
        }
        #expect(ids.map(\.text).prefix(2) == ["sensor.yard_motion", "sensor.yard_motion_2"])
        #expect(ids.last?.text == "sensor.yard_motion_512" && Set(ids).count == 512 && asked == 512)
    }
}
