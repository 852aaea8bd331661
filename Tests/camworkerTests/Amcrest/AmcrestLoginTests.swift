import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera's logins, by a clock of the test's")
struct AmcrestLoginTests {
    /// How many logins there were in the minute that had most, and when they were, in seconds.
    private static func most(_ timed: TimedAmcrest, since start: MonotonicTime) -> (count: Int, times: [Int]) {
        let times = timed.requests.filter { $0.isLogin && $0.time >= start }.map(\.time)
        let counts = times.map { first in times.count { $0 >= first && $0 < first + .seconds(60) } }
        return (counts.max() ?? 0, times.map { Int($0.since(start).inSeconds) })
    }

    @Test("with a wrong password there is one a minute at most, whoever wants what")
    func wrongPassword() async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera(), password: "wrong") {
            $0.sensors = [.sdcard]
            $0.binarySensors = [.motionDetected, .audioDetectedPolled]
            $0.scanInterval = .seconds(1)
        }
        let start = timed.clock.now
        try await timed.pass(.seconds(5 * 60))
        let (count, times) = Self.most(timed, since: start)
        #expect(count == 1, "\(times)")
        #expect(times.count >= 2)
        #expect(timed.ears.state?.connection == .refused)
    }

    /// The try that finds out is made with a login that was good before.
    @Test("a password that is changed at the camera costs that try and one login a minute", arguments: [true, false])
    func changedPassword(areEventsKept: Bool) async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.sensors = [.sdcard]
            $0.binarySensors = [.motionDetected]
        }
        try await timed.attach()
        try await timed.pass(.seconds(5))
        timed.camera.authenticate(by: .digest(user: timed.camera.user, password: "another"))
        if !areEventsKept { try await timed.lose { timed.camera.dropConnections() } }
        let start = timed.clock.now
        for _ in 1...60 {
            if areEventsKept, timed.source.events.isAttached { try await timed.beat() }
            try await timed.pass(.seconds(5))
        }
        let (count, times) = Self.most(timed, since: start)
        #expect(count <= 2, "\(times)")
        if !areEventsKept { #expect(timed.ears.state?.connection == .refused) }
        timed.camera.authenticate(by: .digest(user: timed.camera.user, password: timed.camera.password))
        try await timed.pass(.seconds(35 * 60))
        #expect(timed.ears.state?.connection != .refused)
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
    }

    @Test("401 while events come in means that its connections are used up: it stays online and comes back by itself")
    func storm() async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.sensors = [.sdcard]
            $0.binarySensors = [.motionDetected, .online]
        }
        try await timed.attach()
        timed.camera.limitSessions(to: 0)
        timed.camera.update { $0.storage?.used = 0 }
        for _ in 1...60 {
            try await timed.beat()
            try await timed.pass(.seconds(5))
            #expect(timed.ears.isOn("online") == true)
        }
        #expect(timed.camera.logins.turnedAway > 0)
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
        try await timed.tell([.start("VideoMotion")])
        #expect(timed.ears.isOn("motion_detected") == true)
        timed.camera.limitSessions(to: 4)
        for _ in 1...15 {
            try await timed.beat()
            try await timed.pass(.seconds(5))
        }
        #expect(timed.ears.states["sdcard"]?.state == "0.00")
        #expect(!timed.ears.connections.contains(.refused))
        #expect(timed.camera.logins.refused == 0)
    }

    @Test("events that find no connection free are tried again, and neither commands nor the state suffer")
    func stormAtTheDoor() async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) { $0.binarySensors = [.motionDetected, .online] }
        try await timed.attach()
        timed.camera.trouble("eventManager.cgi?action=attach", .refused)
        try await timed.lose { timed.camera.endEvents() }
        let before = timed.requests.count
        try await timed.pass(.seconds(10 * 60))
        let asked = timed.requests.dropFirst(before).map(\.command)
        // Each costs a challenge and a login, and a look whether commands are let in.
        #expect((20...60).contains(asked.count { $0.contains("action=attach") }), "\(asked.count)")
        #expect(asked.count { $0.contains("name=Encode") } >= 9)
        #expect(timed.ears.isOn("online") == true)
        #expect(!timed.ears.connections.contains(.refused))
        timed.camera.heal()
        try await timed.pass(.seconds(40))
        #expect(timed.source.events.isAttached)
    }
}
