import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("camsupervisor call")
struct CallWordsTests {
    @Test("words are entities, and fields with a value as JSON or as a text")
    func words() throws {
        let cases: [([String], [String], String)] = [
            (["camera.shed", "preset=2"], ["camera"], "{\"entity_id\":[\"camera.shed\"],\"preset\":2}"),
            (["shed", "gate"], ["camera"], "{\"entity_id\":[\"camera.shed\",\"camera.gate\"]}"),
            (["shed,camera.gate"], ["camera"], "{\"entity_id\":[\"camera.shed\",\"camera.gate\"]}"),
            (["entity_id=all"], ["camera"], "{\"entity_id\":\"all\"}"),
            (["shed"], ["camera", "switch"], "{\"entity_id\":[\"shed\"]}"),
            (["all"], ["camera"], "{\"entity_id\":\"all\"}"),
            (
                ["camera.a", "x=true", "y=a b", "z=[1,\"2\"]", "w=", "v=a=b", "u=\"2\""], [],
                "{\"entity_id\":[\"camera.a\"],\"u\":\"2\",\"v\":\"a=b\",\"w\":\"\",\"x\":true,\"y\":\"a b\",\"z\":[1,\"2\"]}"
            ),
        ]
        for (words, domains, expected) in cases {
            #expect(String(buffer: try CallWords(words, domains: domains).body) == expected)
        }
    }

    @Test("what cannot be meant is refused", arguments: [["a=1", "a=2"], ["all", "camera.a"]])
    func refused(words: [String]) {
        #expect(throws: InvalidCall.self) { try CallWords(words, domains: ["camera"]) }
    }

    @Test("what a service takes is shown as the API lists it")
    func listing() throws {
        let catalogue = ServiceCatalogue.of(platforms: [.demo])
        let listing = try ServiceListing(ByteBuffer(bytes: JSONWriter.bytes(of: catalogue.document)))
        #expect(listing.services.map(\.name) == catalogue.services.keys.sorted())
        let goto = try #require(listing["demo.goto_preset"])
        #expect(goto.usage == "demo.goto_preset camera.… preset=…")
        #expect(goto.help.contains("  preset  Where to, from left to right. (1 to 8; required)"))
        #expect(listing["camera.play_stream"]?.answers == true)
        #expect(listing["homeassistant.update_entity"]?.domains == [])
    }

    @Test("each entity is answered for in words")
    func outcomes() throws {
        func lines(_ status: Int, _ json: String) throws -> [String] {
            try CallOutcome(status: status, ByteBuffer(string: json)).lines(for: ["switch.a"])
        }
        #expect(try lines(200, "[]") == ["switch.a: done"])
        #expect(
            try lines(200, "[{\"entity_id\":\"switch.a\",\"state\":\"on\"}]") == ["switch.a: done", "  switch.a is on"]
        )
        #expect(
            try lines(200, "{\"changed_states\":[],\"service_response\":{\"camera.a\":{\"url\":\"/x\"}}}")
                == ["camera.a: {\"url\":\"/x\"}"]
        )
        let failed = """
            {"message":"1 of 2 failed","results":[{"entity_id":"switch.a","status":200,"message":"done"},
            {"entity_id":"switch.b","status":504,"message":"it did not answer"}]}
            """
        #expect(try lines(504, failed) == ["switch.a: done", "switch.b: it did not answer (504)"])
        let single = try CallOutcome(status: 400, ByteBuffer(string: "{\"message\":\"required key\"}"))
        #expect(single.isWrongCall)
        #expect(single.lines(for: ["switch.a"]) == [])
        #expect(single.message == "required key")
        for (status, isWrong) in [(400, true), (501, false)] {
            let words =
                "{\"message\":\"no\",\"results\":[{\"entity_id\":\"camera.a\",\"status\":\(status),\"message\":\"no\"}]}"
            #expect(try CallOutcome(status: status, ByteBuffer(string: words)).isWrongCall == isWrong, "of a worker")
        }
    }
}
