import Shared
import Testing

@Suite("Entity ids")
struct EntityIDTests {
    // As `valid_entity_id` of homeassistant 2024.3.3 judges them.
    static let valid = [
        "camera.front_door", "a.b", "1.2", "binary_sensor.front_door_motion_2", "sensor.a_1_b", "camera.0",
    ]
    static let invalid = [
        "", ".", "a", "a.", ".b", "a.b.c", "A.b", "a.B", "a.b ", " a.b", "a-b.c", "a.b-c", "_a.b", "a_.b", "a._b",
        "a.b_",
        "a__b.c", "a.b__c", "a.ö", "a.b\n",
    ]

    @Test("those that Home Assistant takes are taken", arguments: valid)
    func takes(_ text: String) throws {
        let id = try EntityID(text)
        #expect("\(id)" == text && "\(id.domain).\(id.objectID)" == text)
    }

    @Test("others are not", arguments: invalid)
    func refuses(_ text: String) {
        #expect(throws: InvalidEntityID.self) { try EntityID(text) }
    }

    @Test("they have 255 characters at most, 64 of them before the dot")
    func lengths() throws {
        let object = String(repeating: "a", count: 255 - 65)
        let domain = String(repeating: "d", count: 64)
        #expect(throws: Never.self) { try EntityID("\(domain).\(object)") }
        #expect(throws: InvalidEntityID.self) { try EntityID("\(domain).\(object)a") }
        #expect(throws: InvalidEntityID.self) { try EntityID("\(domain)d.\(object.dropFirst())") }
    }

    @Test("a camera's is made of its own id, and found in any case")
    func ofCamera() throws {
        #expect(EntityID(of: try CameraID("_yard__2")).text == "camera._yard__2")
        #expect(EntityID(lookingUp: "Camera.Front_Door") == EntityID(of: try CameraID("front_door")))
    }

    @Test("one that is taken gets _2, _3 …, and is cut to have room for it")
    func free() {
        var taken: Set<EntityID> = []
        var found: [String] = []
        for _ in 0..<4 {
            let id = EntityID.free(domain: "sensor", object: "yard") { taken.contains($0) }
            taken.insert(id)
            found.append(id.text)
        }
        #expect(found == ["sensor.yard", "sensor.yard_2", "sensor.yard_3", "sensor.yard_4"])
        let long = String(repeating: "a", count: 300)
        let first = EntityID.free(domain: "sensor", object: long) { _ in false }
        let second = EntityID.free(domain: "sensor", object: long) { $0 == first }
        #expect(first.text.count == 255 && second.text.count == 255 && second.text.hasSuffix("aa_2"))
    }

    @Test("the search for the next of one name goes on where the last ended")
    func resumed() {
        var number = 1
        var asked: [String] = []
        for _ in 0..<3 {
            _ = EntityID.free(domain: "sensor", object: "yard", from: &number) { id in
                defer { asked.append(id.text) }
                return asked.contains(id.text)
            }
        }
        #expect(asked == ["sensor.yard", "sensor.yard", "sensor.yard_2", "sensor.yard_2", "sensor.yard_3"])
    }

    @Test("states have 255 letters, counted as Python does")
    func states() {
        #expect(EntityLimits.isState(String(repeating: "ü", count: 255)))
        #expect(!EntityLimits.isState(String(repeating: "ü", count: 256)))
        #expect(!EntityLimits.isState(String(repeating: "e\u{301}", count: 128)))
    }
}
