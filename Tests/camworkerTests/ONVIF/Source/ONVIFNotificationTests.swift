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

    private static func posting() throws -> TimedONVIF {
        try TimedONVIF(try ONVIFCamera.start()) {
            $0.events = .webhook
            // Nobody is there: what the device posts is brought by hand.
            let url = "http://127.0.0.1:1/api/webhook/secret"
            $0.webhook = ONVIFWebhook(url: Secret(url), id: Secret("secret"))
        }
    }

    @Test("it is asked to post to our address, and what it posts is heard")
    func posted() async throws {
        let timed = try Self.posting()
        let camera = timed.camera
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

    @Test("a device that did not answer once, or whose clock has jumped, is asked at once whom it posts to")
    func restarted() async throws {
        let timed = try Self.posting()
        let camera = timed.camera
        for _ in 1...120 where camera.consumers.isEmpty { try await timed.pass(.seconds(1)) }
        // Else it would be subscribed to anew for not being heard.
        timed.source.notified(Self.body("true"), at: timed.clock.now)
        try await timed.pass(.seconds(30))
        camera.goAway()
        // As a picture that fails has it asked.
        timed.session.doubt()
        try await timed.pass(.seconds(1))
        try camera.comeBack()
        #expect(camera.consumers.isEmpty && timed.session.availability.state == .online)
        try await timed.pass(.seconds(12))
        #expect(camera.consumers.count == 1)
        try await timed.pass(.seconds(8))
        camera.loseSubscriptions()
        camera.update { $0.clockOffset += 100 }
        timed.session.doubt()
        try await timed.pass(.seconds(7))
        #expect(camera.consumers.count == 1 && camera.strangeRequests == [])
    }

    @Test("a password that is changed is noticed within three minutes by who only waits for posts")
    func passwordChanged() async throws {
        let timed = try Self.posting()
        for _ in 1...120 where timed.camera.consumers.isEmpty { try await timed.pass(.seconds(1)) }
        timed.source.notified(Self.body("true"), at: timed.clock.now)
        for operation in ["Renew", "GetProfiles"] { timed.camera.trouble(operation, .fault(.notAuthorized)) }
        try await timed.pass(.seconds(180))
        #expect(timed.state?.connection == .refused)
    }
}
