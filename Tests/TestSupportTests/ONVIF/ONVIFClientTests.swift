import TestSupport
import Testing

/// onvif-zeep-async as Home Assistant uses it (Tests/Python): what it makes of the device is what it would make of a camera.
@Suite("ONVIFCamera, met by onvif-zeep-async")
struct ONVIFClientTests {
    private static func start(_ camera: ONVIFCamera, _ task: String, _ argument: String = "") throws -> RunningProgram {
        try RunningProgram(
            PythonClients.interpreter(),
            [
                "-I", TestPrograms.path(of: "../Python/onvif_client.py"), "\(camera.port)", camera.user,
                camera.password,
                task, argument,
            ]
        )
    }

    /// What it printed, once it has ended well, and was found by nothing strange.
    private static func run(_ camera: ONVIFCamera, _ task: String, _ argument: String = "") async throws -> [String] {
        let program = try Self.start(camera, task, argument)
        #expect(try await program.waitForExit(within: .seconds(120)) == .code(0), "\(program.standardError)")
        #expect(camera.strangeRequests == [])
        // Its own requests, which are made from the same files, say that the checker does not see ghosts.
        let requests = camera.requests.map(\.http.body)
        #expect(try await ONVIFSchemas.complaints(requests: requests, answers: camera.answers) == [])
        return program.standardOutput.split(separator: "\n").map(String.init)
    }

    @Test("its services, of a clock that is hours off")
    func services() async throws {
        let camera = try ONVIFCamera.start(.dome) { $0.clockOffset = 5 * 3600 }
        let lines = try await Self.run(camera, "services")
        #expect(
            lines == camera.state.services.map { "service: \($0.namespace) \($0.path)" } + [
                "capabilities: ['Device', 'Events', 'Imaging', 'Media', 'PTZ']"
            ]
        )
        #expect(camera.logins.refused == 0)
    }

    @Test("its services, of GetCapabilities where there is no GetServices")
    func oldServices() async throws {
        let camera = try ONVIFCamera.start(.old)
        let lines = try await Self.run(camera, "services")
        #expect(lines.count == 4 + 1, "by its name it finds all but the device service itself")
        #expect(camera.operations.contains("GetCapabilities"))
    }

    @Test("who it is")
    func identity() async throws {
        let camera = try ONVIFCamera.start { $0.facts.otherMACs = ["02:00:5e:00:53:02"] }
        #expect(
            try await Self.run(camera, "identity") == [
                "device: ('Fake & Sons', 'IPC-1', '2.800.0000000.16.R', 'FAKE0000000001', '1.00')",
                "interface: (True, '02:00:5e:00:53:01')", "interface: (False, '02:00:5e:00:53:02')",
                "clock: ('NTP', 'CET-1CEST,M3.5.0,M10.5.0/3', True)", "scopes: \(Self.list(camera.state.scopes))",
                "hostname: camera",
            ]
        )
    }

    private static func list(_ words: [String]) -> String {
        "[" + words.map { "'\($0)'" }.joined(separator: ", ") + "]"
    }

    @Test("profiles of a recorder, with their streams and snapshots")
    func recorder() async throws {
        let camera = try ONVIFCamera.start(.recorder) { $0.rtspPort = 8554 }
        let lines = try await Self.run(camera, "profiles")
        #expect(lines.count == 2 + 8 * 3)
        #expect(lines[1] == "sources: ['VideoSource_0', 'VideoSource_1', 'VideoSource_2', 'VideoSource_3']")
        #expect(lines.contains("profile: ('Channel3_Main', 'Channel3 Main', 'H264', '2560x1440')"))
        #expect(lines.contains("stream: rtsp://127.0.0.1:8554/Channel3_Main"))
        #expect(lines.contains("snapshot: /onvif/snapshot/Channel3_Main"))
    }

    @Test("profiles of a dome")
    func dome() async throws {
        let lines = try await Self.run(try ONVIFCamera.start(.dome), "profiles")
        #expect(lines.count { $0 == "moves: True" } == 3)
        #expect(lines.contains("profile: ('Profile_3', 'Profile 3', 'JPEG', '640x360')"))
    }

    @Test("a snapshot, by Digest and by Basic, also with the login in its address")
    func snapshots() async throws {
        let camera = try ONVIFCamera.start()
        #expect(try await Self.run(camera, "snapshot", "digest") == ["picture: True"])
        camera.authenticateSnapshots(by: .basic(user: camera.user, password: camera.password))
        camera.update { $0.snapshotQuery = "?user=admin&pass=secret" }
        #expect(try await Self.run(camera, "snapshot", "basic") == ["picture: True"])
    }

    @Test("it moves")
    func movements() async throws {
        let camera = try ONVIFCamera.start(.dome)
        #expect(
            try await Self.run(camera, "movements") == [
                "presets: [('1', 'Home'), ('2', 'Gate & Yard'), ('3', None)]", "spaces: 1.0", "moving: MOVING",
                "moving: IDLE", "set preset: 4",
                "fault: The requested preset token does not exist (code:env:Sender) "
                    + "(subcodes:{http://www.onvif.org/ver10/error}InvalidArgVal,{http://www.onvif.org/ver10/error}NoToken)",
            ]
        )
        #expect(
            camera.movements.map(\.description) == [
                "continuous Profile_1 pan 0.1 tilt 0.0", "stop Profile_1 PanTilt",
                "relative Profile_1 pan 0.1 tilt -0.2 zoom 0.3 speed pan 0.5 tilt 0.5 zoom 0.5",
                "absolute Profile_1 pan 0.1 tilt -0.2 zoom 0.3 speed pan 0.5 tilt 0.5 zoom 0.5",
                "preset Profile_1 2 speed pan 0.5 tilt 0.5 zoom 0.5", "stop Profile_1",
            ]
        )
        #expect(camera.state.auxiliaryCommands == ["tt:Wiper|On"])
        #expect(camera.state.ptz.presets.last == .init("4", "Here"))
    }

    @Test("its picture, its clock and its reboot")
    func settings() async throws {
        let camera = try ONVIFCamera.start { $0.rebootTime = .milliseconds(10) }
        #expect(
            try await Self.run(camera, "imaging") == ["settings: ('MANUAL', 'OFF')", "filters: ['ON', 'OFF', 'AUTO']"]
        )
        #expect(camera.state.sources.first?.irCutFilter == "OFF")
        #expect(try await Self.run(camera, "reboot") == ["reboot: Rebooting"])
        try await waitUntil("it is back") {
            try await SOAPCaller(camera).call(.device, "<tds:GetScopes/>").status == 200
        }
        // What it asks after that has a token of another time: it measures the clock once.
        let program = try Self.start(camera, "device")
        _ = try await program.waitForExit(within: .seconds(120))
        #expect(program.standardOutput.hasPrefix("set: True\n"))
        #expect(camera.state.clockKind == "Manual")
    }

    @Test("a pull point, by its manager: created, told, renewed, ended", arguments: [false, true])
    func pull(isCrooked: Bool) async throws {
        let camera = try ONVIFCamera.start {
            if isCrooked { $0.events.address = .portTwice }
        }
        camera.emit(.motion(false))
        let program = try Self.start(camera, "pull", "4")
        try await waitUntil("it pulls", within: .seconds(60), lastSeen: program.standardError) {
            camera.operations.contains("PullMessages")
        }
        try await waitUntil("it has been told the first two", lastSeen: program.standardOutput) {
            program.standardOutput.split(separator: "\n").count >= 2
        }
        camera.emit(
            .motion(true),
            ScriptedNotification("tns1:Device/Trigger/Relay", data: ["LogicalState": "active"], nil)
        )
        #expect(try await program.waitForExit(within: .seconds(60)) == .code(0), "\(program.standardError)")
        let motion = "event: ('tns1:RuleEngine/CellMotionDetector/Motion', '"
        #expect(
            program.standardOutput.split(separator: "\n").map(String.init) == [
                "\(motion)Initialized', [('IsMotion', 'false')])", "\(motion)Initialized', [('IsMotion', 'false')])",
                "\(motion)Changed', [('IsMotion', 'true')])",
                "event: ('tns1:Device/Trigger/Relay', None, [('LogicalState', 'active')])", "closed: True",
            ]
        )
        #expect(camera.subscriptions == 0)
        #expect(camera.operations.contains("Renew"))
        #expect(camera.strangeRequests == [])
    }

    @Test("a device with broken relative times is asked for points in time from then on")
    func brokenTimes() async throws {
        let camera = try ONVIFCamera.start { $0.events.termination = .fixed(10) }
        camera.emit(.motion(false))
        let lines = try await Self.run(camera, "pull", "1")
        #expect(lines.last == "closed: True")
        let renewals = camera.requests.filter { $0.operation == "Renew" }.compactMap {
            $0.body["TerminationTime"]?.text
        }
        #expect(renewals.count == 2)
        #expect(renewals.allSatisfy { $0.hasSuffix("Z") }, "\(renewals)")
    }

    @Test("notifications to its web server, one without a message among them")
    func webhook() async throws {
        let camera = try ONVIFCamera.start()
        let program = try Self.start(camera, "webhook", "3")
        try await waitUntil("it is subscribed", within: .seconds(60), lastSeen: program.standardError) {
            program.standardOutput.hasPrefix("subscribed: True\n")
        }
        var empty = ScriptedNotification("tns1:Odd")
        empty.isEmpty = true
        camera.emit(.motion(true), empty)
        camera.emit(.motion(false))
        #expect(try await program.waitForExit(within: .seconds(60)) == .code(0), "\(program.standardError)")
        let motion = "event: ('tns1:RuleEngine/CellMotionDetector/Motion', 'Changed', [('IsMotion', '"
        #expect(
            program.standardOutput.split(separator: "\n").map(String.init) == [
                "subscribed: True", "\(motion)true')])", "event: ('tns1:Odd', None)", "\(motion)false')])",
                "closed: True",
            ]
        )
        #expect(camera.consumers == [])
        #expect(camera.strangeRequests == [])
    }

    @Test("a wrong clock and a wrong password are an error of authentication to it")
    func login() async throws {
        let camera = try ONVIFCamera.start { $0.clockOffset = 3600 }
        #expect(try await Self.run(camera, "login") == ["auth error: True"])
        camera.update { $0.clockOffset = 0 }
        #expect(try await Self.run(camera, "login") == ["device: IPC-1"])
    }

    @Test("answers of real devices, which it reads as it would theirs", arguments: ONVIFRecording.Device.allCases)
    func recorded(device: ONVIFRecording.Device) async throws {
        let camera = try ONVIFCamera.start(.dome)
        camera.update { state in
            // The recorded clocks are of 2018.
            state.authentication = .none
        }
        try camera.replay(device)
        let lines = try await Self.run(camera, "recorded")
        #expect(lines.first == (device == .axis ? "device: AXIS Q6045-E" : "device: DS-2CD2012-I"))
        #expect(lines.count { $0.hasPrefix("profile: ") } >= 1)
        #expect(lines.last?.hasPrefix("subscription: http://127.0.0.1:\(camera.port)/onvif/") == true, "\(lines)")
    }
}
