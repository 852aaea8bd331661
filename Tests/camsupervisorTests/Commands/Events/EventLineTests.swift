import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("Events on the command line")
struct EventLineTests {
    private func line(_ type: String, _ contents: JSONValue) -> String {
        // Without the time, which is local.
        let text = EventLine.text(of: ["event_type": .text(type), "data": contents])
        #expect(text.hasPrefix("-  "))
        return String(text.dropFirst(3))
    }

    @Test("each says in words what happened")
    func words() {
        func state(_ text: String) -> JSONValue { ["state": .text(text)] }
        let lamp: JSONValue = "switch.yard_lamp"
        let cases: [(String, JSONValue, String)] = [
            (
                "state_changed", ["entity_id": lamp, "old_state": state("off"), "new_state": state("on")],
                "state_changed  switch.yard_lamp: off -> on"
            ),
            (
                "state_changed", ["entity_id": lamp, "old_state": state("on"), "new_state": state("on")],
                "state_changed  switch.yard_lamp is still on, with other attributes"
            ),
            (
                "state_changed", ["entity_id": lamp, "old_state": .null, "new_state": state("on")],
                "state_changed  switch.yard_lamp is there: on"
            ),
            (
                "state_changed", ["entity_id": lamp, "old_state": state("on"), "new_state": .null],
                "state_changed  switch.yard_lamp is gone"
            ),
            (
                "camera_event",
                ["camera": "yard", "kind": "motion", "source": "picture", "attributes": ["action": "start", "n": 2]],
                "camera_event   yard: motion (picture) action=start n=2"
            ),
            ("events_lost", ["count": 12], "events_lost    12 events are lost: more came than were kept"),
            (
                "events_lost", ["count": .null],
                "events_lost    the supervisor was started anew; what was before is lost"
            ),
            ("mine", ["a": 1], "mine           {\"a\":1}"),
            ("mine", ["a": "\u{1B}[2J"], "mine           {\"a\":\"\\u001b[2J\"}"),
        ]
        for (type, contents, expected) in cases { #expect(self.line(type, contents) == expected) }
    }

    @Test("a time is shown to the millisecond, and what is none is not")
    func time() throws {
        let time = try #require(LocalTime("2026-11-21T02:41:07.123456+00:00"))
        #expect(time.text.hasSuffix(":41:07.123"))
        #expect(LocalTime("2026-11-21T02:41:07+00:00")?.text.hasSuffix(":41:07.000") == true)
        #expect(LocalTime("2026-11-21T02:41:07Z") == nil)
        #expect(LocalTime("yesterday") == nil)
    }

    @Test("messages are whole however their bytes are cut, and a heartbeat has no id")
    func messages() throws {
        let bytes = ByteBuffer(string: "data: ping\n\nid: a-1\ndata: {\"x\":1}\n\nid: a-2\ndata: 2\n\nid: a-3\ndata: 3")
        for size in [1, 2, 7, 1_000] {
            var events = ServerSentEvents()
            var rest = bytes
            var messages: [ServerSentEvents.Message] = []
            while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                messages += try events.feed(piece)
            }
            #expect(
                messages == [
                    .init(id: nil, data: "ping"), .init(id: "a-1", data: "{\"x\":1}"), .init(id: "a-2", data: "2"),
                ]
            )
        }
    }

    @Test("a message without an end is given up")
    func endless() {
        var events = ServerSentEvents()
        #expect(throws: ServerSentEvents.TooLong.self) {
            _ = try events.feed(ByteBuffer(repeating: 0x61, count: ServerSentEvents.longest + 1))
        }
    }
}
