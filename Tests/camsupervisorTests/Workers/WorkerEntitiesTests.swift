import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

extension WorkerConnectionTests.Conversation {
    /// What the log has of it.
    fileprivate var lines: [LogLine] {
        self.wholeEvents.compactMap { event in
            guard case .log(let line) = event else { return nil }
            return line
        }
    }
}

@Suite("A worker's entities and services, over a real socket")
struct WorkerEntitiesTests {
    typealias Conversation = WorkerConnectionTests.Conversation

    private let encoder = MessageEncoder(generation: 1)
    private let motion = EntityID(lookingUp: "binary_sensor.yard_motion")

    private func declare(_ worker: Conversation, _ keys: [String] = ["motion"]) {
        let list = keys.map { EntityDeclaration(key: $0, domain: .binarySensor, name: $0) }
        worker.say(self.encoder.control(.entities, EntityList(entities: list)))
    }

    private func tell(_ worker: Conversation, _ key: String, _ state: String) {
        worker.say(self.encoder.control(.entityStates, EntityStates(states: [.init(key: key, state: state)])))
    }

    @Test("what it declares and tells is there, without its camera's secrets, and ends with it")
    func life() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let worker = try await Conversation(entities: server.entities)
        self.declare(worker)
        self.tell(worker, "motion", "seen by \(Conversation.secret)")
        try await waitUntil("it is told") { server.entities[self.motion]?.state == "seen by \(secretMask)" }
        let event = CameraEvent(kind: "line", time: .now(), attributes: ["x": .text(Conversation.secret)])
        let before = server.entities.nextEvent
        worker.say(self.encoder.control(.event, event))
        try await waitUntil("it has happened") { server.entities.nextEvent > before }
        var cursor = before
        let json = server.entities.read(from: &cursor, most: 1) { _ in true }.events.map { String(buffer: $0.json) }
        #expect(json.first?.contains("\"attributes\":{\"x\":\"\(secretMask)\"}") == true, "\(json)")
        worker.hangUp()
        try await waitUntil("it is gone") { server.entities[self.motion]?.state == "unavailable" }
    }

    @Test("what is too large ends the worker, with words that say what")
    func tooLarge() async throws {
        let long = String(repeating: "x", count: 256)
        let deep = JSONValue.list([.list([.list([.list([.list([.list([.list([.list([.list([])])])])])])])])])
        let cases: [(MessageType, any Encodable & Sendable, String)] = [
            (.entities, EntityList(entities: [EntityDeclaration(key: "", domain: .sensor)]), "a key of 0 bytes"),
            (.entities, EntityList(entities: [EntityDeclaration(key: "k", domain: .sensor, name: long)]), "255 bytes"),
            (
                .entities,
                EntityList(entities: (0...512).map { EntityDeclaration(key: "\($0)", domain: .sensor) }),
                "513 entities"
            ),
            (
                .entities,
                EntityList(entities: [
                    EntityDeclaration(
                        key: "k",
                        domain: .event,
                        eventTypes: (10..<20).map { "\($0)\(long.prefix(250))" }
                    )
                ]),
                "an entity with 2521 bytes of texts"
            ),
            (
                .entities,
                EntityList(
                    entities: (0..<200).map {
                        let kinds = (10..<17).map { "\($0)\(long.prefix(250))" }
                        return EntityDeclaration(key: "\($0)", domain: .event, eventTypes: kinds)
                    }
                ),
                "a list with 353290 bytes of texts"
            ),
            (
                .entities, EntityList(entities: [], growing: Array(repeating: .sensor, count: 7)),
                "7 domains that grow"
            ),
            (.entityStates, EntityStates(states: [.init(key: "k", state: long)]), "a state of 256 bytes"),
            (
                .entityStates, EntityStates(states: [.init(key: "k", state: "", attributes: ["a": deep])]),
                "too large attributes"
            ),
            (.event, CameraEvent(kind: "", time: .now()), "a kind of 0 bytes"),
        ]
        for (type, message, words) in cases {
            let worker = try await Conversation(entities: EntityHub())
            worker.say(self.encoder.control(type, message))
            try await waitUntil("the link is closed") { worker.violation != nil }
            #expect(worker.violation?.description.contains(words) == true, "\(String(describing: worker.violation))")
        }
    }

    @Test("a choice of what the camera has not told of yet is no mistake before the list is whole")
    func unmatched() async throws {
        let hub = EntityHub()
        let choice = EntityChoice(disabled: ["motion", "lmap"])
        let yard = try CameraID("yard")
        hub.take([CameraEntity(camera: yard, name: "Yard", state: .idle, token: "t", choice: choice)])
        let worker = try await Conversation(entities: hub)
        let lamp = EntityDeclaration(key: "lamp", domain: .switch, name: "Lamp")
        for growing in [[EntityDeclaration.Domain.binarySensor], [.binarySensor], [], []] {
            worker.say(self.encoder.control(.entities, EntityList(entities: [lamp], growing: growing)))
        }
        try await waitUntil("both are said") { worker.lines.count == 2 }
        #expect(worker.lines.map(\.level) == [.info, .warning])
        #expect(worker.lines.first?.text.hasSuffix("of which the camera has not told yet") == true)
        #expect(worker.lines.last?.text.hasSuffix("and the camera has no such entity") == true)
    }

    @Test("more states than an honest worker has end it")
    func flood() async throws {
        let hub = EntityHub()
        let worker = try await Conversation(entities: hub)
        let change = self.encoder.control(.entityStates, EntityStates(states: []))
        for _ in 0..<(WorkerMessageLimits.entityWordsAtOnce + 500) where worker.violation == nil { worker.say(change) }
        try await waitUntil("the link is closed") { worker.violation != nil }
        #expect(
            worker.violation == .tooMany(kind: "entity state and event", perSecond: WorkerMessageLimits.entityWords)
        )
    }

    @Test("states are counted one by one, however many are in a message")
    func changes() async throws {
        let worker = try await Conversation(entities: EntityHub())
        let states = EntityStates(states: (0..<512).map { .init(key: "\($0)", state: "x") })
        let message = self.encoder.control(.entityStates, states)
        for _ in 0..<20 where worker.violation == nil { worker.say(message) }
        try await waitUntil("the link is closed") { worker.violation != nil }
        let most = WorkerMessageLimits.entityChanges
        #expect(worker.violation == .tooMany(kind: "entity change", perSecond: most))
    }

    @Test("what the mask makes too long is cut, so that nothing is longer than it may be")
    func masked() {
        let redaction = Redaction(secrets: ["abc"])
        let many = String(repeating: "abc", count: 85)
        let list = redaction.presentable(
            EntityList(entities: [EntityDeclaration(key: many, domain: .sensor, name: many)])
        )
        #expect(list.entities.first.map { $0.key.utf8.count <= 255 && ($0.name?.utf8.count ?? 0) <= 255 } == true)
        let attributes: [String: JSONValue] = ["a": .text(String(repeating: "abc", count: 5_000)), "b": 1]
        let told = redaction.presentable(EntityStates(states: [.init(key: "k", state: many, attributes: attributes)]))
        let change = told.states.first
        #expect(change?.state.map { EntityLimits.isState($0) && $0.contains(secretMask) } == true)
        #expect(change?.attributes == [:])
    }

    @Test("what an honest worker says of entities is within the limits, and a flood of bytes is not")
    func bytes() throws {
        var limits = WorkerMessageLimits()
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        try limits.count(.entities, length: 300_000, at: start)
        try limits.countChanges(320, at: start)
        for second in 1...600 {
            for _ in 0..<60 {
                try limits.count(.entityStates, length: 1_000, at: start + .seconds(second))
                try limits.countChanges(1, at: start + .seconds(second))
            }
        }
        #expect(throws: ProtocolError.tooMany(kind: "entity byte", perSecond: WorkerMessageLimits.entityBytes)) {
            for _ in 0..<70 { try limits.count(.event, length: 64_000, at: start + .seconds(601)) }
        }
    }

    /// A server whose camera `yard` has the test as its worker.
    private func serving() async throws -> (InProcessServer, Conversation) {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let worker = try await Conversation(entities: server.entities)
        server.board.publish(connection: worker.connection, of: try CameraID("yard"))
        worker.say(
            self.encoder.control(
                .entities,
                EntityList(entities: [EntityDeclaration(key: "lamp", domain: .switch, name: "Lamp", view: 0)])
            )
        )
        try await waitUntil("it is declared") { server.entities[EntityID(lookingUp: "switch.yard_lamp")] != nil }
        return (server, worker)
    }

    private func call(_ server: InProcessServer, _ service: String, _ body: String) -> Task<HTTPResponse, any Error> {
        Task { try await server.client.post("/api/services/\(service)", body: Array(body.utf8)) }
    }

    @Test("a call comes to the worker, and its answer with the changed states to the caller")
    func service() async throws {
        let (server, worker) = try await self.serving()
        let answer = self.call(server, "switch/turn_on", "{\"entity_id\":\"switch.yard_lamp\"}")
        let (call, sequence) = try await worker.heardCall()
        #expect(call.service == "switch.turn_on" && call.entity == "lamp" && call.parameters.isEmpty)
        self.tell(worker, "lamp", "on")
        worker.answer(sequence)
        let response = try await answer.value
        #expect(
            response.status == 200 && response.text.hasPrefix("[{\"entity_id\":\"switch.yard_lamp\",\"state\":\"on\"")
        )
    }

    static let answers: [(Int, Int)] = [
        (400, 400), (404, 404), (501, 501), (502, 502), (504, 504), (200, 200), (302, 502), (0, 502), (599, 502),
    ]

    @Test("what the worker answers comes back in words, with a status that fits", arguments: answers)
    func answered(_ worker: Int, _ caller: Int) async throws {
        let (server, conversation) = try await self.serving()
        let answer = self.call(server, "camera/enable_motion_detection", "{\"entity_id\":\"camera.yard\"}")
        let (call, sequence) = try await conversation.heardCall()
        #expect(call.service == "camera.enable_motion_detection" && call.entity == nil)
        conversation.answer(sequence, status: worker, reason: "because of \(Conversation.secret)")
        let response = try await answer.value
        #expect(response.status == caller)
        if caller != 200 {
            #expect(response.text.contains("camera.yard: because of \(secretMask)"), "\(response.text)")
        }
    }

    @Test("a worker that is killed in mid-call is a 502 that says so, and no 504 when the time is over")
    func killed() async throws {
        let (server, worker) = try await self.serving()
        let answer = self.call(server, "switch/toggle", "{\"entity_id\":\"switch.yard_lamp\"}")
        _ = try await worker.heardCall()
        worker.hangUp()
        let response = try await answer.value
        // How soon it is a test with a real worker says, beside which nothing computes.
        #expect(response.status == 502 && response.text.contains("its worker ended before it answered"))
    }

    @Test("a call on several says of each what became of it")
    func several() async throws {
        let (server, worker) = try await self.serving()
        let body = "{\"entity_id\":[\"camera.yard\",\"camera.gate\"]}"
        let answer = self.call(server, "camera/disable_motion_detection", body)
        let (_, sequence) = try await worker.heardCall()
        worker.answer(sequence)
        let response = try await answer.value
        #expect(response.status == 503)
        let results = "{\"entity_id\":\"camera.yard\",\"message\":\"\",\"status\":200}"
        #expect(
            response.text.contains("1 of 2 failed: camera.gate: ") && response.text.contains(results),
            "\(response.text)"
        )
    }

    @Test("a camera that does not answer for one of its entities is not asked for the hundreds of others")
    func unanswered() async throws {
        let (server, worker) = try await self.serving()
        let keys = (0..<200).map { "k\($0)" }
        self.declare(worker, keys)
        let ids = keys.map { EntityID(lookingUp: "binary_sensor.yard_\($0)") }
        try await waitUntil("they are declared") { server.entities[ids[199]] != nil }
        let runner = ServiceRunner(
            services: server.services,
            eventLoop: server.services.pool.executor.eventLoop,
            patience: .milliseconds(200)
        )
        let schema = try #require(ServiceCatalogue.standard["homeassistant.update_entity"])
        let start = MonotonicTime.now()
        let outcomes = await runner.call(schema, on: ids, [:])
        #expect(outcomes.map(\.entity) == ids && outcomes.allSatisfy { $0.status == 504 })
        #expect(MonotonicTime.now().since(start) < .seconds(20), "200 × 200 ms are 40 s")
    }

    @Test("one whose worker says that it does not answer is not asked for its others either")
    func givenUp() async throws {
        let (server, worker) = try await self.serving()
        self.declare(worker, ["a", "b", "c"])
        let ids = ["a", "b", "c"].map { EntityID(lookingUp: "binary_sensor.yard_\($0)") }
        try await waitUntil("they are declared") { server.entities[ids[2]] != nil }
        let list = ids.map { "\"\($0)\"" }.joined(separator: ",")
        let answer = self.call(server, "homeassistant/update_entity", "{\"entity_id\":[\(list)]}")
        let (call, sequence) = try await worker.heardCall()
        #expect(call.entity == "a")
        worker.answer(sequence, status: 504, reason: "it did not answer within 9.5 s")
        let response = try await answer.value
        #expect(response.status == 504)
        #expect(response.text.contains("3 of 3 failed"), "\(response.text)")
        // One that was asked and never answered would be given up by us, after 10 s and with other words.
        #expect(response.text.ranges(of: "did not answer within 9.5 s\",\"status\":504").count == 3)
    }

    private static let move: [String: JSONValue] = [
        "move_mode": "ContinuousMove", "pan": "LEFT", "continuous_duration": 60,
    ]

    @Test("an answer is waited for as long as the call itself says that it lasts")
    func lasting() async throws {
        let (server, worker) = try await self.serving()
        let schema = try #require(ONVIFServices.schemas.first)
        let yard = EntityID(lookingUp: "camera.yard")
        func runner(_ patience: Duration) -> ServiceRunner {
            ServiceRunner(
                services: server.services,
                eventLoop: server.services.pool.executor.eventLoop,
                patience: patience
            )
        }
        let parameters = try schema.validated(Self.move)
        async let outcomes = runner(ServiceRunner.patience).call(schema, on: [yard], parameters)
        let (call, sequence) = try await worker.heardCall()
        #expect(call.timeoutMilliseconds == 70_000 && call.parameters["continuous_duration"] == 60)
        worker.answer(sequence)
        #expect(await outcomes.map(\.status) == [200])
        let short = try schema.validated(Self.move.merging(["continuous_duration": 0.25]) { $1 })
        let unanswered = await runner(.milliseconds(50)).call(schema, on: [yard], short)
        #expect(unanswered.map(\.status) == [504])
        #expect(unanswered.map(\.reason) == ["it did not answer within 300 ms"])
    }

    @Test("what nobody is behind cannot be called")
    func stateOnly() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        _ = server.entities.set(EntityID(lookingUp: "switch.x"), to: "on", attributes: [:], isForced: false)
        let answer = try await self.call(server, "switch/toggle", "{\"entity_id\":\"switch.x\"}").value
        #expect(answer.status == 501 && answer.text.contains("by the configuration or by a client"))
        // Whoever names none means those that somebody is behind.
        #expect(try await self.call(server, "switch/toggle", "{\"entity_id\":\"all\"}").value.status == 200)
    }
}
