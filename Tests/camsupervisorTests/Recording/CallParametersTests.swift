import HTTPTypes
import Hummingbird
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("Parameters of service calls")
struct CallParametersTests {
    private static func recording(_ values: [String: CallParameters.Value]) throws -> RecordingCall {
        let parameters = try CallParameters(values, knowing: RecordingCall.names)
        return try RecordingCall(parameters, folders: ["/srv"], replaces: true)
    }

    private static func parameters(_ body: String, path: String = "/x") async throws -> CallParameters {
        let head = HTTPRequest(method: .post, scheme: "http", authority: "localhost", path: path)
        let request = Request(head: head, body: .init(buffer: ByteBuffer(string: body)))
        return try await CallParameters(request, knowing: RecordingCall.names)
    }

    @Test("what is not said is as in Home Assistant")
    func defaults() throws {
        let call = try Self.recording(["filename": .text("a.mp4")])
        #expect(call.duration == .seconds(30) && call.lookback == .zero && call.replaces)
        #expect("\(call.path)" == "/srv/a.mp4")
    }

    static let times: [(CallParameters.Value, Duration?)] = [
        (.number(1), .seconds(1)), (.number(2.5), .milliseconds(2_500)), (.text("30"), .seconds(30)),
        (.text("2min"), .seconds(120)), (.text("00:00:30"), .seconds(30)), (.number(3_600), .seconds(3_600)),
        (.number(0), nil), (.number(3_601), nil), (.number(-1), nil), (.text("soon"), nil), (.flag(true), nil),
        (.number(1e300), nil), (.list(["1"]), nil),
    ]

    @Test("a duration is seconds, or a time with a unit, within bounds", arguments: times)
    func durations(_ value: CallParameters.Value, _ expected: Duration?) throws {
        let call = try? Self.recording(["filename": .text("a.mp4"), "duration": value])
        #expect(call?.duration == expected)
    }

    @Test("parameters come as JSON, or without a body in the URL")
    func places() async throws {
        let body = #"{"filename": "a.mp4", "duration": 5, "overwrite": false, "entity_id": ["camera.a"]}"#
        for parameters in [
            try await Self.parameters(body),
            try await Self.parameters(
                "",
                path: "/x?filename=a.mp4&duration=5&overwrite=false&entity_id=camera.a&token=t"
            ),
        ] {
            let call = try RecordingCall(parameters, folders: ["/srv"], replaces: true)
            #expect(call.duration == .seconds(5) && !call.replaces)
            #expect(try CallTarget(parameters) == .cameras(["camera.a"]))
        }
    }

    static let refused: [(String, String)] = [
        (#"{"filname": "a.mp4"}"#, #"extra keys not allowed @ data['filname'] (did you mean "filename"?)"#),
        (#"{"filename": {"a": 1}}"#, "no JSON object"), (#"{"filename": null}"#, "no JSON object"),
        ("\"text\"", "no JSON object"), (String(repeating: " ", count: 70_000), "longer than 65536 bytes"),
    ]

    @Test("everything else is refused in words", arguments: refused)
    func refusals(_ body: String, _ words: String) async throws {
        let error = await #expect(throws: InvalidCall.self) { try await Self.parameters(body) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
