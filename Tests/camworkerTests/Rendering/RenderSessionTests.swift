import IPC
import Shared
import Testing

@testable import camworker

@Suite("A worker that renders")
struct RenderSessionTests {
    private static func message(_ type: MessageType, _ value: some Encodable) -> InboundMessage {
        let body = ControlCoding.encode(value)
        return InboundMessage(
            header: MessageHeader(length: body.count, type: type, generation: 1),
            type: type,
            body: body
        )
    }

    private static func greeted() throws -> RenderSession {
        var session = RenderSession()
        let hello = SupervisorHello(camera: try CameraID("templates"), generation: 1)
        guard case .greet = try session.receive(Self.message(.hello, hello)) else { throw Failed() }
        return session
    }

    private struct Failed: Error {}

    private static func ask(
        _ session: inout RenderSession,
        _ service: String,
        _ parameters: [String: JSONValue]
    ) throws -> CallResult {
        let call = ServiceCall(service: service, parameters: parameters, timeoutMilliseconds: 1)
        guard case .answer(let result, _) = try session.receive(Self.message(.call, call)) else { throw Failed() }
        return result
    }

    private static func entry(
        _ id: String,
        _ state: String,
        _ attributes: [String: JSONValue] = [:]
    ) throws
        -> TemplateStates.Entry
    {
        let time = WallTime(nanoseconds: 0)
        return .init(
            entity: try EntityID(id),
            state: state,
            attributes: attributes,
            lastChanged: time,
            lastUpdated: time
        )
    }

    @Test("it says what a template names, and renders it from the states it is sent")
    func renders() throws {
        var session = try Self.greeted()
        let text = "{{ states('sensor.a') }} {{ entity_id.name }} {{ entity_id }} {{ x[1] }} {{ states('sensor.b') }}"
        let read = try Self.ask(&session, TemplateCall.read, [TemplateCall.template: .text(text)])
        #expect(read.status == 200)
        #expect(read.response == ["all": false, "entities": ["sensor.a", "sensor.b"]])
        let states = TemplateStates(
            isComplete: true,
            states: [
                try Self.entry("sensor.a", "21"), try Self.entry("camera.yard", "idle", ["friendly_name": "Back Yard"]),
            ]
        )
        guard case .nothing = try session.receive(Self.message(.states, states)) else { throw Failed() }
        let rendered = try Self.ask(
            &session,
            TemplateCall.render,
            ["variables": ["x": [1, 2.5]], "objects": ["entity_id": "camera.yard"]]
        )
        #expect(
            rendered
                == CallResult(
                    status: 200,
                    reason: "rendered",
                    response: [
                        "text": "21 Back Yard camera.yard 2.5 unknown"
                    ]
                )
        )
        let all = try Self.ask(&session, TemplateCall.read, [TemplateCall.template: "{{ states|list }}"])
        #expect(all.response == ["all": true, "entities": []])
    }

    static let wrong: [(template: String, words: String)] = [
        ("{{ 1 | uper }}", "line 1, column 8: there is no filter 'uper'; did you mean 'upper'?"),
        ("a\n{{ 1 / 0 }}", "line 2, column 4: division by zero"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "steps"),
        ("{% for a in range(99999) %}0123456789{% endfor %}", "longer than 32 KiB"),
        (String(repeating: "x", count: 70_000), "longer than 65536 bytes"),
    ]

    @Test("what is wrong is said with its place, and ends nothing", arguments: wrong)
    func refuses(template: String, words: String) throws {
        var session = try Self.greeted()
        var result = try Self.ask(&session, TemplateCall.read, [TemplateCall.template: .text(template)])
        if result.status == 200 { result = try Self.ask(&session, TemplateCall.render, [:]) }
        #expect(result.status == 400 && result.reason.contains(words), "\(result)")
    }

    @Test("nothing is rendered before it was read, and no service of a camera is done")
    func order() throws {
        var session = try Self.greeted()
        #expect(try Self.ask(&session, TemplateCall.render, [:]).status == 400)
        #expect(try Self.ask(&session, "button.press", [:]).status == 501)
        var fresh = RenderSession()
        let states = TemplateStates(isComplete: true, states: [])
        #expect(throws: ProtocolError.self) { try fresh.receive(Self.message(.states, states)) }
        #expect(throws: ProtocolError.self) { try session.receive(Self.message(.want, states)) }
    }
}
