import Foundation
import IPC
import Shared
import TestSupport
import Testing

/// What a worker says of entities costs its own camera only: others' pictures, states, ids and commands stay.
@Suite("Workers that speak of too many entities", .alone)
struct HostileEntitiesTests {
    /// Growth of the supervisor, KiB: the ring of events, what is remembered, and attributes within their bound.
    private static let growth = 96 * 1024
    private static let siren = "/api/states/switch.garden_2_siren"
    private static let honest = "  honest_1: { platform: demo, name: Garden 2 }\n"
    private static let hostile = ["keys", "lists", "flip", "heavy", "many"]

    private struct State: Decodable {
        var state: String
        var attributes: Attributes

        struct Attributes: Decodable {
            var name: String?
            enum CodingKeys: String, CodingKey { case name = "friendly_name" }
        }
    }

    private static func state(_ supervisor: RunningSupervisor, _ path: String) async throws -> State? {
        let answer = try await supervisor.http.get(path)
        guard answer.status == 200 else { return nil }
        return try JSONDecoder().decode(State.self, from: Data(answer.body))
    }

    private static func run(
        _ folder: TemporaryFolder,
        _ worker: String,
        _ cameras: String
    ) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            supervision: { ping_timeout: 30 s }
            cameras:
              calm: { platform: demo, width: 320, height: 180 }
            \(cameras)
            """,
            worker: worker,
            arguments: ["--state", folder.path(of: "state")]
        )
    }

    /// How long a request takes, a hundred times: the median and the longest but one.
    private static func measure(_ request: () async throws -> HTTPResponse) async throws -> (Duration, Duration) {
        var took: [Duration] = []
        for _ in 0..<100 {
            let start = MonotonicTime.now()
            let answer = try await request()
            took.append(MonotonicTime.now().since(start))
            #expect(answer.status == 200)
        }
        took.sort()
        return (took[49], took[98])
    }

    @Test("floods of lists, flips, attributes and foreign names end their worker or stay its own trouble")
    func floods() async throws {
        let folder = try TemporaryFolder()
        try folder.write("\(BuildIdentity.current)\n\(BuiltProducts.camworker())\n", to: "settings")
        let worker = try folder.write(
            try readFile(TestPrograms.path(of: "declaring-worker")),
            to: "declaring-worker",
            mode: 0o755
        )
        // The honest one is there first, so that the names are its own.
        var supervisor = try await Self.run(folder, worker, Self.honest)
        try await waitUntil("it has told") { try await Self.state(supervisor, Self.siren)?.state == "off" }
        #expect(try await supervisor.stop() == .code(0))

        let floods = Self.hostile.map { "  \($0)_1: { platform: demo }\n" }.joined()
        let all = Self.honest + "  thief_1: { platform: demo, name: Garden }\n" + floods
        supervisor = try await Self.run(folder, worker, all)
        let running = supervisor
        let before = ProcFS.residentKilobytes(of: running.program.pid) ?? 0
        try await waitUntil("the thief has told") {
            try await Self.state(running, "/api/states/switch.garden_2_siren_2")?.state == "on"
        }
        for (camera, reason) in [("lists_1", "protocol: more than "), ("many_1", "protocol: more than ")] {
            try await waitUntil("\(camera) was ended", within: .seconds(60)) {
                let exits = try await running.camera(camera).lastExits
                return exits.count { $0.reason.hasPrefix(reason) } >= 1
            }
        }
        let pid = try await running.workerPID(of: "honest_1")
        let stills = try await Self.measure { try await running.http.get("/api/camera_proxy/calm") }
        let states = try await Self.measure { try await running.http.get("/api/states") }
        print(
            "beside hostile entities: stills p50 \(stills.0), p99 \(stills.1); states p50 \(states.0), p99 \(states.1)"
        )
        // Of a debug build beside five that flood.
        #expect(stills.0 < .milliseconds(300) && states.0 < .milliseconds(500))
        #expect(stills.1 < .seconds(5) && states.1 < .seconds(5))
        let grown = (ProcFS.residentKilobytes(of: running.program.pid) ?? 0) - before
        print("beside hostile entities: the supervisor grew by \(grown) KiB")
        #expect(grown < Self.growth)

        // What keeps to its share is let live.
        for camera in ["keys_1", "flip_1", "heavy_1", "thief_1", "honest_1"] {
            #expect(try await running.camera(camera).lastExits.isEmpty, "\(camera)")
        }
        let siren = try #require(try await Self.state(running, Self.siren))
        #expect(siren.state == "off" && siren.attributes.name == "Garden 2 Siren")
        let call = Array("{\"entity_id\":\"switch.garden_2_siren\"}".utf8)
        #expect(try await running.http.post("/api/services/switch/turn_on", body: call).status == 200)
        #expect(try await Self.state(running, Self.siren)?.state == "on")
        #expect(try await running.workerPID(of: "honest_1") == pid)
        #expect(try await running.stop() == .code(0))

        supervisor = try await Self.run(folder, worker, all)
        let again = supervisor
        try await waitUntil("it has told again") { try await Self.state(again, Self.siren)?.state == "off" }
        #expect(try await Self.state(again, Self.siren)?.attributes.name == "Garden 2 Siren")
        #expect(again.logLines(holding: "entities.json").isEmpty)
    }
}
