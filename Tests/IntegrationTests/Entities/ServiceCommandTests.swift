import Foundation
import Shared
import TestSupport
import Testing

@Suite("camsupervisor call, services and events", .takesTurns)
struct ServiceCommandTests {
    private func running() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              yard: { platform: demo, width: 320, height: 180 }
              gate: { platform: demo, width: 320, height: 180 }
            """
        )
        try await waitUntil("the lamps are there", lastSeen: supervisor.program.standardError) {
            let states = String(decoding: try await supervisor.http.get("/api/states").body, as: UTF8.self)
            return ["yard", "gate"].allSatisfy { states.contains("\"switch.\($0)_lamp\",\"state\":\"off\"") }
        }
        return supervisor
    }

    @Test("call does it, and says of each entity what became of it")
    func call() async throws {
        let supervisor = try await self.running()
        let preset = try await supervisor.command("call", "demo.goto_preset", "yard", "preset=2")
        #expect(preset.exit == .code(0), "\(preset.words)")
        #expect(preset.output == "camera.yard: done\n  sensor.yard_preset is 2\n")
        let lamps = try await supervisor.command("call", "switch.turn_on", "all")
        #expect(lamps.exit == .code(0))
        #expect(lamps.output.contains("  switch.gate_lamp is on\n"))
        let two = try await supervisor.command("call", "demo.fail", "yard", "gate", "how=refuse")
        #expect(two.exit == .code(1))
        #expect(
            two.output == """
                camera.yard: it refuses, as it was asked to (502)
                camera.gate: it refuses, as it was asked to (502)

                """
        )
        let json = try await supervisor.command("call", "switch.turn_off", "switch.yard_lamp", "--json")
        #expect(json.output.hasPrefix("[{\"entity_id\":\"switch.yard_lamp\",\"state\":\"off\""))
        let url = try await supervisor.command("call", "camera.play_stream", "yard")
        #expect(url.exit == .code(1))
        #expect(!url.words.isEmpty)
    }

    @Test("a call that is wrong exits 64 and says what the service takes")
    func wrong() async throws {
        let supervisor = try await self.running()
        for (arguments, words) in [
            (["demo.goto_preset", "yard", "preset=9"], "a whole number from 1 to 8"),
            (["demo.goto_preset", "yard"], "required key not provided @ data['preset']"),
            (["demo.goto_preset"], "preset  Where to"),
            (["demo.goto_prest", "yard"], "did you mean \"demo.goto_preset\"?"),
            (["switch.turn_on", "a=1", "a=2"], "a stands there twice"),
        ] {
            let result = try await supervisor.command(["call"] + arguments)
            #expect(result.exit == .code(64), "\(arguments)")
            #expect(result.words.contains(words), "\(result.words)")
        }
        let unknown = try await supervisor.command("call", "switch.turn_on", "barn_lamp")
        #expect(unknown.exit == .code(1))
        #expect(unknown.words.contains("there is no entity 'switch.barn_lamp'"), "\(unknown.words)")
        let nobody = try await supervisor.command("call", "switch.turn_on", "all", "--socket", "/nonexistent")
        #expect(nobody.exit == .code(69))
    }

    @Test("services lists those of the platforms in use, and what one takes")
    func services() async throws {
        let supervisor = try await self.running()
        let all = try await supervisor.command("services")
        #expect(all.output.contains("demo.goto_preset "))
        #expect(all.output.contains("camera.restart "))
        let one = try await supervisor.command("services", "demo.goto_preset")
        #expect(
            one.output == """
                demo.goto_preset camera.… preset=…
                  Moves the mark in the test picture, as a camera that turns moves what it sees.
                  preset  Where to, from left to right. (1 to 8; required)

                """
        )
        #expect(try await supervisor.command("services", "nothing").exit == .code(64))
    }

    @Test("events says what has happened, of one camera and of one type")
    func events() async throws {
        let supervisor = try await self.running()
        _ = try await supervisor.command("call", "button.press", "yard_chime")
        _ = try await supervisor.command("call", "switch.turn_on", "gate_lamp")
        let rings = try await supervisor.command("events", "--type", "camera_event")
        #expect(rings.exit == .code(0), "\(rings.words)")
        #expect(rings.output.hasSuffix("camera_event   yard: ring (chime), event.yard_doorbell\n"), "\(rings.output)")
        #expect(rings.output.split(separator: "\n").count == 1)
        let gate = try await supervisor.command("events", "--camera", "gate")
        #expect(gate.output.contains("state_changed  switch.gate_lamp: off -> on\n"), "\(gate.output)")
        #expect(!gate.output.contains("yard"))
        let json = try await supervisor.command("events", "--camera", "yard", "--type", "camera_event", "--json")
        let event = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any]
        #expect((event?["data"] as? [String: Any])?["kind"] as? String == "ring")
        let unknown = try await supervisor.command("events", "--camera", "barn")
        #expect(unknown.exit == .code(1))
        #expect(unknown.words.contains("barn"), "\(unknown.words)")
    }

    @Test("events --follow goes on, each event at once")
    func follow() async throws {
        let supervisor = try await self.running()
        let socket = supervisor.configurationFolder + "/control.sock"
        let events = try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["events", "--follow", "--type", "camera_event", "--socket", socket]
        )
        for count in 1...3 {
            _ = try await supervisor.command("call", "button.press", "yard_chime")
            try await waitUntil("ring \(count) is told", lastSeen: events.standardError) {
                events.standardOutput.split(separator: "\n").count == count
            }
        }
        _ = try await supervisor.stop()
        try await waitUntil("it says that it waits", lastSeen: events.standardOutput) {
            events.standardError.contains("waiting for it")
        }
        _ = try await events.stop()
    }
}
