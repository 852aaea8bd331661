import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Events of an ONVIF device")
struct EventFeedTests {
    private static let line = "tns1:RuleEngine/LineDetector/Crossing"

    @Test("what is so at the beginning is a state and no event, what changes is both")
    func told() throws {
        let timed = TimedEvents()
        timed.device.emit([.motion(true)])
        try timed.connect()
        try timed.pass(.seconds(1))
        #expect(timed.isOn(TimedEvents.motion()) == true && timed.events.isEmpty && timed.declarations == 1)
        #expect(timed.feed.entities.map(\.key) == [TimedEvents.motion()] && timed.feed.isAlive)
        try timed.emit(.motion(false))
        #expect(timed.isOn(TimedEvents.motion()) == false && timed.declarations == 1)
        #expect(timed.events.map(\.kind) == ["cell_motion_detector_motion"])
        #expect(timed.feed.problem == nil && timed.device.strangeRequests == [])
    }

    @Test("one bad message and an unknown topic keep nothing else from being heard")
    func badMessages() throws {
        let timed = try TimedEvents.connected()
        try timed.emit([
            ScriptedNotification(raw: "<wsnt:NotificationMessage/>"),
            ScriptedNotification(
                raw: "<wsnt:NotificationMessage><wsnt:Topic>a:b/C</wsnt:Topic></wsnt:NotificationMessage>"
            ),
            ScriptedNotification("tns1:Unheard/Of", data: ["What": "?"]), .motion(true),
        ])
        #expect(timed.isOn(TimedEvents.motion()) == true)
        #expect(timed.events.map(\.kind) == ["b_c", "unheard_of", "cell_motion_detector_motion"])
    }

    @Test("what all makers send, in one answer, is heard to the last, and entities may be declared of it")
    func makers() throws {
        let timed = try TimedEvents.connected { $0.events.ignoresLimit = true }
        let samples = try ONVIFSamples.notifications.map {
            ScriptedNotification(raw: String(decoding: try ONVIFSamples.bytes("events/\($0)"), as: UTF8.self))
        }
        try timed.emit(samples)
        // What is so at the beginning did not happen.
        let happened = samples.count { $0.raw?.contains("Initialized") == false }
        #expect(timed.events.count { $0.entity == nil } == happened && happened > 10)
        #expect(timed.feed.entities.count > 10 && timed.feed.entities.allSatisfy { $0.complaint == nil })
        #expect(timed.events.allSatisfy { $0.sayable.complaint == nil })
        #expect(timed.changes.allSatisfy { $0.sayable.complaint == nil })
    }

    @Test("500 notifications of one answer are all heard, and the device is asked again")
    func flood() throws {
        let timed = try TimedEvents.connected { $0.events.ignoresLimit = true }
        try timed.emit((0..<500).map { .motion(true, source: "VideoSource_\($0)") })
        #expect(timed.events.count == 500 && timed.feed.entities.count == EventEntities.most)
        try timed.emit(.motion(false, source: "VideoSource_7"))
        #expect(timed.isOn(TimedEvents.motion("VideoSource_7")) == false)
    }

    @Test("what happens is an event of its entity, with the device's time by our clock")
    func occurrence() throws {
        let timed = TimedEvents(offset: 7200)
        try timed.connect(offset: .seconds(7200))
        try timed.pass(.seconds(2))
        try timed.emit(ScriptedNotification(Self.line, source: ["Rule": "Gate"], data: ["ObjectId": "5"], nil))
        let event = try #require(timed.events.last)
        #expect(event.entity == timed.feed.entities.first?.key && event.kind == "crossed")
        let now = TimedEvents.wall(at: timed.clock.now)
        #expect(now.nanoseconds - event.time.nanoseconds < 2_000_000_000)
    }

    @Test("what the device deletes is unavailable")
    func deleted() throws {
        let timed = try TimedEvents.connected()
        try timed.emit(.motion(true))
        try timed.emit(.motion(true, .deleted))
        #expect(timed.states[TimedEvents.motion()]?.isAvailable == false)
    }

    // MARK: Subscriptions

    @Test(
        "subscriptions are asked where they are, with what they want to have back",
        arguments: [
            ScriptedAddress.right, .relative, .empty, .withoutPath, .portTwice,
            .text("http://www.w3.org/2005/08/addressing/anonymous"), .host("127.0.0.1:80"),
        ]
    )
    func addresses(_ address: ScriptedAddress) throws {
        let timed = try TimedEvents.connected {
            $0.events.address = address
            $0.events.usesReferenceParameters = true
        }
        try timed.emit(.motion(true))
        try timed.pass(.seconds(900))
        #expect(timed.isOn(TimedEvents.motion()) != nil && timed.feed.isAlive)
        #expect(timed.device.subscriptions == 1 && timed.device.state.lastSubscription == 1)
    }

    @Test("a subscription that nobody knows where it says it is, is asked for where it was made")
    func nowhere() throws {
        let timed = TimedEvents {
            $0.events.address = .text("http://192.0.2.1:8000/onvif/nowhere")
            $0.events.usesReferenceParameters = true
        }
        timed.client.nowhere = ["/onvif/nowhere"]
        try timed.connect()
        try timed.pass(.seconds(10))
        #expect(timed.feed.isAlive)
    }

    @Test("a subscription at a host that does not answer is asked where the device is")
    func otherHost() throws {
        let timed = try TimedEvents.connected { $0.events.address = .host("203.0.113.9") }
        try timed.pass(.seconds(150))
        try timed.emit(.motion(true))
        #expect(timed.isOn(TimedEvents.motion()) == true)
        #expect(timed.device.subscriptions == 1)
    }

    @Test("a lost subscription is replaced within seconds, and what was lost with it is known soon")
    func lost() throws {
        let timed = try TimedEvents.connected()
        try timed.emit(.motion(true), .motion(true, source: "VideoSource_1"))
        timed.device.state.properties = [:]
        timed.device.emit([.motion(true)])
        timed.device.loseSubscriptions()
        timed.client.wake()
        try timed.pass(.seconds(3))
        #expect(timed.device.subscriptions == 1 && timed.feed.isAlive)
        try timed.pass(.seconds(12))
        #expect(timed.isOn(TimedEvents.motion("VideoSource_1")) == false)
        #expect(timed.isOn(TimedEvents.motion()) == true)
    }

    @Test("a device that starts anew is heard again, and holds one subscription")
    func reboot() throws {
        let timed = try TimedEvents.connected()
        timed.client.way = .closed
        timed.device.loseSubscriptions()
        try timed.pass(.seconds(45))
        timed.client.way = .open
        try timed.pass(.seconds(35))
        #expect(timed.feed.isAlive && timed.device.subscriptions == 1)
        try timed.emit(.motion(true))
        #expect(timed.isOn(TimedEvents.motion()) == true)
    }

    @Test("a minute of status 400 to everything leaves one subscription and takes few requests")
    func sulk() throws {
        let timed = try TimedEvents.connected()
        let start = timed.clock.now
        timed.client.way = .status(400)
        try timed.pass(.seconds(60))
        timed.client.way = .open
        try timed.pass(.seconds(60))
        #expect(timed.feed.isAlive && timed.device.subscriptions == 1 && timed.device.state.peakSubscriptions == 1)
        #expect(timed.client.count(since: start) < 30)
    }

    @Test(
        "a device that refuses pulls of a minute is asked for shorter ones, and keeps its subscription",
        arguments: [(30, true, 1), (3, true, 1), (20, false, 1), (10, false, 2), (2, false, 3)]
    )
    func narrow(longest: Double, says: Bool, lost: Int) throws {
        let timed = try TimedEvents.connected {
            $0.events.longestPull = longest
            $0.events.saysLongestPull = says
        }
        try timed.pass(.seconds(60))
        let start = timed.clock.now
        try timed.pass(.seconds(1800))
        let pulls = timed.client.asked.filter { $0.operation == "PullMessages" && $0.time >= start }
        #expect(timed.device.state.lastSubscription == 1 + lost && timed.device.subscriptions == 1)
        #expect(timed.feed.isAlive && timed.feed.problem == nil)
        #expect(Double(pulls.count) < 1800 / (longest / 2) + 2)
        #expect(timed.client.count(since: start) < pulls.count + 10, "renewals, and no further subscription")
        try timed.emit(.motion(true))
        #expect(timed.isOn(TimedEvents.motion()) == true)
    }

    @Test("leaving gives the subscription back by one request")
    func farewell() throws {
        let timed = try TimedEvents.connected()
        timed.feed.farewell(at: timed.clock.now)
        try timed.pass(.seconds(120))
        #expect(timed.device.subscriptions == 0)
        #expect(timed.device.operations.count { $0 == "Unsubscribe" } == 1)
        #expect(timed.device.operations.last == "Unsubscribe")
    }

    @Test("a device that refuses us is asked nothing until it is allowed again")
    func held() throws {
        let timed = try TimedEvents.connected()
        timed.feed.hold(true, at: timed.clock.now)
        let start = timed.clock.now
        try timed.pass(.seconds(3600))
        #expect(timed.client.count(since: start + .seconds(1)) == 0)
        timed.feed.hold(false, at: timed.clock.now)
        try timed.pass(.seconds(4))
        #expect(timed.feed.isAlive && timed.device.subscriptions == 1)
    }

    @Test("off asks nothing, and a device without events says so")
    func none() throws {
        let timed = try TimedEvents.connected(.off)
        #expect(timed.client.asked.isEmpty && timed.feed.problem == nil)
        let other = TimedEvents()
        var places = try TimedEvents.places()
        places.services = ServiceTable()
        other.feed.connected(places, clockOffset: .zero, at: other.clock.now)
        try other.pass(.seconds(60))
        #expect(other.client.asked.isEmpty && other.problems == ["the device has no events"])
    }

    // MARK: Silence

    @Test("when nothing is heard for long the entities are unavailable, and what they were when it is again")
    func stale() throws {
        let timed = try TimedEvents.connected()
        let door = ScriptedNotification(
            "tns1:Device/Trigger/DigitalInput",
            source: ["InputToken": "1"],
            data: ["LogicalState": "true"]
        )
        try timed.emit(.motion(true), door)
        timed.client.way = .closed
        try timed.pass(.seconds(110))
        #expect(timed.isOn(TimedEvents.motion()) == true && timed.feed.problem == nil)
        try timed.pass(.seconds(15))
        #expect(timed.states.values.allSatisfy { !$0.isAvailable } && timed.feed.problem != nil)
        timed.client.way = .open
        try timed.pass(.seconds(40))
        #expect(timed.states.values.allSatisfy { $0.isAvailable } && timed.feed.problem == nil)
        #expect(timed.isOn("Device/Trigger/DigitalInput_1") == true)
    }

    @Test("a door is open as long as it is, also of a device that tells nothing anew")
    func door() throws {
        let timed = try TimedEvents.connected {
            $0.events.tellsPropertiesAtStart = false
            $0.events.hasSynchronizationPoint = false
        }
        let door = ScriptedNotification(
            "tns1:Device/Trigger/DigitalInput",
            source: ["InputToken": "1"],
            data: ["LogicalState": "true"]
        )
        try timed.emit(door)
        timed.device.loseSubscriptions()
        timed.client.wake()
        try timed.pass(.seconds(60))
        #expect(timed.device.state.lastSubscription == 2 && timed.feed.isAlive)
        #expect(timed.isOn("Device/Trigger/DigitalInput_1") == true)
    }

    @Test("motion whose end was lost is over within six minutes, and one that lasts stays")
    func lostOff() throws {
        let timed = try TimedEvents.connected()
        try timed.emit(.motion(true), .motion(true, source: "VideoSource_1"))
        timed.device.state.properties = [:]
        timed.device.emit([.motion(true)])
        try timed.pass(.seconds(360))
        #expect(timed.isOn(TimedEvents.motion("VideoSource_1")) == false)
        #expect(timed.isOn(TimedEvents.motion()) == true)
        #expect(timed.device.state.lastSubscription == 1)
    }

    // MARK: Rates

    @Test(
        "at rest an hour takes at most 72 requests, and 140 of a device that does not say when a subscription ends",
        arguments: [
            .asAsked, .missing, .past, .fixed(60), .text("0000-00-00T00:00:00Z"),
        ] as [ONVIFEventHabits.Termination]
    )
    func atRest(_ termination: ONVIFEventHabits.Termination) throws {
        let timed = try TimedEvents.connected { $0.events.termination = termination }
        let start = timed.clock.now
        try timed.pass(.seconds(3600))
        // 60 pulls, and renewals: each 8 minutes, or each 48 s of a device that does not say for how long.
        let most = [.asAsked, .fixed(60)].contains(termination) ? 72 : 140
        #expect(timed.client.count(since: start) <= most)
        #expect(timed.feed.isAlive && timed.device.state.lastSubscription == 1 && timed.device.strangeRequests == [])
    }

    @Test("a device that answers pulls at once is asked once a second")
    func floor() throws {
        let timed = try TimedEvents.connected { $0.events.answersAtOnce = true }
        let start = timed.clock.now
        try timed.pass(.seconds(600))
        #expect(580...620 ~= timed.client.count(since: start))
    }
}
