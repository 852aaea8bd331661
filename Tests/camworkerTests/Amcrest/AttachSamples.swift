import Testing

@testable import camworker

/// Bodies of `attach` as firmware frames them, with what is in them.
struct AttachSample: Sendable, CustomTestStringConvertible {
    var name: String
    var body: String
    var items: [AttachStreamParser.Item]
    /// Nothing but the end of its line tells that the last one is complete.
    var isToldByLineEnd = false

    var testDescription: String { self.name }

    private static func event(
        _ code: String,
        _ action: String,
        _ index: Int = 0,
        _ data: String? = nil
    ) -> AttachStreamParser.Item {
        .event(AttachEvent(code: code, action: action, index: index, data: data))
    }

    private static let motion =
        "{\n   \"Id\" : [ 0 ],\n   \"RegionName\" : [ \"Region1\" ],\n   \"SmartMotionEnable\" : true\n}"

    /// One part, with its length counted as it should be.
    private static func part(_ text: String, length: Int? = nil, space: String = "", lead: String = "") -> String {
        "--myboundary\r\nContent-Type: text/plain\r\nContent-Length:\(space)\(length ?? text.utf8.count)\r\n\r\n\(lead)\(text)"
    }

    static let all: [AttachSample] = [
        AttachSample(
            name: "as seen in the field: no blank behind the colon, JSON over several lines, empty lines between",
            body: part("Heartbeat") + "\r\n\r\n" + part("Code=VideoMotionInfo;action=State;index=0") + "\r\n\r\n"
                + part("Code=VideoMotion;action=Start;index=0;data=\(motion)\n") + "\r\n\r\n" + part("Heartbeat")
                + "\r\n\r\n" + part("Code=VideoMotion;action=Stop;index=0;data=\(motion)\n") + "\r\n\r\n\r\n",
            items: [
                .heartbeat, event("VideoMotionInfo", "State"), event("VideoMotion", "Start", 0, motion), .heartbeat,
                event("VideoMotion", "Stop", 0, motion),
            ]
        ),
        AttachSample(
            name: "the next delimiter right behind the text",
            body: part("Heartbeat") + part("Code=CrossLineDetection;action=Stop;index=15")
                + part("Code=VideoMotion;action=Start;index=0;data=\(motion)") + part("Heartbeat"),
            items: [
                .heartbeat, event("CrossLineDetection", "Stop", 15), event("VideoMotion", "Start", 0, motion),
                .heartbeat,
            ]
        ),
        AttachSample(
            name: "an empty line before the text, not counted",
            body: part("Code=VideoMotion;action=Start;index=15", space: " ", lead: "\r\n") + "\r\n"
                + part("Heartbeat", lead: "\r\n") + "\r\n",
            items: [event("VideoMotion", "Start", 15), .heartbeat]
        ),
        AttachSample(
            name: "an empty line before the text, counted",
            body: part("Code=VideoMotion;action=Start;index=15", length: 40, lead: "\r\n") + "\r\n"
                + part("Heartbeat", length: 11, lead: "\r\n") + "\r\n",
            items: [event("VideoMotion", "Start", 15), .heartbeat],
            isToldByLineEnd: true
        ),
        AttachSample(
            name: "an empty line counted, and the next delimiter right behind the text",
            body: part("Code=VideoMotion;action=Start;index=15", length: 40, lead: "\r\n") + part("Heartbeat") + "\r\n",
            items: [event("VideoMotion", "Start", 15), .heartbeat]
        ),
        AttachSample(
            name: "no length at all, and single line ends",
            body: "--b\nContent-Type: text/plain\n\nCode=AlarmLocal;action=Start;index=3\n--b\n\nHeartbeat\n",
            items: [event("AlarmLocal", "Start", 3), .heartbeat],
            isToldByLineEnd: true
        ),
        AttachSample(
            name: "several events in one part",
            body: part(
                "Code=A;action=Start;index=0\r\nCode=B;action=Pulse;index=1;data={ \"a\" : 1 }\r\nCode=C;action=Stop;index=2"
            )
                + "\r\n",
            items: [event("A", "Start"), event("B", "Pulse", 1, "{ \"a\" : 1 }"), event("C", "Stop", 2)]
        ),
        AttachSample(
            name: "every sign of the frame inside of data",
            body: part(
                "Code=NewFile;action=Pulse;index=0;data={\"File\":\"/a;b=c\",\"T\":\"--myboundary\\r\\n\",\"Q\":\"} \\\" {\"}\n"
            )
                + "\r\n\r\n" + part("Code=U;action=Pulse;index=0;data=no JSON; and = signs\n") + "\r\n",
            items: [
                event("NewFile", "Pulse", 0, "{\"File\":\"/a;b=c\",\"T\":\"--myboundary\\r\\n\",\"Q\":\"} \\\" {\"}"),
                event("U", "Pulse", 0, "no JSON; and = signs"),
            ],
            isToldByLineEnd: true
        ),
        AttachSample(
            name: "JSON that is never closed ends at the next part",
            body: part("Heartbeat") + "\r\n" + part("Code=V;action=Start;index=0;data={ \"a\" : [ 1\n") + "\r\n"
                + part("Code=V;action=Stop;index=0") + "\r\n",
            items: [.heartbeat, event("V", "Start", 0, "{ \"a\" : [ 1"), event("V", "Stop")]
        ),
        AttachSample(
            name: "capitals, blanks and fields in another order; without index; letters of other scripts",
            body: part("Code=V;index=2;Action=start") + "\r\n\r\n" + part("Code=W;action=Stop") + "\r\n\r\n"
                + part("Code=X;action=Start;index=0;data={ \"Name\" : \"Zoë – Straße\" }") + "\r\n",
            items: [
                event("V", "start", 2), event("W", "Stop"), event("X", "Start", 0, "{ \"Name\" : \"Zoë – Straße\" }"),
            ]
        ),
        AttachSample(
            name: "what is no event is left out: bad index, no action, words",
            body: part("Code=V;action=Start;index=-1") + "\r\n" + part("Code=V;index=0") + "\r\n" + part("Hello")
                + "\r\n"
                + part("Code=V;action=Start;index=0") + "\r\n",
            items: [event("V", "Start")]
        ),
    ]
}
