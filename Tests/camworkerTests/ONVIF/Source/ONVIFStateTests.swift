import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("How an ONVIF device is said to be, by a clock of the test's")
struct ONVIFStateTests {
    private func timed(
        _ camera: ONVIFCamera,
        _ change: (inout ONVIFConfiguration) -> Void = { _ in }
    ) async throws -> TimedONVIF {
        let timed = try TimedONVIF(camera) {
            $0.frameRate = 0.2
            change(&$0)
        }
        timed.waitsForPictures = true
        try await timed.pass(.seconds(10))
        return timed
    }

    private func snapshots(_ timed: TimedONVIF) -> Int { timed.camera.web.requests.count { $0.method == "GET" } }

    @Test(
        "one that was away just when a picture was asked for is well again without another being asked for"
    )
    func moment() async throws {
        let timed = try await self.timed(try ONVIFCamera.start())
        timed.camera.goAway()
        timed.look()
        try await timed.pass(.milliseconds(500))
        #expect(timed.state?.connection == .offline)
        timed.look(false)
        #expect(timed.state?.connection == .offline)
        #expect(timed.state?.retryMilliseconds.map { 3_000...6_000 ~= $0 } == true, "the session's")
        try await timed.pass(.seconds(2))
        #expect(timed.state?.connection == .offline)
        try timed.camera.comeBack()
        let asked = self.snapshots(timed)
        try await timed.pass(.seconds(10))
        #expect(timed.state == StateReport(connection: .idle, attributes: timed.state?.attributes ?? [:]))
        #expect(self.snapshots(timed) == asked)
        timed.look()
        try await timed.pass(.seconds(1))
        #expect(timed.state?.connection == .connected)
    }

    @Test("a snapshot that fails is no longer said to, when it would have been tried again and nobody wants it")
    func broken() async throws {
        let timed = try await self.timed(
            try ONVIFCamera.start {
                $0.snapshotAddress = .text("/nothing/here")
                $0.rtspPort = 1
            }
        )
        timed.look()
        try await timed.pass(.milliseconds(500))
        timed.look(false)
        #expect(timed.state?.connection == .offline && timed.state?.retryMilliseconds != nil)
        try await timed.pass(.seconds(2))
        #expect(timed.state?.connection == .idle)
        // Whatever makes it tell again how its pictures are.
        timed.source.demandChanged(.none, at: timed.clock.now)
        #expect(timed.state?.connection == .idle)
    }

    /// Until something is so of a video, whose thread has a clock of its own.
    private func wait(_ timed: TimedONVIF, _ what: String, until isSo: () -> Bool) async throws {
        try await waitUntil(what) {
            try timed.source.collect(at: timed.clock.now)
            return isSo()
        }
    }

    @Test("a video that cannot be had beside pictures that can is why there is none, and no more")
    func videoBesidePictures() async throws {
        let timed = try await self.timed(try ONVIFCamera.start { $0.rtspPort = 1 })
        timed.source.mediaWanted(MediaWish(partMilliseconds: 200), at: timed.clock.now)
        try await self.wait(timed, "it says why") { timed.state?.mediaReason != nil }
        #expect(timed.state?.connection == .idle && timed.state?.reason == nil)
        #expect(timed.state?.mediaReason?.contains("rtsp://") == true, "\(timed.state?.mediaReason ?? "")")
    }

    @Test(
        "without snapshots a video that cannot be had is the view's trouble; the device and the other views are there"
    )
    func videoAlone() async throws {
        let timed = try await self.timed(
            try ONVIFCamera.start {
                $0.hasSnapshots = false
                $0.rtspPort = 1
            }
        )
        timed.look()
        try await self.wait(timed, "it is offline") { timed.state?.connection == .offline }
        #expect(timed.state?.isDeviceThere == true)
        #expect(timed.ears.ports[1]?.state?.connection == .idle)
        timed.camera.goAway()
        try await timed.pass(.seconds(120))
        #expect(timed.state?.connection == .offline && timed.state?.isDeviceThere == nil)
    }

    @Test("another password at the device costs three logins and one a minute then, however often pictures are wanted")
    func passwordChanged() async throws {
        let camera = try ONVIFCamera.start()
        // A video's thread has a clock of its own.
        camera.trouble("GetStreamUri", .fault(.notSupported))
        let timed = try await self.timed(camera)
        timed.look()
        try await timed.pass(.seconds(20))
        #expect(timed.state?.connection == .connected)
        func logins() -> Int { camera.logins.refused + camera.web.logins.refused }
        camera.changePassword(to: "another")
        // The snapshot with the nonce that it has and with a new one, and the session once.
        try await timed.pass(.seconds(50))
        #expect(1...3 ~= logins(), "\(logins()): \(camera.operations.suffix(5))")
        #expect(timed.state?.connection == .offline)
        #expect(timed.state?.reason?.contains("elsewhere") == false, "\(timed.state?.reason ?? "")")
        #expect(timed.state?.reason?.contains("it let us in before") == true, "\(timed.state?.reason ?? "")")
        let asked = self.snapshots(timed)
        try await timed.pass(.seconds(4 * 60))
        #expect(logins() <= 6 && self.snapshots(timed) == asked, "\(logins())")
        #expect(timed.state?.connection == .refused)
        camera.changePassword(to: camera.password)
        for _ in 0..<20 where timed.state?.connection != .connected { try await timed.pass(.seconds(30)) }
        #expect(timed.state?.connection == .connected)
    }

    @Test("a snapshot that is refused although the device lets us in has each way tried once, then it is left alone")
    func refusedSnapshot() async throws {
        let camera = try ONVIFCamera.start { $0.snapshotQuery = "?user=a&pwd=b" }
        camera.trouble("GetStreamUri", .fault(.notSupported))
        camera.authenticateSnapshots(by: .refuseAll)
        let timed = try await self.timed(camera)
        timed.look()
        try await timed.pass(.seconds(30))
        let first = self.snapshots(timed)
        #expect(timed.state?.connection == .refused && timed.state?.isDeviceThere == true)
        #expect(timed.session.availability.isOpen)
        try await timed.pass(.seconds(10))
        #expect(self.snapshots(timed) == first)
        // After 1, 2, 4 and 8 minutes, a fifth more or less, and after the lens' settings were read at 10 and 20: that it
        // lets us in there is a reason to ask again, six times in a row at most.
        try await timed.pass(.seconds(20 * 60))
        #expect(self.snapshots(timed) <= first * 7, "\(first), \(self.snapshots(timed))")
    }

    @Test(
        "a way of asking that the device does not take is named as that",
        arguments: [HTTPAuthentication.basic, .digest]
    )
    func forbiddenWay(_ forced: HTTPAuthentication) async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetStreamUri", .fault(.notSupported))
        if forced == .digest { camera.authenticateSnapshots(by: .basic(user: camera.user, password: camera.password)) }
        let timed = try await self.timed(camera) { $0.snapshotAuthentication = forced }
        timed.look()
        try await timed.pass(.seconds(30))
        let words =
            "asks for \(forced == .basic ? "Digest" : "Basic"), and 'snapshot_auth: \(forced.rawValue)' forbids that"
        #expect(timed.state?.connection == .refused)
        #expect(timed.state?.reason?.hasSuffix(words) == true, "\(timed.state?.reason ?? "")")
    }

    @Test("of a device that goes while somebody looks one trouble is told, and the video is not tried in its place")
    func gone() async throws {
        let timed = try await self.timed(try ONVIFCamera.start { $0.rtspPort = 1 })
        timed.look()
        try await timed.pass(.seconds(20))
        timed.camera.goAway()
        let before = timed.ears.connections.count
        try await timed.pass(.seconds(10 * 60))
        #expect(timed.ears.connections.dropFirst(before) == [.offline], "\(timed.ears.connections)")
        #expect(timed.state?.reason?.hasPrefix(timed.camera.address) == true, "\(timed.state?.reason ?? "")")
        try timed.camera.comeBack()
        try await timed.pass(.seconds(3 * 60))
        #expect(timed.ears.connections.last == .connected)
        #expect(timed.ears.connections.dropFirst(before).contains(.connecting) == false)
    }
}
