import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("GET /api/stream")
struct EventStreamTests {
    private struct Ended: Error {
        var words: String
    }

    /// What a client of the stream has read.
    private struct Stream {
        let connection: HTTPConnection
        private var rest = ""

        init(_ connection: HTTPConnection, _ target: String, fields: HTTPFields = [:]) throws {
            self.connection = connection
            try connection.send(HTTPRequest("GET", target, fields: fields))
            let head = try connection.readHead()
            guard head.status == 200, head.fields["Content-Type"] == "text/event-stream" else {
                throw Ended(words: "\(head)")
            }
        }

        /// The next event: its id and what it says; pings have no id.
        mutating func next() throws -> (id: String?, data: String) {
            while true {
                if let end = self.rest.firstRange(of: "\n\n") {
                    let lines = self.rest[..<end.lowerBound].split(separator: "\n")
                    self.rest = String(self.rest[end.upperBound...])
                    let id = lines.first { $0.hasPrefix("id: ") }?.dropFirst(4)
                    let data = lines.first { $0.hasPrefix("data: ") }?.dropFirst(6) ?? ""
                    return (id.map(String.init), String(data))
                }
                guard let chunk = try self.connection.readChunk() else {
                    throw Ended(words: self.rest)
                }
                self.rest += String(decoding: chunk, as: UTF8.self)
            }
        }
    }

    private static func number(_ data: String) throws -> Int? {
        let value = try JSONReader.read(Array(data.utf8), within: EntityLimits.parameters)
        guard case .integer(let number)? = value.object?["data"]?.object?["n"] else { return nil }
        return number
    }

    @Test("states and events come as they happen, in Home Assistant's shape")
    func live() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        try await server.client.connected { connection in
            var stream = try Stream(connection, "/api/stream")
            #expect(try stream.next().data == "ping")
            server.entities.fire("mine", ["n": 1])
            let first = try stream.next()
            #expect(
                first.data.hasPrefix(
                    "{\"event_type\":\"mine\",\"data\":{\"n\":1},\"origin\":\"REMOTE\",\"time_fired\":\"2"
                )
            )
            #expect(first.id?.hasPrefix(server.entities.run + "-") == true)
            _ = server.entities.set(EntityID(lookingUp: "sensor.a"), to: "1", attributes: [:], isForced: false)
            let second = try stream.next()
            let start =
                "{\"event_type\":\"state_changed\",\"data\":{\"entity_id\":\"sensor.a\",\"old_state\":null,\"new_state\":{"
            #expect(second.data.hasPrefix(start), "\(second.data)")
        }
        try await waitUntil("the listener is gone") {
            // It is noticed by writing.
            server.entities.fire("mine", [:])
            return server.entities.listenerCounts.isEmpty
        }
    }

    @Test("while nothing happens, a ping comes again and again, and no more often than its interval is")
    func pings() async throws {
        let interval = Duration.milliseconds(100)
        let server = try await InProcessServer(tokens: [], folder: nil, eventPingInterval: interval)
        let (first, last) = try await server.client.connected { connection in
            var stream = try Stream(connection, "/api/stream")
            #expect(try stream.next() == (nil, "ping"))
            let first = MonotonicTime.now()
            for _ in 1...5 { #expect(try stream.next() == (nil, "ping")) }
            return (first, MonotonicTime.now())
        }
        // Each a tenth early at most; the first may be read late, when the next is already under way.
        #expect(last.since(first) >= interval * 3)
        #expect(EventClient.usualPingInterval == .seconds(15), "as docs/entities.md says")
    }

    @Test("restrict= passes the types that it names")
    func restricted() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        try await server.client.connected { connection in
            var stream = try Stream(connection, "/api/stream?restrict=b,c")
            _ = try stream.next()
            for type in ["a", "b", "a", "c"] { server.entities.fire(type, [:]) }
            #expect(try stream.next().data.hasPrefix("{\"event_type\":\"b\""))
            #expect(try stream.next().data.hasPrefix("{\"event_type\":\"c\""))
        }
    }

    @Test("over 1,000 events, a client that loses its connection again and again loses none")
    func replay() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        server.entities.fire("begin", [:])
        var last: String? = "\(server.entities.run)-\(server.entities.nextEvent - 1)"
        for number in 0..<100 { server.entities.fire("mine", ["n": .integer(number)]) }
        let entities = server.entities
        let firing = Task {
            for number in 100..<1_000 {
                entities.fire("mine", ["n": .integer(number)])
                if number % 50 == 0 { await Task.yield() }
            }
        }
        var seen: [Int] = []
        while seen.count < 1_000 {
            let before = last
            let (numbers, id) = try await server.client.connected { connection in
                var stream = try Stream(connection, "/api/stream", fields: ["Last-Event-ID": before ?? ""])
                var numbers: [Int] = []
                var id = before
                for _ in 0..<170 where numbers.count < 1_000 {
                    let event = try stream.next()
                    if let number = try? Self.number(event.data) { numbers.append(number) }
                    id = event.id ?? id
                    if numbers.last == 999 { break }
                }
                return (numbers, id)
            }
            seen += numbers
            last = id
        }
        await firing.value
        #expect(seen == Array(0..<1_000))
    }

    @Test("who was away for too long, or with another run, is told that events are lost")
    func lost() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        for number in 0..<(EventRing.most + 10) { server.entities.fire("mine", ["n": .integer(number)]) }
        let oldest = server.entities.nextEvent - UInt64(EventRing.most)
        let run = server.entities.run
        try await server.client.connected { connection in
            var stream = try Stream(connection, "/api/stream", fields: ["Last-Event-ID": "\(run)-1"])
            _ = try stream.next()
            let lost = try stream.next()
            #expect(
                lost.data.hasPrefix("{\"event_type\":\"events_lost\",\"data\":{\"count\":\(oldest - 2)}"),
                "\(lost)"
            )
            #expect(lost.id == "\(run)-\(oldest - 1)")
            #expect(try stream.next().id == "\(run)-\(oldest)")
        }
        #expect(EventClient.start("other-5", run: "run", next: 9) == .anotherRun)
        #expect(EventClient.start("run-9", run: "run", next: 9) == .anotherRun)
        #expect(EventClient.start("run-8", run: "run", next: 9) == .behind(8))
        #expect(EventClient.start("nonsense", run: "run", next: 9) == .now)
    }

    @Test("a token for some cameras hears of them only, and nothing any more when it is gone")
    func limited() async throws {
        let server = try await InProcessServer(
            tokens: [.example("some", "some-some-some-some", may: [.view], cameras: ["yard"])],
            folder: nil
        )
        @Sendable func update(_ name: String, _ state: CameraState) throws {
            server.entities.update(CameraEntity(camera: try CameraID(name), name: name, state: state, token: "t"))
        }
        try await server.client.connected { connection in
            var stream = try Stream(connection, "/api/stream?token=some-some-some-some")
            _ = try stream.next()
            server.entities.fire("mine", [:])
            try update("gate", .live)
            try update("yard", .live)
            let event = try stream.next()
            #expect(event.data.contains("camera.yard") && !event.data.contains("camera.gate"))
            server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [])))
            server.rules.replace(
                with: FrontRules(access: AccessPolicy(tokens: [.example("other", "other-other-other", may: [.view])]))
            )
            server.streams.open.reviewAll()
            #expect(throws: Ended.self) { try stream.next() }
        }
    }
}
