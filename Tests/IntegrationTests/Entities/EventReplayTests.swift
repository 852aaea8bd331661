import Foundation
import Shared
import TestSupport
import Testing

@Suite("Events over connections that break", .takesTurns)
struct EventReplayTests {
    private static let events = 1_000

    /// The events in what was read of a stream's body, as far as they are whole.
    private static func events(in body: [UInt8]) -> [(id: String, data: String)] {
        // The last piece is the beginning of one, or empty.
        String(decoding: self.unchunked(body), as: UTF8.self).components(separatedBy: "\n\n").dropLast().compactMap {
            event in
            let lines = event.split(separator: "\n")
            guard let id = lines.first(where: { $0.hasPrefix("id: ") })?.dropFirst(4),
                let data = lines.first(where: { $0.hasPrefix("data: ") })?.dropFirst(6)
            else { return nil }
            return (String(id), String(data))
        }
    }

    /// A chunked body that may end anywhere.
    private static func unchunked(_ body: [UInt8]) -> [UInt8] {
        var rest = body[...]
        var content: [UInt8] = []
        while let end = rest.firstRange(of: Array("\r\n".utf8)),
            let length = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16)
        {
            let chunk = rest[end.upperBound...].prefix(length)
            content += chunk
            rest = rest[chunk.endIndex...].dropFirst(2)
        }
        return content
    }

    /// Listens behind an event until so many bytes of the body have come, or the last event has, and breaks off.
    private static func listen(
        _ client: HTTPClient,
        behind id: String,
        bytes: Int
    ) async throws -> [(id: String, data: String)] {
        let body = try await client.connected { connection in
            try connection.send(HTTPRequest("GET", "/api/stream?restrict=mine", fields: ["Last-Event-ID": id]))
            guard try connection.readHead().status == 200 else { throw NotServed() }
            var body: [UInt8] = []
            while body.count < bytes,
                !String(decoding: body.suffix(2_000), as: UTF8.self).contains("\"n\":\(Self.events - 1)}")
            {
                let some = try connection.readSome(atMost: bytes - body.count)
                guard !some.isEmpty else { break }
                body += some
            }
            return body
        }
        return Self.events(in: body)
    }

    private struct NotServed: Error {}

    private static func fire(_ connection: HTTPConnection, _ number: Int) throws {
        let body = Array("{\"n\":\(number)}".utf8)
        guard try connection.answer(to: HTTPRequest("POST", "/api/events/mine", body: body)).status == 200 else {
            throw NotServed()
        }
    }

    @Test(
        "a client whose connection is cut anywhere, again and again, has each of 1,000 events once and in order",
        arguments: [1, 2, 3] as [UInt64]
    )
    func cut(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let supervisor = try await RunningSupervisor("cameras: { yard: { platform: demo } }")
        let http = supervisor.http
        // What was before is not asked for: this run's first event is number 1.
        let run = try await http.connected { connection in
            try connection.send(HTTPRequest("GET", "/api/stream?restrict=mine"))
            _ = try connection.readHead()
            _ = try connection.readSome()
            try HTTPConnection(to: http.endpoint).fire("mine", "{}")
            var body: [UInt8] = []
            while Self.events(in: body).isEmpty { body += try connection.readSome() }
            return Self.events(in: body)[0].id
        }
        let firing = Task {
            try await http.connected { connection in
                for number in 0..<Self.events { try Self.fire(connection, number) }
            }
        }
        var seen: [Int] = []
        var last = run
        var connections = 0
        while seen.count < Self.events, connections < 2_000 {
            let bytes = Int.random(in: 1...12_000, using: &generator)
            for event in try await Self.listen(http, behind: last, bytes: bytes) {
                last = event.id
                if let number = event.data.firstMatch(of: /"data":\{"n":(\d+)\}/)?.1 { seen.append(Int(number) ?? -1) }
            }
            connections += 1
        }
        try await firing.value
        print("seed \(seed): \(seen.count) events over \(connections) connections")
        #expect(seen == Array(0..<Self.events), "seed \(seed)")
        #expect(connections > 10, "seed \(seed)")
    }
}

extension HTTPConnection {
    fileprivate func fire(_ type: String, _ body: String) throws {
        _ = try self.answer(to: HTTPRequest("POST", "/api/events/\(type)", body: Array(body.utf8)))
    }
}
