import IPC
import Shared
import Testing

@Suite("A worker with entities")
struct EntityWorkerTests {
    private func call(
        _ worker: DrivenWorker,
        _ service: String,
        entity: String? = nil,
        _ parameters: [String: JSONValue] = [:],
        timeout: Int = 10_000
    ) async throws -> CallResult {
        let call = ServiceCall(
            service: service,
            entity: entity,
            parameters: parameters,
            timeoutMilliseconds: timeout
        )
        try worker.send(.call, call, sequence: 12)
        let result = try await worker.next(.result)
        #expect(result.sequence == 12)
        return try result.decode(CallResult.self)
    }

    @Test("a camera without services says so")
    func none() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.push())
        let result = try await self.call(worker, "camera.enable_motion_detection")
        #expect(result == CallResult(status: 501, reason: "a push camera does not do camera.enable_motion_detection"))
    }

    @Test("declares what it has and how that is, and tells of a change before it answers the call that made it")
    func declares() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        let list = try await worker.next(.entities).decode(EntityList.self)
        #expect(list.entities.map(\.key) == ["motion", "lamp", "chime", "doorbell", "preset", "pictures"])
        let states = try await worker.next(.entityStates).decode(EntityStates.self)
        #expect(states.states.contains(.init(key: "lamp", state: "off")))
        #expect(try await self.call(worker, "switch.turn_on", entity: "lamp").status == 200)
        #expect(try worker.waiting(.entityStates) == 1)
        let changed = try await worker.next(.entityStates).decode(EntityStates.self)
        #expect(changed.states == [.init(key: "lamp", state: "on")])
        #expect(try await self.call(worker, "button.press", entity: "chime").status == 200)
        let ring = try await worker.next(.event).decode(CameraEvent.self)
        #expect(ring.kind == "ring")
        #expect(ring.entity == "doorbell")
        #expect(try await self.call(worker, "switch.turn_on", entity: "gone").status == 404)
    }

    @Test("answers for a camera that does not, before nobody waits any more")
    func never() async throws {
        let worker = try await DrivenWorker.ready(try Configurations.demo())
        let result = try await self.call(worker, "demo.fail", ["how": "never"], timeout: 200)
        #expect(result == CallResult(status: 504, reason: "it did not answer within 0.1 s"))
    }
}
