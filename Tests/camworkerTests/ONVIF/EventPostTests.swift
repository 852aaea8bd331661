import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Events that an ONVIF device posts")
struct EventPostTests {
    @Test("a device whose user may not subscribe is asked each ten minutes, and that is a problem that is said")
    func forbidden() throws {
        for mode in [ONVIFEventsMode.pullPoint, .webhook] {
            let timed = TimedEvents(mode, hasWebhook: true)
            for operation in ["CreatePullPointSubscription", "Subscribe"] {
                let trouble = SOAPTrouble(operation: operation, cause: .status(403))
                timed.client.faults[operation] = .trouble(trouble)
            }
            try timed.connect()
            try timed.pass(.seconds(300))
            #expect(timed.feed.problem?.hasPrefix("the user may not subscribe to events") == true)
            let start = timed.clock.now
            try timed.pass(.seconds(3600))
            #expect(5...8 ~= timed.client.count(since: start), "\(mode)")
            timed.client.faults = [:]
            timed.device.emit([.motion(true)])
            try timed.pass(.seconds(610))
            #expect(timed.feed.isAlive && timed.feed.problem == nil)
        }
    }

    @Test("a device that posts is heard, renewed, and asked for no pull")
    func posts() throws {
        let timed = try TimedEvents.connected(.webhook, hasWebhook: true)
        try timed.emit(.motion(true))
        #expect(timed.isOn(TimedEvents.motion()) == true && timed.feed.isAlive)
        try timed.pass(.seconds(3600))
        #expect(!timed.device.operations.contains("PullMessages"))
        #expect(timed.device.subscriptions == 1 && timed.device.state.lastSubscription == 1)
        // A renewal in place of each heartbeat, and what is on is asked about each five minutes.
        #expect(timed.device.operations.count < 85 && timed.device.strangeRequests == [])
        timed.feed.farewell(at: timed.clock.now)
        try timed.pass(.seconds(5))
        #expect(timed.device.subscriptions == 0)
    }

    @Test("at rest an hour of a device that posts takes at most 72 requests")
    func atRest() throws {
        let timed = try TimedEvents.connected(.webhook, hasWebhook: true)
        try timed.emit(.motion(false))
        let start = timed.clock.now
        try timed.pass(.seconds(3600))
        #expect(timed.client.count(since: start) <= 72)
        #expect(timed.feed.isAlive && timed.device.state.lastSubscription == 1)
    }

    @Test("a device that started anew within a second is subscribed to within 70 s, and what is on is told")
    func forgets() throws {
        let timed = try TimedEvents.connected(.webhook, hasWebhook: true)
        try timed.emit(.motion(false))
        timed.device.loseSubscriptions()
        try timed.emit(.motion(true))
        #expect(timed.isOn(TimedEvents.motion()) == false)
        try timed.pass(.seconds(70))
        #expect(timed.isOn(TimedEvents.motion()) == true && timed.device.subscriptions == 1)
    }

    @Test("a device that posts and knows no renewal has one subscription at a time")
    func postsWithoutRenewal() throws {
        let timed = TimedEvents(.webhook, hasWebhook: true)
        let text = "<F><Code><Value>s:Sender</Value><Subcode><Value>ter:ActionNotSupported</Value></Subcode></Code></F>"
        let fault = SOAPFault(try XMLDocument(Array(text.utf8)).root)
        timed.client.faults["Renew"] = .trouble(SOAPTrouble(operation: "Renew", cause: .fault(fault)))
        timed.device.emit([.motion(true)])
        try timed.connect()
        try timed.pass(.seconds(3600))
        #expect(timed.client.asked.count { $0.operation == "Renew" } == 1)
        #expect(timed.device.state.peakSubscriptions == 1 && 6...7 ~= timed.device.state.lastSubscription)
    }

    @Test("the subscription of a device that posts is asked for where it can be had, if not where it says it is")
    func postsElsewhere() throws {
        let elsewhere: [ScriptedAddress] = [.host("203.0.113.9"), .text("http://192.0.2.1:8000/onvif/nowhere")]
        for address in elsewhere {
            let timed = TimedEvents(.webhook, hasWebhook: true) {
                $0.events.address = address
                $0.events.usesReferenceParameters = true
            }
            timed.client.nowhere = ["/onvif/nowhere"]
            try timed.connect()
            try timed.pass(.seconds(15))
            try timed.emit(.motion(true))
            try timed.pass(.seconds(3600))
            #expect(timed.device.state.lastSubscription == 1, "\(address)")
            #expect(timed.device.operations.contains("Renew"))
            let vain = timed.client.orders.filter { $0.url.host != "192.0.2.1" || $0.url.path == "/onvif/nowhere" }
            #expect(vain.count == 1, "\(vain.map(\.request.operation))")
        }
    }

    @Test("a device without pull-points posts instead, where it can")
    func fallback() throws {
        let timed = TimedEvents(hasWebhook: true) { $0.events.hasPullPoints = false }
        timed.device.emit([.motion(true)])
        try timed.connect()
        try timed.pass(.seconds(120))
        #expect(timed.feed.isAlive && timed.isOn(TimedEvents.motion()) == true && timed.feed.problem == nil)
        #expect(timed.device.subscriptions == 1)
        let start = timed.clock.now
        try timed.pass(.seconds(3600))
        #expect(timed.client.count(since: start) < 85)
    }

    @Test("a device that stops to post is asked, found deaf, and pulled from again")
    func deafPosts() throws {
        let timed = TimedEvents(hasWebhook: true) { $0.events.hasPullPoints = false }
        timed.device.emit([.motion(true)])
        try timed.connect()
        try timed.pass(.seconds(120))
        timed.takesPosts = false
        timed.device.state.events.hasPullPoints = true
        try timed.pass(.seconds(1500))
        #expect(timed.feed.pull.point.isHearing && timed.device.subscriptions == 1)
        try timed.emit(.motion(false))
        #expect(timed.isOn(TimedEvents.motion()) == false)
    }

    @Test("what comes by post unasked, or makes no sense, is not taken")
    func strangePosts() throws {
        let timed = try TimedEvents.connected(.pullPoint, hasWebhook: true)
        let body = """
            <Notify><NotificationMessage><Topic>tns1:VideoSource/MotionAlarm</Topic><Message><Message><Data>\
            <SimpleItem Name="State" Value="true"/></Data></Message></Message></NotificationMessage></Notify>
            """
        timed.feed.notified(Array(body.utf8), at: timed.clock.now)
        #expect(timed.events.isEmpty && timed.feed.pull.point.isHearing)
        let other = try TimedEvents.connected(.webhook, hasWebhook: true)
        for bad in ["", "<html>", "<a/>", "\u{0}", "<!DOCTYPE a><a/>"] {
            other.feed.notified(Array(bad.utf8), at: other.clock.now)
        }
        #expect(other.events.isEmpty)
        other.feed.notified(Array(body.utf8), at: other.clock.now)
        #expect(other.events.count == 1)
    }

    @Test("the webhook alone, without one, is a problem that is said")
    func noWebhook() throws {
        let timed = try TimedEvents.connected(.webhook)
        try timed.pass(.seconds(300))
        #expect(timed.feed.problem != nil && timed.client.asked.isEmpty)
    }
}
