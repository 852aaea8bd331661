import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera that is switched off by hand, by a clock of the test's")
struct AmcrestOffTests {
    @Test("is off within a minute when somebody does it on its own page, nothing is fetched, and its sensors go on")
    func byHand() async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.binarySensors = [.motionDetected]
            $0.sensors = [.sdcard]
        }
        try await timed.attach()
        timed.watch()
        try await timed.pass(.seconds(5))
        #expect(timed.ears.state?.connection == .connected)
        timed.camera["Encode[0].MainFormat[0].VideoEnable"] = "false"
        try await timed.pass(.seconds(61))
        #expect(timed.ears.state?.connection == .off)
        #expect(timed.ears.state?.reason == AmcrestSettings.offReason)
        #expect(timed.ears.state?.attributes["video"] == "off")
        let fetched = timed.requests.count { $0.command.hasPrefix("snapshot.cgi") }
        timed.camera.update { $0.storage?.used = 0 }
        try await timed.pass(.seconds(30))
        #expect(timed.requests.count { $0.command.hasPrefix("snapshot.cgi") } == fetched)
        #expect(timed.ears.states["sdcard"]?.state == "0.00")
        try await timed.tell([.start("VideoMotion")])
        #expect(timed.ears.isOn("motion_detected") == true)
        timed.camera["Encode[0].MainFormat[0].VideoEnable"] = "true"
        try await timed.pass(.seconds(61))
        #expect(timed.ears.state?.connection == .connected)
    }
}
