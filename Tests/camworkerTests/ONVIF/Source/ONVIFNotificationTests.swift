import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What an ONVIF device posts")
struct ONVIFNotificationTests {
    private static func body(_ value: String) -> [UInt8] {
        let text = """
            <Notify><NotificationMessage><Topic>tns1:VideoSource/MotionAlarm</Topic><Message><Message \
            PropertyOperation="Changed"><Source><SimpleItem Name="Source" Value="1"/></Source><Data>\
            <SimpleItem Name="State" Value="\(value)"/></Data></Message></Message></NotificationMessage></Notify>
            """
        return Array(text.utf8)
    }

    @Test("it is asked to post to our address, and what it posts is heard")
    func posted() async throws {
        let camera = try ONVIFCamera.start()
        let timed = try TimedONVIF(camera) {
            $0.events = .webhook
            // Nobody is there: what the device posts is brought by hand.
            let url = "http://127.0.0.1:1/api/webhook/secret"
            $0.webhook = ONVIFWebhook(url: Secret(url), id: Secret("secret"))
        }
        for _ in 1...120 where camera.consumers.isEmpty { try await timed.pass(.seconds(1)) }
        #expect(camera.consumers == ["http://127.0.0.1:1/api/webhook/secret"] && timed.ears.entities.isEmpty == false)
        timed.source.notified(Self.body("true"), at: timed.clock.now)
        #expect(timed.ears.states["VideoSource/MotionAlarm_1"]?.state == "on")
        #expect(timed.ears.events.map(\.kind) == ["video_source_motion_alarm"])
        timed.source.notified(Array("<html>".utf8), at: timed.clock.now)
        #expect(timed.ears.events.count == 1)
        timed.source.leave(at: timed.clock.now)
        try await timed.settle()
        #expect(camera.subscriptions == 0 && camera.strangeRequests == [])
        #expect(!camera.operations.contains("PullMessages"))
    }
}
