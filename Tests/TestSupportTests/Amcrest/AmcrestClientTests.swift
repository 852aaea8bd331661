import TestSupport
import Testing

/// python-amcrest as Home Assistant uses it (Tests/Python): what it makes of the fake is what it would make of a camera.
@Suite("AmcrestCamera, met by python-amcrest")
struct AmcrestClientTests {
    private static func start(_ camera: AmcrestCamera, _ task: String, _ argument: String = "") throws -> RunningProgram
    {
        let script = TestPrograms.path(of: "../Python/amcrest_client.py")
        return try RunningProgram(
            PythonClients.interpreter(),
            ["-I", script, "\(camera.port)", camera.user, camera.password, task, argument]
        )
    }

    /// What it printed, once it has ended well.
    private static func run(_ camera: AmcrestCamera, _ task: String, _ argument: String = "") async throws -> [String] {
        let program = try Self.start(camera, task, argument)
        #expect(try await program.waitForExit(within: .seconds(60)) == .code(0), "\(program.standardError)")
        return program.standardOutput.split(separator: "\n").map(String.init)
    }

    @Test("who it is")
    func identity() async throws {
        let camera = try AmcrestCamera.start { $0.rtspPort = 5540 }
        #expect(
            try await Self.run(camera, "identity") == [
                // The library takes what stands after the last `=`.
                "name: Left", "serial: AMC0TEST0000001", "vendor: Amcrest", "type: IP8M-T2599E", "class: IPC",
                "hardware: 1.00", "software: ['2.800.00AC003.0.R', '2021-12-20']", "time: 2026-11-21 00:12:13",
                "rtsp: 127.0.0.1:5540/cam/realmonitor?channel=1&subtype=0", "system: 6", "extra streams: 2",
            ]
        )
        #expect(camera.logins.refused == 1, "it tries Basic before Digest")
    }

    @Test("an old camera, with Basic")
    func old() async throws {
        let camera = try AmcrestCamera.start(.old)
        let lines = try await Self.run(camera, "identity")
        #expect(lines.contains("name: AMC0TEST"))
        #expect(lines.contains("software: ['2.420.AC00.18.R', 'BuildDate=\"2020-02-17\"']"))
        #expect(camera.logins.challenged == 0)
        #expect(camera.logins.refused == 0)
    }

    @Test("stills of each channel")
    func stills() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start(.recorder)
        let lines = try await Self.run(camera, "stills", folder.path)
        #expect(lines.count == 3)
        for (name, channel) in [("None", 1), ("1", 1), ("2", 2)] {
            let picture = try #require(AmcrestPicture(readFile(folder.path(of: "\(name).jpg"))))
            #expect(picture.channel == channel)
        }
        #expect(camera.strangeRequests == [])
    }

    @Test("every switch is turned, both ways, and is read back as it was set")
    func switches() async throws {
        let camera = try AmcrestCamera.start()
        let lines = try await Self.run(camera, "switches")
        func round(_ on: Bool) -> [String] {
            let word = on ? "True" : "False"
            return [
                "video: \(word)", "smart infrared: \(word)", "extra video: \(word)", "audio: \(word)",
                "set motion detection: True", "motion detection: \(word)", "set motion recording: True",
                "motion recording: \(word)", "record mode: \(on ? "Manual" : "Automatic")", "set privacy: OK",
                "privacy: table.LeLensMask[0].Enable=\(on)",
            ]
        }
        let colours = (0...2).flatMap { ["set colour: OK", "colour: \($0)"] }
        #expect(lines == round(false) + round(true) + colours + ["indicator: OK", "indicator: False"])
        #expect(camera.strangeRequests == [])
    }

    @Test("it moves")
    func movements() async throws {
        let camera = try AmcrestCamera.start()
        let lines = try await Self.run(camera, "movements")
        #expect(lines.first == "presets: 2")
        #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(": True") }, "\(lines)")
        #expect(
            camera.movements.map { "\($0.action) \($0.code) \($0.arguments.joined(separator: " "))" } == [
                "start GotoPreset 0 2 0", "start StartTour 1 0 0", "start StopTour 1 0 0", "start ZoomTele 0 0 0",
                "stop ZoomTele 0 0 0", "start LeftUp 1 1 0", "stop LeftUp 1 1 0",
            ]
        )
        #expect(camera.strangeRequests == [])
    }

    @Test("its card, and the events of now")
    func polled() async throws {
        let camera = try AmcrestCamera.start(.recorder) { $0.active = ["VideoMotion": [0, 2]] }
        #expect(try await Self.run(camera, "storage") == ["used: 50.0", "total: ('63989415936.0', 'B')"])
        #expect(try await Self.run(camera, "polled", "VideoMotion") == ["VideoMotion: [0, 2]"])
        #expect(try await Self.run(camera, "polled", "AlarmLocal") == ["AlarmLocal: []"])
    }

    @Test("its stream of events, by both of the library's readers", arguments: ["events", "async_events"])
    func events(task: String) async throws {
        let camera = try AmcrestCamera.start()
        let program = try Self.start(camera, task, "4")
        try await waitUntil("it is attached", within: .seconds(60), lastSeen: program.standardError) {
            camera.attachments == 1
        }
        camera.emit(.start("VideoMotion", data: AmcrestEvent.motionData))
        // Whole: its blocking reader takes a part that comes in pieces for all of it (amcrest 1.9.9 on urllib3 2).
        camera.emit([AmcrestEvent("VideoMotionInfo", action: "State"), .stop("VideoMotion", index: 3)])
        camera.emit(.pulse("_DoTalkAction_", data: "{\n   \"Action\" : \"Invite\"\n}"))
        #expect(try await program.waitForExit(within: .seconds(60)) == .code(0), "\(program.standardError)")
        #expect(
            program.standardOutput.split(separator: "\n") == [
                "event: ('VideoMotion', 'Start', '0', [('Id', [0]), ('RegionName', ['Region1']), ('SmartMotionEnable', True)])",
                "event: ('VideoMotionInfo', 'State', '0', '')", "event: ('VideoMotion', 'Stop', '3', '')",
                "event: ('_DoTalkAction_', 'Pulse', '0', [('Action', 'Invite')])",
            ]
        )
        #expect(camera.strangeRequests == [])
    }

    @Test("its MJPEG")
    func motion() async throws {
        let camera = try AmcrestCamera.start()
        #expect(
            try await Self.run(camera, "motion") == [
                "type: multipart/x-mixed-replace; boundary=myboundary", "picture: True",
            ]
        )
    }

    @Test("a wrong password is a LoginError, and a camera with too many sessions looks the same")
    func login() async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .digest(user: camera.user, password: "another"))
        #expect(try await Self.run(camera, "login") == ["error: LoginError"])
        camera.authenticate(by: .digest(user: camera.user, password: camera.password))
        camera.limitSessions(to: 0)
        #expect(try await Self.run(camera, "login") == ["error: LoginError"])
    }
}
