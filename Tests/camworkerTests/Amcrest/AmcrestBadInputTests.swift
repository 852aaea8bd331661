import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What an Amcrest camera must not answer")
struct AmcrestBadInputTests {
    @Test(
        "a host that is no such camera is offline, with the reason, and is asked once a minute",
        arguments: [
            (AmcrestCamera.Trouble.page, "it answered a web page: that is no Amcrest or Dahua camera"),
            (.answer(.page(status: 404)), "the camera answered 404 (there is nothing at this path)"),
            (.answer(.raw(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))), "that is no HTTP"),
            (.answer(.bytes(Array("hello there".utf8), type: "text/plain")), "makes no sense: hello there"),
            (.answer(.bytes([], type: "text/plain")), "the camera answered nothing"),
            (.answer(.bytes(Array(repeating: 0, count: 100), type: "text/plain")), "makes no sense"),
            (.close, "without an answer"), (.reset, "reset"),
        ]
    )
    func noCamera(_ trouble: AmcrestCamera.Trouble, _ words: String) async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("", trouble)
        let timed = try TimedAmcrest(camera) {
            $0.binarySensors = [.online, .motionDetectedPolled]
            $0.sensors = [.sdcard]
        }
        try await timed.pass(.seconds(2 * 60))
        let state = try #require(timed.ears.state)
        #expect(state.connection == .offline)
        #expect(state.reason?.contains(words) == true, "\(state.reason ?? "")")
        #expect(state.reason?.hasPrefix("http://127.0.0.1:\(camera.port)") == true)
        #expect(timed.ears.isOn("online") == false)
        let before = timed.requests.count
        try await timed.pass(.seconds(10 * 60))
        // Each is tried twice; a try is a challenge and a login, and libcurl's own second one over a connection that was closed.
        #expect(timed.requests.count - before <= 11 * 2 * 3)
        camera.heal()
        try await timed.pass(.seconds(61))
        #expect(timed.ears.isOn("online") == true)
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
    }

    @Test("Error to a question about an event means that nothing goes on, and is asked again as soon as ever")
    func noEvent() async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("eventManager.cgi?action=getEventIndexes", .error("Bad Request!"))
        let timed = try TimedAmcrest(camera) { $0.binarySensors = [.motionDetectedPolled] }
        try await timed.pass(.seconds(61))
        #expect(timed.ears.isOn("motion_detected_polled") == false)
        #expect(camera.commands.count { $0.contains("getEventIndexes") } >= 12)
        #expect(timed.ears.state?.attributes["problems"] == nil)
        camera.heal()
        camera.trouble("eventManager.cgi?action=getEventIndexes", .error("No Authority"))
        try await timed.pass(.seconds(6))
        #expect(timed.ears.isOn("motion_detected_polled") == nil)
        #expect(timed.ears.state?.attributes["problems"] == "VideoMotion: the camera answered Error: No Authority")
    }

    @Test("a list with nothing in it may be an empty body: no presets, and nothing goes on")
    func emptyLists() async throws {
        let camera = try TimedAmcrest.camera { $0.presets = [:] }
        camera.trouble(
            "eventManager.cgi?action=getEventIndexes",
            .answer(.bytes([], type: "text/plain;charset=utf-8"))
        )
        let timed = try TimedAmcrest(camera) {
            $0.sensors = [.ptzPreset]
            $0.binarySensors = [.motionDetected, .motionDetectedPolled]
        }
        try await timed.attach()
        try await timed.pass(.seconds(10))
        let presets = try #require(timed.ears.states["ptz_preset"])
        #expect(presets.state == "0" && presets.isAvailable)
        #expect(timed.ears.isOn("motion_detected_polled") == false)
        #expect(timed.ears.isOn("motion_detected") == false)
        #expect(timed.ears.state?.attributes["problems"] == nil)
    }

    @Test("nobody there is offline, too")
    func nobody() async throws {
        let camera = try TimedAmcrest.camera()
        camera.goAway()
        let timed = try TimedAmcrest(camera) { $0.binarySensors = [.online] }
        try await timed.pass(.seconds(60))
        #expect(timed.ears.state?.connection == .offline)
        #expect(timed.ears.state?.reason?.contains("refused") == true, "\(timed.ears.state?.reason ?? "")")
        try camera.comeBack()
        try await timed.pass(.seconds(61))
        #expect(timed.ears.isOn("online") == true)
    }

    @Test("a user without rights: the camera is there, what may not be asked is not known")
    func noAuthority() async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("", .answer(.bytes(Array("Error: No Authority\r\n".utf8), type: "text/plain")))
        let timed = try TimedAmcrest(camera) {
            $0.binarySensors = [.online, .motionDetected]
            $0.sensors = [.sdcard, .ptzPreset]
            $0.switches = [.privacyMode]
        }
        try await timed.pass(.seconds(5 * 60))
        #expect(timed.ears.isOn("online") == true)
        for key in ["sdcard", "ptz_preset", "privacy_mode"] {
            #expect(timed.ears.states[key]?.state == nil && timed.ears.states[key]?.isAvailable == false, "\(key)")
        }
        let result = try await timed.call("switch.turn_on", entity: "privacy_mode")
        #expect(result == CallResult(status: 502, reason: "the camera answered Error: No Authority"))
    }

    @Test(
        "a memory card without numbers is none, and nothing else suffers",
        arguments: [
            "list.info[0].Name=/dev/mmc0\r\nlist.info[0].State=Error\r\n",
            "list.info[0].Detail[0].TotalBytes=lots\r\nlist.info[0].Detail[0].UsedBytes=more\r\n",
            "list.info[0].Detail[0].TotalBytes=-1.000000\r\nlist.info[0].Detail[0].UsedBytes=0.000000\r\n",
            "list.info[0].Detail[0].TotalBytes=nan\r\nlist.info[0].Detail[0].UsedBytes=inf\r\n",
            "list.info[0].Detail[0].TotalBytes=1e300\r\nlist.info[0].Detail[0].UsedBytes=1\r\n",
            "list.info[0].Detail[0].TotalBytes=0\r\nlist.info[0].Detail[0].UsedBytes=0\r\n",
            "Error\r\nBad Request!\r\n",
        ]
    )
    func storage(_ answer: String) async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("storageDevice.cgi", .answer(.bytes(Array(answer.utf8), type: "text/plain")))
        let timed = try TimedAmcrest(camera) {
            $0.binarySensors = [.online]
            $0.sensors = [.sdcard, .ptzPreset]
        }
        try await timed.pass(.seconds(30))
        let card = try #require(timed.ears.states["sdcard"])
        #expect(card.state == nil && !card.isAvailable && card.attributes.isEmpty)
        #expect(timed.ears.states["ptz_preset"]?.state == "2")
        #expect(timed.ears.isOn("online") == true)
    }

    @Test("bytes without end cost a worker no memory, and its camera nothing else", arguments: ["attach", "commands"])
    func endless(_ what: String) async throws {
        let camera = try AmcrestCamera.start()
        let prefix = what == "attach" ? "eventManager.cgi?action=attach" : "configManager.cgi"
        camera.trouble(prefix, .answer(.endlessBody(type: "multipart/x-mixed-replace; boundary=myboundary")))
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.binarySensors = [.motionDetected]
            $0.sensors = [.ptzPreset]
            $0.scanInterval = .seconds(1)
        }
        try await setting.state("ptz_preset", is: "2")
        let before = try #require(ProcFS.residentKilobytes(of: setting.worker.pid))
        // Without a bound it takes hundreds of MB a second.
        try await waitUntil("it was tried three times") { camera.commands.count { $0.hasPrefix(prefix) } >= 3 }
        let peak = ProcFS.field("VmHWM", of: setting.worker.pid)?.split(separator: " ").first.flatMap { Int($0) }
        #expect(try #require(peak) < before + 16 * 1024, "it had \(before) kB before")
        // It still does what it is told, between two looks whether the camera is there at all.
        try await waitUntil("a service is done") { try await setting.call("amcrest.start_tour") == .done }
    }
}
