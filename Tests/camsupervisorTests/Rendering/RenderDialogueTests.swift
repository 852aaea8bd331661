import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("What is said with a worker that renders")
struct RenderDialogueTests {
    private static let request = RenderRequest(
        template: "{{ states('sensor.a') }}",
        variables: ["x": 1],
        objects: ["entity_id": EntityID(lookingUp: "camera.yard")],
        scope: .all,
        asker: .client(token: nil)
    )

    private static func ok(_ response: JSONValue?) -> CallResult {
        CallResult(status: 200, reason: "", response: response)
    }

    @Test("the template is read, the states that it names are sent, it is rendered, and the text is the end")
    func whole() throws {
        var dialogue = RenderDialogue(Self.request)
        guard case .send(let read, 1)? = dialogue.ready() else { return #expect(Bool(false)) }
        #expect(read.service == "template.read" && read.parameters == ["template": "{{ states('sensor.a') }}"])
        let answer = dialogue.answered(Self.ok(["all": false, "entities": ["sensor.a"]]), sequence: 1)
        guard case .sendStates(let names, let render, 2)? = answer else { return #expect(Bool(false)) }
        #expect(names == RenderNames(entities: [try EntityID("sensor.a"), try EntityID("camera.yard")]))
        #expect(render.service == "template.render")
        #expect(render.parameters == ["variables": ["x": 1], "objects": ["entity_id": "camera.yard"]])
        #expect(dialogue.answered(Self.ok(["text": "on"]), sequence: 2) == .finish(.success("on")))
        #expect(dialogue.failed(.late) == nil)
        #expect(dialogue.answered(Self.ok(["text": "off"]), sequence: 2) == nil)
    }

    @Test("a template that is wrong is the client's; what the worker says otherwise is its own trouble")
    func refused() {
        let cases: [(CallResult, RenderFailure)] = [
            (CallResult(status: 400, reason: "line 1: no"), .template("line 1: no")),
            (CallResult(status: 400, reason: "a\nb\u{202E}"), .template("a?b?")),
            (
                CallResult(status: 400, reason: String(repeating: "x", count: 5_000)),
                .template(String(repeating: "x", count: 400))
            ),
            (CallResult(status: 501, reason: "what?"), .worker("what?")),
        ]
        for (result, failure) in cases {
            var reading = RenderDialogue(Self.request)
            _ = reading.ready()
            #expect(reading.answered(result, sequence: 1) == .finish(.failure(failure)))
            var rendering = RenderDialogue(Self.request)
            _ = rendering.ready()
            _ = rendering.answered(Self.ok(["all": true]), sequence: 1)
            #expect(rendering.answered(result, sequence: 2) == .finish(.failure(failure)))
        }
    }

    @Test("an answer to no question, and one without a text, are the worker's trouble")
    func wrong() {
        var early = RenderDialogue(Self.request)
        #expect(
            early.answered(Self.ok(nil), sequence: 1) == .finish(.failure(.worker("it answered what nobody had asked")))
        )
        var late = RenderDialogue(Self.request)
        _ = late.ready()
        #expect(late.ready() == nil)
        _ = late.answered(Self.ok(["entities": 7]), sequence: 1)
        #expect(
            late.answered(Self.ok(["text": 7]), sequence: 2) == .finish(.failure(.worker("it answered without a text")))
        )
    }

    @Test("states that a token may not see are not sent, be they named or be all of them asked for")
    func scope() throws {
        let hub = EntityHub()
        let yard = try CameraID("yard")
        hub.take([CameraEntity(camera: yard, name: "Yard", state: .idle, token: "t")])
        _ = hub.set(try EntityID("sensor.a"), to: "1", attributes: [:], isForced: false)
        func sent(_ names: RenderNames, _ scope: AccessScope) -> [String] {
            hub.states(names, visibleTo: scope).flatMap(\.states).map(\.entity.text).sorted()
        }
        let named = RenderNames(entities: [try EntityID("sensor.a"), try EntityID("sensor.b"), EntityID(of: yard)])
        #expect(sent(named, .all) == ["camera.yard", "sensor.a"])
        #expect(sent(RenderNames(isAll: true), .all) == ["camera.yard", "sensor.a"])
        #expect(sent(named, .cameras([yard])) == ["camera.yard"])
        #expect(sent(RenderNames(isAll: true), .cameras([yard])) == ["camera.yard"])
        #expect(sent(RenderNames(isAll: true), .cameras([])) == [])
        #expect(sent(RenderNames(), .all) == [])
    }
}
