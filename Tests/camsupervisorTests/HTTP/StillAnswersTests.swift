import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Stills: what an answer says of its picture")
struct StillAnswersTests {
    private static let picture = Array("not really a JPEG".utf8)

    @Test("a fresh picture has its age, its time and its tag, and 304 answers who has it")
    func fresh() async throws {
        let server = try await InProcessServer.open.value
        try server.show(Self.picture, on: "gate", wall: WallTime(nanoseconds: 1_795_228_867_250_000_000))
        let answer = try await server.client.get("/api/camera_proxy/gate?max_age=60")
        #expect(answer.status == 200)
        #expect(answer.body == Self.picture)
        #expect(answer["Content-Type"] == "image/jpeg")
        #expect(answer["Last-Modified"] == "Sat, 21 Nov 2026 02:41:07 GMT")
        #expect(answer["Age"].flatMap { Int($0) }.map { (0..<60).contains($0) } == true)
        #expect(answer["Cache-Control"] == "no-cache")
        let tag = try #require(answer["ETag"])
        for field in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let again = try await server.client.get(
                "/api/camera_proxy/gate?max_age=60",
                fields: ["If-None-Match": field]
            )
            #expect(again.status == 304)
            #expect(again.body.isEmpty)
            #expect(again["ETag"] == tag)
        }
        try server.show(Self.picture + [0], on: "gate")
        let changed = try await server.client.get("/api/camera_proxy/gate?max_age=60", fields: ["If-None-Match": tag])
        #expect(changed.status == 200)
    }

    @Test("an uploaded picture is an event: served with its true age, however old")
    func push() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let empty = try await server.client.get("/api/camera_proxy/drop")
        #expect(empty.status == 503)
        #expect(empty["Retry-After"] != nil)
        #expect(empty.text.contains("nothing was uploaded yet"))
        try server.show(Self.picture, on: "drop", captured: MonotonicTime.now().advanced(by: .seconds(-90)))
        let answer = try await server.client.get("/api/camera_proxy/drop")
        #expect(answer.status == 200)
        #expect(["90", "91"].contains(answer["Age"]))
    }

    @Test(
        "of an event that may grow stale the last is served at once while it is young, and refused at once after that"
    )
    func stalePush() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        for (age, status) in [(3, 200), (30, 503)] {
            try server.show(Self.picture, on: "bell", captured: MonotonicTime.now().advanced(by: .seconds(-age)))
            let start = MonotonicTime.now()
            let answer = try await server.client.get("/api/camera_proxy/bell")
            #expect(answer.status == status && MonotonicTime.now().since(start) < .seconds(8))
            if status == 503 { #expect(answer.text.contains("the last upload is stale")) }
        }
    }

    @Test("a camera's drawing is served so that it cannot run scripts on our origin")
    func svg() async throws {
        let server = try await InProcessServer.open.value
        try server.show(Array("<svg/>".utf8), on: "attic", format: .svg)
        let answer = try await server.client.get("/api/camera_proxy/attic?max_age=60&width=10")
        #expect(answer["Content-Type"] == "image/svg+xml")
        #expect(answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    }

    static let away: [(restartIn: Double?, retryIn: Double?, retryAfter: Int)] = [
        (nil, nil, 10), (nil, 59.5, 60), (nil, 0, 10), (nil, 1_800, 600), (30, nil, 30), (0.2, nil, 1), (-1, nil, 10),
    ]

    @Test("an absent camera is worth asking again with its worker's next start or next try", arguments: away)
    func retryAfter(_ example: (restartIn: Double?, retryIn: Double?, retryAfter: Int)) throws {
        let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
        let id = try CameraID("yard")
        var status = CameraStatus(id: id, name: "Yard", platform: "demo", stateSince: WallTime(nanoseconds: 0))
        status.worker.restartAt = example.restartIn.map { now.advanced(by: .seconds($0)) }
        status.retryAt = example.retryIn.map { now + .seconds($0) }
        #expect(Problem.retryAfter(of: status, at: now) == example.retryAfter)
    }

    @Test("a camera whose worker starts in a minute is not waited for: 503 with the reason at once")
    func dyingWorker() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let view = try #require(server.hub[try CameraID("yard")])
        var status = try #require(server.board[try CameraID("yard")]?.status)
        status.state = .offline
        status.reason = "why"
        status.worker.restartAt = MonotonicTime.now() + .seconds(3_600)
        server.board.publish(status)
        let answer = try await server.client.get("/api/camera_proxy/yard?max_age=0")
        #expect(answer.status == 503 && answer.text.contains("camera 'yard' is offline: why"), "\(answer)")
        #expect(answer["Retry-After"] == "600")
        #expect(!view.isWanted)
    }

    @Test("a request that waits is answered by the frame that comes")
    func waits() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let view = try #require(server.hub[try CameraID("yard")])
        let port = RecordingPort(generation: 1)
        view.workerReady(port)
        async let answer = server.client.get("/api/camera_proxy/yard?max_age=0")
        try await waitUntil("the worker is asked") { port.wants.contains(where: \.credit) }
        #expect(view.frameArrived(.example(captured: .now()), picture: .init(bytes: Self.picture), generation: 1))
        #expect(try await answer.body == Self.picture)
        #expect(!view.isWanted)
    }
}
