import Foundation
import Shared
import TestSupport
import Testing

/// `entity_id: all` means all that can be meant; what is named is answered for.
@Suite("Calls on all", .takesTurns)
struct CallsOnAllTests {
    private static let cameras = """
        supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms, jitter: 0 }
        cameras:
          yard: { platform: demo, width: 320, height: 180, views: 2, motion_interval: 1 }
          drop: { platform: push, webhook_id: a-hook-of-ours }
        """

    private func running(_ more: String = "") async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras + more)
        try await supervisor.waitUntilEntity("switch.yard_lamp", is: "off")
        try await supervisor.waitUntilEntity("camera.yard_sub", is: "idle")
        return supervisor
    }

    @Test("turning all off and on is done, although one camera shows a second view, which is none of its own to switch")
    func switched() async throws {
        let supervisor = try await self.running()
        let off = try await supervisor.call("camera/turn_off", on: "all")
        #expect(off.status == 200 && off.text.hasPrefix("["), "\(off)")
        for camera in ["yard", "drop"] { #expect(try await supervisor.camera(camera).state == "off") }
        let on = try await supervisor.command("call", "camera.turn_on", "all")
        #expect(on.exit == .code(0), "\(on.words)")
        try await supervisor.waitUntilEntity("camera.yard_sub", is: "idle")
        let restarted = try await supervisor.call("camera/restart", on: "all")
        #expect(restarted.status == 200, "\(restarted)")
        let named = try await supervisor.call("camera/turn_off", on: "camera.yard_sub")
        #expect(named.status == 501 && named.text.contains("it is a view of camera.yard"), "\(named)")
    }

    @Test("motion detection of all is that of the cameras that have it, whatever is wrong with the entry of another")
    func motion() async throws {
        let supervisor = try await self.running("\n  typo: { platform: mjpeg }")
        let off = try await supervisor.call("camera/disable_motion_detection", on: "all")
        #expect(off.status == 200, "\(off)")
        let attributes = try await supervisor.state(of: "camera.yard")["attributes"] as? [String: Any]
        #expect(attributes?["motion_detection"] == nil)
        let named = try await supervisor.call("camera/disable_motion_detection", on: "camera.drop")
        #expect(named.status == 501 && named.text.contains("its platform, push, does not do"), "\(named)")
    }

    @Test("updating all asks those that can be asked, and not for uploads")
    func updated() async throws {
        let supervisor = try await self.running()
        let all = try await supervisor.call("homeassistant/update_entity", on: "all")
        #expect(all.status == 200, "\(all)")
        let named = try await supervisor.call("homeassistant/update_entity", on: "camera.drop")
        #expect(named.status == 501 && named.text.contains("its pictures are uploaded"), "\(named)")
    }

    @Test("of all, a failure is told still, beside what was done")
    func failing() async throws {
        let supervisor = try await self.running()
        let failed = try await supervisor.call("demo/fail", on: "all")
        #expect(failed.status == 502 && failed.text.contains("it refuses, as it was asked to"), "\(failed)")
        // Nobody here has video: nothing is meant.
        let nothing = try await supervisor.http.post(
            "/api/services/camera/play_stream?return_response",
            body: Array("{\"entity_id\":\"all\"}".utf8)
        )
        #expect(nothing.status == 200 && nothing.text == #"{"changed_states":[],"service_response":{}}"#, "\(nothing)")
    }
}
