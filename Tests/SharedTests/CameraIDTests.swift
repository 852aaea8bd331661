import FoundationEssentials
import Shared
import Testing

@Suite("Camera id")
struct CameraIDTests {
    @Test(
        "a slug is taken as it is",
        arguments: ["a", "front_door", "cam2", "_", "0", String(repeating: "x", count: 64)]
    )
    func takes(_ text: String) throws {
        #expect(try CameraID(text).slug == text)
        #expect("\(try CameraID(text))" == text)
    }

    @Test(
        "anything else is refused, not repaired",
        arguments: ["", " ", "Front", "front-door", "front door", "camera.yard", "hof/tür", "ä", "a\n", "../x", "a\0"]
    )
    func refuses(_ text: String) {
        let error = #expect(throws: InvalidCameraID.self) { try CameraID(text) }
        #expect(error?.text == text)
    }

    @Test("65 characters are too many")
    func tooLong() {
        #expect(throws: InvalidCameraID.self) { try CameraID(String(repeating: "x", count: 65)) }
    }

    @Test(
        "a path component may carry Home Assistant's prefix",
        arguments: [
            ("yard", "yard"), ("camera.yard", "yard"), ("camera.", nil), ("camera.camera.yard", nil), ("x.yard", nil),
        ]
    )
    func pathComponent(_ text: String, _ slug: String?) {
        #expect(CameraID(pathComponent: text)?.slug == slug)
    }

    @Test("it is a plain string in JSON, checked on the way in")
    func json() throws {
        let id = try CameraID("yard")
        #expect(String(decoding: try JSONEncoder().encode([id]), as: UTF8.self) == "[\"yard\"]")
        #expect(try JSONDecoder().decode([CameraID].self, from: Data("[\"yard\"]".utf8)) == [id])
        #expect(throws: (any Error).self) { try JSONDecoder().decode([CameraID].self, from: Data("[\"Yard\"]".utf8)) }
    }

    @Test("the error says what is allowed")
    func error() {
        let error = #expect(throws: InvalidCameraID.self) { try CameraID("Yard") }
        #expect(error?.description == "'Yard' is no camera id: use 1 to 64 of a-z, 0-9 and _")
    }
}
