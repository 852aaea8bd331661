import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An ONVIF device's session, by a clock of the test's")
struct ONVIFSessionTests {
    @Test(
        "every kind of device comes up, by requests that nothing is wrong with",
        arguments: [ONVIFModel.camera, .dome, .recorder, .modern, .old]
    )
    func comesUp(_ model: ONVIFModel) async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start(model))
        try await timed.pass(.seconds(1))
        #expect(timed.camera.strangeRequests == [])
        #expect(timed.session.isConnected && timed.session.availability.state == .online)
        #expect(timed.device.chosen.count == timed.camera.state.profiles.count)
        #expect(timed.device.streams.count == timed.device.chosen.count)
        #expect(timed.camera.logins.refused == 0)
        #expect(timed.state?.connection == .idle)
        let attributes = timed.state?.attributes ?? [:]
        #expect(attributes["brand"] == "Fake & Sons" && attributes["mac"] == "02:00:5e:00:53:01")
        #expect(attributes["missing"] == nil, "\(attributes)")
    }

    @Test(
        "a login is by token, by Digest, by either, or by nothing",
        arguments: [ScriptedDeviceState.Authentication.token, .digest, .either, .challenging, .none]
    )
    func logins(_ authentication: ScriptedDeviceState.Authentication) async throws {
        let camera = try ONVIFCamera.start(.dome) { $0.authentication = authentication }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(1))
        #expect(timed.session.isConnected && camera.strangeRequests == [])
        #expect(camera.logins.refused == 0 && camera.web.logins.refused == 0)
    }

    @Test(
        "a wrong password refuses, by one login a try and one try a minute",
        arguments: [ScriptedDeviceState.Authentication.token, .digest, .either]
    )
    func wrongPassword(_ authentication: ScriptedDeviceState.Authentication) async throws {
        let camera = try ONVIFCamera.start { $0.authentication = authentication }
        let timed = try TimedONVIF(camera, password: "wrong")
        func logins() -> Int { camera.logins.refused + camera.web.logins.refused }
        try await timed.pass(.seconds(30))
        #expect(logins() == 1, "\(camera.operations)")
        #expect(timed.state?.connection == .refused)
        #expect(timed.state?.retryMilliseconds.map { 20_000...75_000 ~= $0 } == true)
        try await timed.pass(.seconds(10 * 60))
        // After 1, 2 and 4 minutes, a fifth more or less.
        #expect(3...5 ~= logins(), "\(logins())")
    }

    @Test("a device that answers a wrong token with a challenge is asked by HTTP alone, so that one try is one login")
    func oneLogin() async throws {
        let camera = try ONVIFCamera.start { $0.authentication = .challenging }
        let timed = try TimedONVIF(camera, password: "wrong")
        func logins() -> Int { camera.logins.refused + camera.web.logins.refused }
        try await timed.pass(.seconds(30))
        #expect(logins() == 1 && timed.state?.connection == .refused, "\(camera.operations)")
        // The second try has both, for devices that give a challenge and want a token.
        try await timed.pass(.seconds(5 * 60))
        #expect(3...5 ~= logins(), "\(logins())")
    }

    @Test("a password that is set right at the device lets us in by itself")
    func passwordRight() async throws {
        let camera = try ONVIFCamera.start { $0.authentication = .digest }
        camera.trouble("", .fault(.notAuthorized))
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        #expect(timed.state?.connection == .refused)
        camera.heal()
        try await timed.pass(.seconds(80))
        #expect(timed.session.isConnected && timed.state?.connection == .idle)
    }

    @Test("a clock that is hours off is no trouble, and is told", arguments: [7_200.0, -86_400])
    func clock(_ offset: Double) async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start { $0.clockOffset = offset })
        try await timed.pass(.seconds(1))
        #expect(timed.session.isConnected && timed.camera.logins.refused == 0)
        #expect(timed.state?.attributes["clock"]?.contains(offset > 0 ? "ahead" : "behind") == true)
    }

    @Test("adjust_clock: off sends our time, and the refusal says what it may be")
    func clockOff() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start { $0.clockOffset = 7_200 }) { $0.adjustClock = .off }
        try await timed.pass(.seconds(1))
        #expect(timed.state?.connection == .refused)
        #expect(timed.state?.reason?.contains("ahead") == true, "\(timed.state?.reason ?? "")")
    }

    @Test("adjust_clock: device sets a clock that is set by hand, once")
    func clockSet() async throws {
        let camera = try ONVIFCamera.start {
            $0.clockOffset = -7_200
            $0.clockKind = "Manual"
        }
        let timed = try TimedONVIF(camera) { $0.adjustClock = .device }
        try await timed.pass(.seconds(10))
        #expect(timed.count("SetSystemDateAndTime") == 1 && abs(camera.state.clockOffset) < 5)
        #expect(abs(timed.device.clockOffset.inSeconds) < 5)
        #expect(timed.state?.attributes["clock"] == nil)
    }

    @Test("a clock that jumps is learnt when a token is refused")
    func clockJumps() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start())
        try await timed.pass(.seconds(1))
        timed.camera.update { $0.clockOffset = 7_200 }
        // As an event or a service asks.
        timed.source.client.ask(
            ONVIFOrder(
                request: .getDeviceInformation,
                url: try CameraURL(timed.camera.address),
                to: timed.camera.address
            )
        ) { _ in }
        try await timed.pass(.seconds(2))
        #expect(timed.session.availability.isOpen, "\(timed.session.availability.reason)")
        #expect(abs(timed.device.clockOffset.inSeconds - 7_200) < 5)
    }

    @Test("a clock that is told to users alone is told to us, also later")
    func clockForUsers() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start { $0.openOperations = [] })
        try await timed.pass(.seconds(1))
        #expect(timed.session.isConnected && timed.device.clock != nil)
        timed.camera.update { $0.clockOffset = 100 }
        try await timed.pass(.seconds(70))
        #expect(abs(timed.device.clockOffset.inSeconds - 100) < 5)
        #expect(timed.session.availability.isOpen && timed.camera.logins.refused == 0)
    }

    @Test("at rest it is asked once a minute whether it is there, and nothing else but its time each hour")
    func rest() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start(.dome))
        try await timed.pass(.seconds(10))
        let before = timed.camera.operations.count
        try await timed.pass(.seconds(3600))
        let asked = timed.camera.operations.dropFirst(before)
        #expect(50...75 ~= asked.count, "\(asked.count)")
        // A preset or a setting may be changed by the camera's own page.
        #expect(Set(asked).isSubset(of: ["GetSystemDateAndTime", "GetImagingSettings", "GetPresets"]), "\(Set(asked))")
    }

    @Test("a password that is changed is noticed within a quarter of an hour by whom nobody watches")
    func passwordChanged() async throws {
        let camera = try ONVIFCamera.start(.recorder)
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(10))
        camera.trouble("GetProfiles", .fault(.notAuthorized))
        try await timed.pass(.seconds(15 * 60))
        #expect(timed.state?.connection == .refused)
    }

    @Test("who hears from it otherwise does not ask whether it is there")
    func heard() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start())
        try await timed.pass(.seconds(10))
        let before = timed.count("GetSystemDateAndTime")
        for _ in 1...20 {
            let address = try CameraURL(timed.camera.address)
            timed.source.client.ask(ONVIFOrder(request: .getDeviceInformation, url: address, to: "\(address)")) { _ in }
            try await timed.pass(.seconds(30))
        }
        #expect(timed.count("GetSystemDateAndTime") == before)
    }

    @Test("a device that goes away is offline within two minutes, and back within two")
    func away() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start { $0.streamsMoveAtReboot = true })
        try await timed.pass(.seconds(10))
        let before = try #require(timed.device.streams["Profile_1"]?.announced)
        timed.camera.goAway()
        try await timed.pass(.seconds(120))
        #expect(timed.state?.connection == .offline)
        #expect(timed.state?.reason?.hasPrefix(timed.camera.address) == true, "\(timed.state?.reason ?? "")")
        try timed.camera.comeBack()
        try await timed.pass(.seconds(120))
        #expect(timed.state?.connection == .idle && timed.session.availability.state == .online)
        #expect(timed.device.streams["Profile_1"]?.announced != before)
    }

    @Test("nobody there is offline from the beginning, and is found later")
    func nobody() async throws {
        let camera = try ONVIFCamera.start()
        camera.goAway()
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(30))
        #expect(timed.state?.connection == .offline && timed.ears.views.isEmpty)
        #expect(timed.state?.reason?.contains("refused") == true, "\(timed.state?.reason ?? "")")
        try camera.comeBack()
        try await timed.pass(.seconds(100))
        #expect(timed.session.isConnected && timed.ears.views.count == 3)
    }

    @Test("a step that fails is missing, said, and asked for again; the rest goes on")
    func improves() async throws {
        let camera = try ONVIFCamera.start(.dome)
        camera.trouble("GetDeviceInformation", .status(500), times: 1)
        camera.trouble("GetNetworkInterfaces", .emptyBody, times: 2)
        camera.trouble("GetNodes", .fault(.notSupported))
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        #expect(timed.session.isConnected && timed.device.chosen.count == 3)
        #expect(timed.state?.attributes["missing"]?.contains("GetDeviceInformation") == true)
        try await timed.pass(.seconds(5 * 60))
        #expect(timed.device.identity != nil && timed.device.mac != nil)
        #expect(timed.state?.attributes["missing"] == nil)
        #expect(timed.count("GetNodes") == 1)
    }

    @Test("some silence is no absence; silence alone is", arguments: [true, false])
    func silence(isClockHeard: Bool) async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetDeviceInformation", .close)
        camera.trouble("GetNetworkInterfaces", .close)
        camera.trouble("GetVideoSources", .close)
        if !isClockHeard { camera.trouble("GetSystemDateAndTime", .close) }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(2))
        #expect(timed.session.isConnected == isClockHeard)
        #expect(timed.state?.connection == (isClockHeard ? .idle : .offline))
    }

    @Test("a device that falls silent after its first answers is asked everything when it speaks again")
    func cutOff() async throws {
        let camera = try ONVIFCamera.start()
        for operation in ["GetDeviceInformation", "GetNetworkInterfaces", "GetVideoSources", "GetSystemDateAndTime"] {
            camera.trouble(operation, .close)
        }
        // The first time it is told; the newest rule counts.
        camera.trouble("GetSystemDateAndTime", .late(.milliseconds(1)), times: 1)
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(1))
        #expect(!timed.session.isConnected && timed.session.availability.state == .online)
        camera.heal()
        try await timed.pass(.seconds(10))
        #expect(timed.session.isConnected && timed.state?.connection == .idle)
        #expect(timed.device.identity != nil)
        let before = timed.count("GetSystemDateAndTime")
        try await timed.pass(.seconds(5 * 60))
        #expect(timed.count("GetSystemDateAndTime") > before)
    }

    @Test("one refusal or silence while everything is asked again leaves nothing behind", arguments: [true, false])
    func connectingInterrupted(isRefused: Bool) async throws {
        let camera = try ONVIFCamera.start { $0.profiles = [] }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        #expect(timed.session.isConnected && timed.ears.views.isEmpty)
        camera.update { $0.profiles = [ScriptedProfile("Profile_1", .h264, 1920, 1080)] }
        camera.trouble("", isRefused ? .fault(.notAuthorized) : .close)
        // As after a reboot that it was told, or when it had no profile: all over again, while it is still booting.
        timed.session.rebooting()
        try await timed.pass(.seconds(6))
        #expect(timed.session.availability.state == .online && timed.session.availability.nextTry != nil)
        camera.heal()
        try await timed.pass(.seconds(90))
        #expect(timed.session.availability.isOpen && timed.session.isResting)
        #expect(timed.state?.connection == .idle && timed.ears.views.count == 1)
    }

    @Test("a stream's address that is for one connection is asked for again after it", arguments: [true, false])
    func oneConnection(isForOne: Bool) async throws {
        let camera = try ONVIFCamera.start()
        let text = """
            <Envelope><Body><GetStreamUriResponse><MediaUri><Uri>rtsp://127.0.0.1:554/1</Uri>\
            <InvalidAfterConnect>\(isForOne)</InvalidAfterConnect></MediaUri></GetStreamUriResponse></Body></Envelope>
            """
        camera.trouble("GetStreamUri", .answer(.bytes(Array(text.utf8), type: "application/soap+xml")))
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(1))
        let before = timed.count("GetStreamUri")
        timed.session.closed(stream: "Profile_1")
        try await timed.pass(.seconds(1))
        #expect(timed.count("GetStreamUri") - before == (isForOne ? 1 : 0))
    }

    @Test("a right that this user has not is no wrong password")
    func missingRight() async throws {
        let camera = try ONVIFCamera.start(.dome)
        camera.trouble("SystemReboot", .fault(.notAuthorized))
        camera.trouble("GetNetworkInterfaces", .fault(.notAuthorized))
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        let address = try CameraURL(camera.address)
        timed.source.client.ask(ONVIFOrder(request: .systemReboot, url: address, to: "\(address)")) { _ in }
        try await timed.pass(.seconds(60))
        #expect(timed.session.availability.isOpen && timed.state?.connection == .idle)
    }

    @Test("without a profile that can be shown it is offline, says so, and looks again")
    func noProfiles() async throws {
        let camera = try ONVIFCamera.start { $0.profiles = [] }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        #expect(timed.state?.connection == .offline)
        #expect(timed.state?.reason?.contains("no media profile") == true, "\(timed.state?.reason ?? "")")
        camera.update { $0.profiles = [ScriptedProfile("Profile_1", .h264, 1920, 1080)] }
        try await timed.pass(.seconds(5 * 60))
        #expect(timed.state?.connection == .idle && timed.ears.views.count == 1)
    }

    @Test("a profile that is named and not there leaves it without a picture")
    func noSuchProfile() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start()) { $0.profiles = .tokens(["Main"]) }
        try await timed.pass(.seconds(5))
        #expect(timed.state?.connection == .offline)
        let lack = "`profiles` names 'Main', and the device has no such profile; it has Profile_1 (Profile 1), "
        #expect(timed.state?.reason?.contains(lack) == true, "\(timed.state?.reason ?? "")")
        let call = ServiceCall(service: "onvif.ptz", timeoutMilliseconds: 1_000)
        timed.source.call(call, sequence: 1, at: timed.clock.now)
        #expect(timed.ears.results.last?.reason.hasPrefix(lack) == true, "\(timed.ears.results)")
    }

    @Test("a profile that is named and not there, beside one that is, is a problem that is shown")
    func someProfiles() async throws {
        let timed = try TimedONVIF(try ONVIFCamera.start()) { $0.profiles = .tokens(["profile_1", "MainStream"]) }
        try await timed.pass(.seconds(5))
        #expect(timed.state?.connection == .idle && timed.device.chosen.map(\.token) == ["Profile_1"])
        let problems = timed.state?.attributes["problems"] ?? ""
        #expect(problems.hasPrefix("`profiles` names 'MainStream', and the device has no such profile"), "\(problems)")
    }

    @Test(
        "addresses as devices write them lead to the device",
        arguments: [
            ScriptedAddress.withoutPath, .portTwice, .relative, .empty, .host("192.0.2.77"), .host("0.0.0.0"),
        ]
    )
    func addresses(_ address: ScriptedAddress) async throws {
        let camera = try ONVIFCamera.start {
            for service in ScriptedService.allCases where service != .device { $0.addresses[service] = address }
            $0.snapshotAddress = address == .empty || address == .withoutPath ? .right : address
            $0.isLenient = true
        }
        let timed = try TimedONVIF(camera) { $0.overridesHost = true }
        try await timed.pass(.seconds(5))
        // Without a path all services are one, and who is asked at the wrong one answers with a fault.
        #expect(timed.session.availability.state == .online)
        if ![.withoutPath, .empty].contains(address) { #expect(timed.ears.views.count == 3) }
        let snapshot = timed.device.snapshots["Profile_1"].flatMap {
            timed.session.addresses.ofMedia($0.announced.reveal())
        }
        if let snapshot { #expect(snapshot.port == camera.port && snapshot.host == "127.0.0.1") }
    }

    @Test("an address that leads nowhere makes the streams missing, not the device", arguments: [true, false])
    func loop(isLoop: Bool) async throws {
        let camera = try ONVIFCamera.start {
            // Nothing listens there; or redirects lead around for ever.
            if !isLoop { $0.addresses[.media] = .text("http://127.0.0.1:1/onvif/media") }
        }
        if isLoop {
            camera.trouble("GetStreamUri", .answer(.redirect(to: "/onvif/media_service", status: 307)))
        }
        let timed = try TimedONVIF(camera)
        try await timed.pass(.seconds(5))
        #expect(timed.session.availability.state == .online)
        #expect(timed.state?.attributes["missing"]?.isEmpty == false)
    }

    @Test("a service at a port that no camera may have is missing, with the reason")
    func closedPort() async throws {
        let camera = try ONVIFCamera.start { $0.addresses[.media2] = .text("http://127.0.0.1:22/onvif/media2") }
        let onvif = try TimedONVIF.configuration(of: camera)
        let watch = ReachWatch(CameraReach(try Configurations.camera(.onvif(onvif))))
        watch.enforce([ConfinementLayer(name: "landlock-ports", active: true)])
        #expect(watch.passage(to: try CameraURL("http://127.0.0.1:22/")) == .closed)
        let ears = ONVIFEars()
        let client = ONVIFClient(onvif, host: ears, connections: CameraConnections(watch: watch))
        var reply: ConnectFlow.Reply?
        client.ask(ONVIFOrder(request: .getProfiles(.media2), url: try CameraURL("http://127.0.0.1:22/"), to: "")) {
            reply = $0
        }
        #expect(reply == nil && client.deadline != nil)
        client.tick()
        guard case .silence(let reason)? = reply else {
            Issue.record("\(String(describing: reply))")
            return
        }
        #expect(reason.contains("TCP port 22"), "\(reason)")
    }
}
