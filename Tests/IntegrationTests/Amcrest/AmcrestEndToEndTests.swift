import Foundation
import Shared
import TestSupport
import Testing

/// The fake camera, a worker and its supervisor, and what a client sees.
@Suite("An Amcrest camera, from end to end", .takesTurns)
struct AmcrestEndToEndTests {
    private static func running(_ camera: AmcrestCamera, _ options: String = "") async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            amcrest:
              - host: 127.0.0.1
                port: \(camera.port)
                username: \(camera.user)
                password: "\(camera.password)"
                name: Yard
                binary_sensors: [motion_detected, audio_detected_polled, online]
                sensors: [sdcard, ptz_preset]
                switches: [privacy_mode]
                scan_interval: 1
                heartbeat: 1
                \(options)
            """
        )
    }

    private static func waitUntilAttached(_ camera: AmcrestCamera, _ supervisor: RunningSupervisor) async throws {
        try await waitUntil("it listens", lastSeen: supervisor.program.standardError) {
            camera.attachments == 1
        }
    }

    @Test("every entity says how the camera is, and nothing is asked that is not in the contract")
    func entities() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        try await supervisor.waitUntilEntity("binary_sensor.yard_online", is: "on")
        try await supervisor.waitUntilEntity("sensor.yard_sd_used", is: "50.00")
        try await supervisor.waitUntilEntity("sensor.yard_ptz_preset", is: "2")
        try await supervisor.waitUntilEntity("switch.yard_privacy_mode", is: "off")
        try await Self.waitUntilAttached(camera, supervisor)
        camera.emit(.start("VideoMotion", data: AmcrestEvent.motionData))
        try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "on")
        camera.emit(.stop("VideoMotion", data: AmcrestEvent.motionData))
        try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "off")
        camera.update { $0.active["AudioMutation"] = [0] }
        try await supervisor.waitUntilEntity("binary_sensor.yard_audio_detected", is: "on")
        camera["LeLensMask[0].Enable"] = "true"
        try await supervisor.waitUntilEntity("switch.yard_privacy_mode", is: "on")
        let still = try await supervisor.http.get("/api/camera_proxy/camera.yard")
        #expect(AmcrestPicture(still.body)?.subtype == 0)
        #expect(camera.strangeRequests == [])
        #expect(camera.logins.refused == 0)
        #expect(camera.peakConnections <= 4)
    }

    @Test(
        "every service changes what it says in the camera",
        arguments: [
            ("amcrest/enable_audio", "", "Encode[0].MainFormat[0].AudioEnable", "false", "true"),
            ("amcrest/disable_audio", "", "Encode[0].MainFormat[0].AudioEnable", "true", "false"),
            ("amcrest/enable_recording", "", "RecordMode[0].Mode", "0", "1"),
            ("amcrest/disable_recording", "", "RecordMode[0].Mode", "1", "0"),
            ("amcrest/enable_motion_recording", "", "MotionDetect[0].EventHandler.RecordEnable", "false", "true"),
            ("amcrest/disable_motion_recording", "", "MotionDetect[0].EventHandler.RecordEnable", "true", "false"),
            ("amcrest/set_color_bw", ",\"color_bw\":\"bw\"", "VideoInOptions[0].DayNightColor", "0", "2"),
            ("camera/enable_motion_detection", "", "MotionDetect[0].Enable", "false", "true"),
            ("camera/disable_motion_detection", "", "MotionDetect[0].Enable", "true", "false"),
        ]
    )
    func services(service: String, fields: String, key: String, before: String, after: String) async throws {
        let camera = try AmcrestCamera.start()
        camera[key] = before
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilAttached(camera, supervisor)
        let answer = try await supervisor.http.post(
            "/api/services/\(service)",
            body: Array("{\"entity_id\":\"camera.yard\"\(fields)}".utf8)
        )
        #expect(answer.status == 200, "\(answer.text)")
        #expect(camera[key] == after)
        #expect(camera.strangeRequests == [])
    }

    @Test("turned off, it answers 503 and says why; its state is idle; turned on, it shows pictures")
    func turnedOff() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilAttached(camera, supervisor)
        func call(_ service: String) async throws -> Int {
            let body = Array("{\"entity_id\":\"camera.yard\"}".utf8)
            return try await supervisor.http.post("/api/services/camera/\(service)", body: body).status
        }
        #expect(try await call("turn_off") == 200)
        #expect(camera["Encode[0].MainFormat[0].VideoEnable"] == "false")
        try await waitUntil("it is off", lastSeen: supervisor.program.standardError) {
            try await supervisor.camera("yard").state == "off"
        }
        for path in ["/api/camera_proxy/camera.yard", "/api/camera_proxy_stream/camera.yard"] {
            let answer = try await supervisor.http.get(path)
            #expect(answer.status == 503)
            #expect(answer.text.contains("its video is turned off; camera.turn_on turns it on"), "\(answer.text)")
        }
        let state = try await supervisor.state(of: "camera.yard")
        #expect(state["state"] as? String == "idle")
        let attributes = state["attributes"] as? [String: Any] ?? [:]
        #expect(attributes["video"] as? String == "off")
        #expect(attributes["camera_state"] as? String == "off")
        #expect(attributes["brand"] as? String == "Amcrest")
        #expect(attributes["model_name"] as? String == "IP8M-T2599E")
        #expect(attributes["serial_number"] as? String == "AMC0TEST0000001")
        #expect(try await call("turn_on") == 200)
        try await waitUntil("it shows a picture", lastSeen: supervisor.program.standardError) {
            try await supervisor.http.get("/api/camera_proxy/camera.yard").status == 200
        }
        #expect(camera.strangeRequests == [])
    }

    @Test("a worker that the operator stopped is started by turn_on, and off for turn_off")
    func stopped() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilAttached(camera, supervisor)
        #expect(try await supervisor.http.post("/api/v1/cameras/yard/stop").status == 202)
        for (service, state) in [("turn_off", "off"), ("turn_on", "idle")] {
            let body = Array("{\"entity_id\":\"camera.yard\"}".utf8)
            #expect(try await supervisor.http.post("/api/services/camera/\(service)", body: body).status == 200)
            try await waitUntil("it is \(state)", lastSeen: supervisor.program.standardError) {
                try await supervisor.camera("yard").state == state
            }
        }
        #expect(camera["Encode[0].MainFormat[0].VideoEnable"] == "true")
    }

    @Test("it moves as it is told")
    func movements() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilAttached(camera, supervisor)
        for (service, fields) in [
            ("goto_preset", ",\"preset\":2"), ("start_tour", ""), ("stop_tour", ""),
            ("ptz_control", ",\"movement\":\"left_up\",\"travel_time\":0.01"),
            ("ptz_control", ",\"movement\":\"zoom_in\",\"travel_time\":0"),
        ] {
            let body = "{\"entity_id\":\"camera.yard\"\(fields)}"
            let answer = try await supervisor.http.post("/api/services/amcrest/\(service)", body: Array(body.utf8))
            #expect(answer.status == 200, "\(service): \(answer.text)")
        }
        #expect(
            camera.movements.map { "\($0.action) \($0.code) \($0.arguments.joined(separator: " "))" } == [
                "start GotoPreset 0 2 0", "start StartTour 1 0 0", "start StopTour 1 0 0", "start LeftUp 1 1 0",
                "stop LeftUp 1 1 0", "start ZoomTele 0 0 0", "stop ZoomTele 0 0 0",
            ]
        )
        #expect(camera.strangeRequests == [])
    }

    @Test("a stream of events that breaks anywhere is opened again, and an on whose Stop was lost ends")
    func broken() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        for cut in [0, 1, 40, 90, 110] {
            try await Self.waitUntilAttached(camera, supervisor)
            camera.emit(.start("VideoMotion"))
            try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "on")
            // The camera says that it ends, and nobody hears it.
            camera.emit(.stop("VideoMotion"), cutAfter: cut)
            try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "off")
        }
        #expect(camera.strangeRequests == [])
    }

    @Test("a camera that falls silent is attached anew")
    func silent() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilAttached(camera, supervisor)
        func attaches() -> Int { camera.commands.count { $0.contains("action=attach") } }
        let before = attaches()
        // One heartbeat at least: a camera that was never heard to send one gets a minute.
        camera.emitRaw(AmcrestFraming.usual.heartbeat)
        camera.fallSilent()
        try await waitUntil("it attaches again", lastSeen: supervisor.program.standardError) {
            attaches() > before
        }
    }

    @Test("a wrong password is tried once, and the camera is refused")
    func password() async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .digest(user: camera.user, password: "another"))
        let supervisor = try await Self.running(camera)
        try await waitUntil("it is refused", lastSeen: supervisor.program.standardError) {
            try await supervisor.camera("yard").state == "refused"
        }
        #expect(camera.logins.refused == 1)
    }

    @Test("a recorder's other channels are nobody's business")
    func channels() async throws {
        let camera = try AmcrestCamera.start(.recorder)
        let supervisor = try await Self.running(camera, "channel: 3")
        try await Self.waitUntilAttached(camera, supervisor)
        camera.emit([.start("VideoMotion", index: 0), .start("VideoMotion", index: 3)], inOnePart: true)
        camera.emit(.start("VideoMotion", index: 2))
        try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "on")
        camera.emit(.stop("VideoMotion", index: 2))
        try await supervisor.waitUntilEntity("binary_sensor.yard_motion_detected", is: "off")
        let still = try await supervisor.http.get("/api/camera_proxy/camera.yard")
        #expect(AmcrestPicture(still.body)?.channel == 3)
        #expect(camera.strangeRequests == [])
    }
}
