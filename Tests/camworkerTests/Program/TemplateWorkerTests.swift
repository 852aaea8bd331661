import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("A worker with templates")
struct TemplateWorkerTests {
    private static func states(_ states: [String: String], isComplete: Bool = false) -> TemplateStates {
        let time = WallTime(nanoseconds: 1_700_000_000_000_000_000)
        let entries = states.map { name, state in
            TemplateStates.Entry(
                entity: EntityID(lookingUp: name),
                state: state,
                attributes: [:],
                lastChanged: time,
                lastUpdated: time
            )
        }
        return TemplateStates(isComplete: isComplete, states: entries)
    }

    private static func camera() throws -> FakeCamera {
        try FakeCamera.start { script in
            for path in ["/low.jpg", "/high.jpg"] { script[path] = .still() }
        }
    }

    @Test("each picture is fetched where the states lead")
    func follows() async throws {
        let camera = try Self.camera()
        let url = camera.url("/{{ states('input_select.quality') }}.jpg")
        let worker = try await DrivenWorker.ready(try Configurations.still(url))
        try worker.send(.states, Self.states(["input_select.quality": "low"], isComplete: true))
        _ = try await worker.fetch()
        try worker.send(.states, Self.states(["input_select.quality": "high"]))
        _ = try await worker.fetch(capturedAfter: .now())
        #expect(camera.requests.map(\.path) == ["/low.jpg", "/high.jpg"])
        #expect(camera.totalConnections == 1)
    }

    @Test("an unrenderable URL is the camera's reason, with its place, and the next state ends it at once")
    func trouble() async throws {
        let camera = try Self.camera()
        let url = camera.url("/{{ ['low', 'high'][states('input_number.q')|int] }}.jpg")
        let worker = try await DrivenWorker.ready(try Configurations.still(url))
        try worker.send(.states, Self.states([:], isComplete: true))
        try worker.want()
        let reason = try #require(try await worker.state(.offline).reason)
        #expect(reason.hasPrefix("still_image_url: line 1, column ") && reason.contains("'unknown'"), "\(reason)")
        #expect(camera.requests.isEmpty)
        let asked = MonotonicTime.now()
        try worker.send(.states, Self.states(["input_number.q": "1"]))
        _ = try await worker.frame()
        #expect(camera.requests.map(\.path) == ["/high.jpg"])
        #expect(MonotonicTime.now().since(asked) < .seconds(30))
    }

    @Test("with limit_refetch_to_url_change a picture is fetched once for each URL, and again when it leads back")
    func limitRefetch() async throws {
        let camera = try Self.camera()
        let configuration = try Configurations.still(camera.url("/{{ states('input_select.quality') }}.jpg")) {
            $0.limitRefetchToURLChange = true
        }
        let worker = try await DrivenWorker.ready(configuration)
        try worker.send(.states, Self.states(["input_select.quality": "low"], isComplete: true))
        for _ in 1...3 { _ = try await worker.fetch(capturedAfter: .now()) }
        #expect(camera.requests.map(\.path) == ["/low.jpg"])
        try worker.send(.states, Self.states(["input_select.quality": "high"]))
        for _ in 1...2 { _ = try await worker.fetch(capturedAfter: .now()) }
        #expect(camera.requests.map(\.path) == ["/low.jpg", "/high.jpg"])
        try worker.send(.states, Self.states(["input_select.quality": "low"]))
        _ = try await worker.fetch(capturedAfter: .now())
        #expect(camera.requests.count == 3)
    }

    @Test("now() is the host's, in its zone")
    func zone() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .still() }
        let worker = try DrivenWorker(environment: ["PATH=/usr/bin", "TZ=Pacific/Chatham"])
        try worker.greet(try Configurations.still(camera.url("/still.jpg?z={{ now().strftime('%z') }}")))
        _ = try await worker.next(.ready)
        _ = try await worker.fetch()
        let target = try #require(camera.requests.first?.target)
        #expect(["/still.jpg?z=+1345", "/still.jpg?z=+1245"].contains(target), "\(target)")
    }

    @Test("a template may lead from a camera to a file and back")
    func file() async throws {
        let camera = try Self.camera()
        let folder = try TemporaryFolder()
        let path = try folder.write(TestPicture(counter: 77).bytes, to: "a.jpg")
        let away = "{% if is_state('binary_sensor.away', 'on') %}file://\(path)"
        let text = "\(away){% else %}\(camera.url("/low.jpg")){% endif %}"
        let worker = try await DrivenWorker.ready(try Configurations.still(text) { $0.readableFolders = [folder.path] })
        try worker.send(.states, Self.states([:], isComplete: true))
        _ = try await worker.fetch()
        #expect(camera.requests.count == 1)
        try worker.send(.states, Self.states(["binary_sensor.away": "on"]))
        #expect(TestPicture.counter(in: try await worker.fetch(capturedAfter: .now())) == 77)
        try worker.send(.states, Self.states(["binary_sensor.away": "off"]))
        _ = try await worker.fetch(capturedAfter: .now())
        #expect(camera.requests.count == 2)
    }

    @Test("an endless loop costs a picture, not the worker")
    func hostile() async throws {
        let loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
        let worker = try await DrivenWorker.ready(try Configurations.still("http://127.0.0.1/\n\(loop)"))
        try worker.want()
        let reason = try #require(try await worker.state(.offline).reason)
        #expect(reason.contains("line 2"), "\(reason)")
        try await worker.settle()
    }
}
