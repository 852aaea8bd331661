import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera's logins while somebody watches it")
struct AmcrestWatchedLoginTests {
    private static func watched() async throws -> TimedAmcrest {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.sensors = [.sdcard]
            $0.binarySensors = [.motionDetected]
        }
        try await timed.attach()
        timed.watch()
        try await timed.pass(.seconds(5))
        #expect(timed.ears.pictures >= 5)
        return timed
    }

    /// How many logins there were in the minute that had most, and when they were.
    private static func most(_ requests: ArraySlice<TimedAmcrest.Request>) -> (count: Int, times: [MonotonicTime]) {
        let times = requests.filter(\.isLogin).map(\.time)
        let counts = times.map { first in times.count { $0 >= first && $0 < first + .seconds(60) } }
        return (counts.max() ?? 0, times)
    }

    @Test("a password that is changed costs the try that finds out and one login a minute", arguments: [true, false])
    func changedPassword(areEventsKept: Bool) async throws {
        let timed = try await Self.watched()
        timed.camera.authenticate(by: .digest(user: timed.camera.user, password: "another"))
        if !areEventsKept { try await timed.lose { timed.camera.dropConnections() } }
        let before = timed.requests.count
        let pictures = timed.ears.pictures
        for _ in 1...60 {
            if areEventsKept, timed.source.events.isAttached { try await timed.beat() }
            try await timed.pass(.seconds(5))
        }
        let (most, times) = Self.most(timed.requests.dropFirst(before))
        #expect(most <= 2, "\(times)")
        #expect(timed.ears.pictures == pictures)
        #expect([.refused, .offline].contains(timed.ears.state?.connection))
        timed.camera.authenticate(by: .digest(user: timed.camera.user, password: timed.camera.password))
        for _ in 1...40 where timed.ears.pictures == pictures { try await timed.pass(.seconds(60)) }
        #expect(timed.ears.pictures > pictures)
        #expect(timed.ears.state?.connection == .connected)
    }

    @Test("a camera that has forgotten its logins is asked who we are once, and shows its pictures on")
    func forgottenLogins() async throws {
        let timed = try await Self.watched()
        var script = DigestScript(user: timed.camera.user, password: timed.camera.password)
        script.saysStale = false
        timed.camera.authenticate(by: .digest(script))
        try await timed.pass(.seconds(5))
        timed.camera.web.forgetNonces()
        let (pictures, states) = (timed.ears.pictures, timed.ears.connections.count)
        let refused = timed.camera.logins.refused
        try await timed.pass(.seconds(3))
        #expect(timed.ears.pictures >= pictures + 4, "\(timed.ears.pictures - pictures)")
        let told = timed.ears.connections.dropFirst(states)
        #expect(!told.contains(.offline) && !told.contains(.refused), "\(told)")
        #expect(timed.camera.logins.refused == refused)
    }

    @Test("with a wrong password there is one a minute at most, though pictures and video are wanted")
    func wrongPassword() async throws {
        let timed = try TimedAmcrest(try TimedAmcrest.camera(), password: "wrong") { $0.sensors = [.sdcard] }
        timed.watch()
        timed.source.mediaWanted(MediaWish(partMilliseconds: 200), at: timed.clock.now)
        try await timed.pass(.seconds(5 * 60))
        let (most, times) = Self.most(timed.requests[...])
        #expect(most == 1 && times.count >= 2, "\(times)")
        #expect(!timed.requests.contains { $0.command.hasPrefix("snapshot.cgi") })
        #expect(timed.ears.opened == timed.camera.totalConnections, "the rest would be the video's")
        #expect(timed.ears.state?.connection == .refused)
    }

    @Test("a camera that takes long to refuse is not asked for pictures and video meanwhile")
    func slowRefusal() async throws {
        let challenge = "Digest realm=\"camera\", nonce=\"1\", qop=\"auth\""
        // Two of them are within the time of a command.
        let camera = try FakeCamera.start {
            $0.responder = { _ in
                .late(
                    by: .milliseconds(2_500),
                    .fixed(status: 401, fields: ["WWW-Authenticate": challenge], body: [])
                )
            }
        }
        let amcrest = AmcrestConfiguration(
            server: try CameraURL(camera.url("/")),
            credentials: Credentials(user: Secret("admin"), password: Secret("wrong"))
        )
        let worker = try await DrivenWorker.ready(try Configurations.camera(.amcrest(amcrest)))
        try worker.want()
        _ = try await worker.state(.connecting)
        _ = try await worker.state(.refused)
        try await worker.settle()
        #expect(!camera.requests.contains { $0.target.contains("snapshot.cgi") })
        #expect(camera.requests.count { $0.authenticationScheme != nil } == 1)
    }

    @Test("a call while it is not known why the camera answered 401 says so, and not that it does not answer")
    func call() async throws {
        let timed = try await Self.watched()
        timed.camera.authenticate(by: .digest(user: timed.camera.user, password: "another"))
        try await timed.pass(.seconds(5))
        let result = try #require(try await timed.call("amcrest.start_tour"))
        #expect(result.status == 503)
        #expect(result.reason.hasPrefix("the camera is not asked now: "), "\(result.reason)")
        #expect(result.reason.contains("the camera answered 401"), "\(result.reason)")
    }

    @Test("what a 401 was about is asked after a minute, also where nothing else is due for ten")
    func noRights() async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("configManager.cgi", .error("No Authority"))
        let timed = try TimedAmcrest(camera) { $0.binarySensors = [] }
        timed.watch()
        try await timed.pass(.seconds(5))
        camera.authenticate(by: .digest(user: camera.user, password: "another"))
        try await timed.pass(.seconds(5))
        let pictures = timed.ears.pictures
        camera.authenticate(by: .digest(user: camera.user, password: camera.password))
        try await timed.pass(.seconds(50))
        #expect(timed.ears.pictures == pictures, "each further login may be the one that locks the account")
        try await timed.pass(.seconds(20))
        #expect(timed.ears.pictures > pictures && timed.ears.state?.connection == .connected)
    }

    @Test("a 403 to a command is about that command, also while the question for the time of day waits behind it")
    func forbidden() async throws {
        let camera = try TimedAmcrest.camera()
        camera.trouble("configManager.cgi?action=getConfig&name=RecordMode", .status(403))
        camera.trouble("snapshot.cgi", .refused)
        let timed = try TimedAmcrest(camera) { $0.sensors = [.sdcard] }
        timed.watch()
        try await timed.pass(.seconds(10))
        #expect(timed.ears.states["sdcard"]?.state == "50.00")
        #expect(timed.ears.state?.attributes["problems"]?.hasPrefix("RecordMode: ") == true)
        #expect(timed.source.availability.state == .online && !timed.source.availability.isSuspected)
    }
}
