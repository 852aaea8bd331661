import Foundation
import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// Entities and services from the command line and the API to a real worker and back.
@Suite("The demo camera's entities, from end to end", .takesTurns)
struct DemoEntitiesTests {
    private static let cameras = """
        supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms, jitter: 0 }
        cameras:
          yard: { platform: demo, width: 320, height: 180 }
          gate: { platform: demo, width: 320, height: 180, name: Garden gate, motion_interval: 1 }
        """

    private func running() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras)
        for entity in ["switch.yard_lamp", "switch.garden_gate_lamp"] {
            try await supervisor.waitUntilEntity(entity, is: "off")
        }
        return supervisor
    }

    @Test("every service of the demo camera does what it says, and what it changed is in the answer")
    func services() async throws {
        let supervisor = try await self.running()
        let lamp = try await supervisor.call("switch/turn_on", "{\"entity_id\":\"switch.yard_lamp\"}")
        #expect(lamp.status == 200)
        #expect(lamp.text.contains("\"entity_id\":\"switch.yard_lamp\",\"state\":\"on\""), "\(lamp.text)")
        let preset = try await supervisor.call(
            "demo/goto_preset",
            "{\"entity_id\":\"camera.yard\",\"preset\":\"3\"}"
        )
        #expect(preset.text.contains("\"entity_id\":\"sensor.yard_preset\",\"state\":\"3\""), "\(preset.text)")
        let chime = try await supervisor.call("button/press", "{\"entity_id\":\"button.yard_chime\"}")
        #expect(chime.status == 200)
        #expect(try await supervisor.state(of: "button.yard_chime")["state"] as? String != "unknown")
        let bell = try await supervisor.state(of: "event.yard_doorbell")
        #expect((bell["attributes"] as? [String: Any])?["event_type"] as? String == "ring")
        try await supervisor.waitUntilEntity("binary_sensor.garden_gate_motion", is: "on")
        let gate = try await supervisor.state(of: "camera.gate")["attributes"] as? [String: Any]
        #expect(gate?["motion_detection"] as? Bool == true)
        let off = try await supervisor.call(
            "camera/disable_motion_detection",
            "{\"entity_id\":\"camera.gate\"}"
        )
        #expect(off.status == 200)
        try await supervisor.waitUntilEntity("binary_sensor.garden_gate_motion", is: "off")
        let fresh = try await supervisor.call(
            "homeassistant/update_entity",
            "{\"entity_id\":[\"camera.yard\",\"switch.yard_lamp\"]}"
        )
        #expect(fresh.status == 200, "\(fresh.text)")
    }

    @Test(
        "what goes wrong is answered in words, with the status that fits",
        arguments: [
            ("demo/goto_preset", "{\"entity_id\":\"camera.yard\",\"preset\":9}", 400, "a whole number from 1 to 8"),
            ("demo/goto_preset", "{\"entity_id\":\"camera.yard\"}", 400, "required key not provided @ data['preset']"),
            ("demo/goto_preset", "{\"entity_id\":\"switch.yard_lamp\",\"preset\":1}", 400, "is not for entities like"),
            ("demo/goto_preset", "{\"entity_id\":\"camera.barn\",\"preset\":1}", 404, "there is no entity"),
            ("demo/none", "{\"entity_id\":\"camera.yard\"}", 400, "not found"),
            ("demo/fail", "{\"entity_id\":\"camera.yard\"}", 502, "it refuses, as it was asked to"),
            ("demo/fail", "{\"entity_id\":\"camera.yard\",\"how\":\"crash\"}", 502, "crash: signal"),
        ]
    )
    func wrong(service: String, body: String, status: Int, words: String) async throws {
        let supervisor = try await self.running()
        let answer = try await supervisor.call(service, body)
        #expect(answer.status == status)
        #expect(answer.text.contains(words), "\(answer.text)")
    }

    @Test("a camera that is switched off does nothing, and says so")
    func off() async throws {
        let supervisor = try await self.running()
        #expect(try await supervisor.call("camera/turn_off", "{\"entity_id\":\"camera.yard\"}").status == 200)
        try await supervisor.waitUntilEntity("switch.yard_lamp", is: "unavailable")
        let answer = try await supervisor.call("switch/turn_on", "{\"entity_id\":\"switch.yard_lamp\"}")
        #expect(answer.status == 503)
        #expect(answer.text.contains("is off"), "\(answer.text)")
        #expect(try await supervisor.call("camera/turn_on", "{\"entity_id\":\"camera.yard\"}").status == 200)
        try await supervisor.waitUntilEntity("switch.yard_lamp", is: "off")
    }

    @Test("who waits for a worker that is killed is told so at once, and why")
    func killed() async throws {
        let supervisor = try await self.running()
        let pid = try await supervisor.workerPID(of: "yard")
        async let answer = supervisor.call("demo/fail", "{\"entity_id\":\"camera.yard\",\"how\":\"never\"}")
        try await waitUntil("the call is under way", lastSeen: supervisor.program.standardError) {
            supervisor.program.standardError.contains("is never answered")
        }
        let start = MonotonicTime.now()
        kill(pid, SIGKILL)
        let told = try await answer
        #expect(MonotonicTime.now().since(start) < .seconds(6), "a call's own time is 10 s")
        #expect(told.status == 502)
        #expect(told.text.contains("crash: signal 9 (SIGKILL)"), "\(told.text)")
        // And the next worker knows nothing of it.
        try await supervisor.waitUntilEntity("switch.yard_lamp", is: "off")
    }
}
