import Foundation
import Glibc
import Shared
import TestSupport
import Testing

/// The scripted device, a worker and its supervisor, and what a client sees.
@Suite("An ONVIF device, from end to end", .takesTurns)
struct ONVIFEndToEndTests {
    private static func running(
        _ camera: ONVIFCamera,
        _ options: String = "",
        arguments: [String] = []
    ) async throws -> RunningSupervisor {
        try await RunningSupervisor(
            """
            cameras:
              yard:
                platform: onvif
                host: 127.0.0.1
                port: \(camera.port)
                username: \(camera.user)
                password: "\(camera.password)"
                \(options)
            """,
            arguments: arguments
        )
    }

    private static func waitUntilListening(_ camera: ONVIFCamera, _ supervisor: RunningSupervisor) async throws {
        try await waitUntil("it listens", lastSeen: supervisor.program.standardError) {
            camera.operations.count { $0 == "PullMessages" } > 1
        }
    }

    private static func call(
        _ service: String,
        _ fields: String,
        _ supervisor: RunningSupervisor
    ) async throws -> HTTPResponse {
        try await supervisor.http.post("/api/services/\(service)", body: Array("{\(fields)}".utf8))
    }

    @Test("its pictures, its views, what it is, what happens", arguments: [ONVIFModel.camera, .modern, .recorder])
    func everything(_ model: ONVIFModel) async throws {
        let camera = try ONVIFCamera.start(model)
        let supervisor = try await Self.running(camera, "entities: { enable: [\"camera.*\"] }")
        try await Self.waitUntilListening(camera, supervisor)
        let names = camera.state.profiles.dropFirst().map(\.name)
        for name in ["yard"] + names.map({ "yard_\($0.lowercased().replacing(" ", with: "_"))" }) {
            let answer = try await supervisor.http.get("/api/camera_proxy/camera.\(name)")
            #expect(answer.status == 200, "\(name): \(answer.text)")
        }
        camera.emit(.motion(true))
        try await supervisor.waitUntilEntity("binary_sensor.yard_cell_motion_detection", is: "on")
        camera.emit(.motion(false))
        try await supervisor.waitUntilEntity("binary_sensor.yard_cell_motion_detection", is: "off")
        let attributes = try await supervisor.state(of: "camera.yard")["attributes"] as? [String: Any]
        #expect(attributes?["brand"] != nil && attributes?["model_name"] != nil && attributes?["mac"] != nil)
        #expect(attributes?["missing"] == nil && attributes?["problems"] == nil, "\(attributes ?? [:])")
        let diagnostics = try await supervisor.command("inspect", "yard", "--diagnostics")
        #expect(diagnostics.output.contains("\"pullpoint_manager_state\""), "\(diagnostics.words)")
        #expect(!diagnostics.output.contains(camera.password))
        #expect(camera.strangeRequests == [])
        #expect(camera.logins.refused == 0, "\(camera.refusals)")
        #expect(try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body)) == [])
    }

    @Test("it moves as it is told, and says why when it cannot")
    func movements() async throws {
        let camera = try ONVIFCamera.start(.dome)
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilListening(camera, supervisor)
        let yard = "\"entity_id\":\"camera.yard\""
        for fields in [
            "\"pan\":\"LEFT\",\"distance\":0.5",
            "\"move_mode\":\"ContinuousMove\",\"zoom\":\"ZOOM_IN\",\"tilt\":\"NONE\",\"continuous_duration\":0.1",
            "\"move_mode\":\"Stop\"",
        ] {
            let answer = try await Self.call("onvif/ptz", "\(yard),\(fields)", supervisor)
            #expect(answer.status == 200, "\(fields): \(answer.text)")
        }
        #expect(camera.movements.map(\.kind) == [.relative, .continuous, .stop, .stop])
        let unknown = try await Self.call(
            "onvif/ptz",
            "\(yard),\"move_mode\":\"GotoPreset\",\"preset\":\"Attic\"",
            supervisor
        )
        #expect(unknown.status == 404 && unknown.text.contains("there is no preset 'Attic'"), "\(unknown.text)")
        #expect(camera.strangeRequests == [])
        #expect(try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body)) == [])
        let fixed = try ONVIFCamera.start(.camera)
        let other = try await Self.running(fixed)
        try await Self.waitUntilListening(fixed, other)
        let cannot = try await Self.call("onvif/ptz", "\(yard),\"pan\":\"LEFT\"", other)
        #expect(cannot.status == 501, "\(cannot.text)")
    }

    @Test("switches and buttons change the device, and show what it says of itself")
    func controls() async throws {
        let camera = try ONVIFCamera.start { $0.clockOffset = 3_600 }
        let supervisor = try await Self.running(camera)
        try await supervisor.waitUntilEntity("switch.yard_autofocus", is: "on")
        let autofocus = "\"entity_id\":\"switch.yard_autofocus\""
        let answer = try await Self.call("switch/turn_off", autofocus, supervisor)
        #expect(answer.status == 200, "\(answer.text)")
        try await supervisor.waitUntilEntity("switch.yard_autofocus", is: "off")
        #expect(camera.state.sources.first?.focus == "MANUAL")
        let clock = "\"entity_id\":\"button.yard_set_system_date_and_time\""
        #expect(try await Self.call("button/press", clock, supervisor).status == 200)
        #expect(abs(camera.state.clockOffset) < 60, "\(camera.state.clockOffset)")
        let reboot = "\"entity_id\":\"button.yard_reboot\""
        let pulls = camera.operations.count { $0 == "PullMessages" }
        #expect(try await Self.call("button/press", reboot, supervisor).status == 200)
        try await waitUntil("it listens again", within: .seconds(60)) {
            camera.operations.contains("SystemReboot")
                && camera.operations.count { $0 == "PullMessages" } > pulls + 1
        }
        #expect(camera.strangeRequests == [])
        #expect(try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body)) == [])
    }

    @Test("a device that posts is heard by the webhook, whose name is in no log")
    func webhook() async throws {
        let camera = try ONVIFCamera.start()
        let supervisor = try await Self.running(
            camera,
            "events: webhook\n    webhook_url: http://127.0.0.1:$PORT",
            arguments: ["--log-level", "trace"]
        )
        try await waitUntil("it is subscribed to", lastSeen: supervisor.program.standardError) {
            camera.subscriptions == 1
        }
        camera.emit(.motion(true))
        try await supervisor.waitUntilEntity("binary_sensor.yard_cell_motion_detection", is: "on")
        #expect(camera.deliveries.last == 200)
        #expect(!camera.operations.contains("PullMessages"))
        let subscribe = try #require(camera.requests.last { $0.operation == "Subscribe" })
        let address = try #require(subscribe.body.descendant("ConsumerReference", "Address")?.text)
        let name = try #require(address.split(separator: "/").last.map(String.init))
        #expect(address.contains("/api/webhook/") && name.count == 32, "\(address)")
        #expect(!supervisor.program.standardError.contains(name))
        #expect(camera.strangeRequests == [])
        #expect(try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body)) == [])
    }

    @Test("a worker that is killed leaves one subscription, which ends by itself; one that is stopped none")
    func subscriptions() async throws {
        let camera = try ONVIFCamera.start { $0.events.longest = 15 }
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilListening(camera, supervisor)
        kill(try await supervisor.workerPID(of: "yard"), SIGKILL)
        try await waitUntil("another subscribes", lastSeen: supervisor.program.standardError) {
            camera.totalSubscriptions == 2
        }
        #expect(camera.peakSubscriptions == 2)
        try await waitUntil("the first has ended", lastSeen: supervisor.program.standardError) {
            camera.subscriptions == 1
        }
        #expect(try await supervisor.http.post("/api/v1/cameras/yard/stop").status == 202)
        try await waitUntil("nothing is left", lastSeen: supervisor.program.standardError) {
            camera.subscriptions == 0
        }
        #expect(camera.operations.contains("Unsubscribe"))
    }

    @Test("what has happened once stays an entity while its worker is replaced, and is told again")
    func replaced() async throws {
        let camera = try ONVIFCamera.start()
        let supervisor = try await Self.running(camera)
        try await Self.waitUntilListening(camera, supervisor)
        let motion = "binary_sensor.yard_cell_motion_detection"
        try await supervisor.waitUntilEntity("switch.yard_autofocus", is: "on")
        camera.emit(.motion(true))
        try await supervisor.waitUntilEntity(motion, is: "on")
        kill(try await supervisor.workerPID(of: "yard"), SIGKILL)
        try await waitUntil("the next one listens", lastSeen: supervisor.program.standardError) {
            for entity in [motion, "switch.yard_autofocus"] {
                #expect(try await supervisor.http.get("/api/states/\(entity)").status == 200, "\(entity)")
            }
            let lamp = try await supervisor.state(of: "switch.yard_autofocus")["state"] as? String
            return camera.totalSubscriptions > 1 && lamp == "on"
        }
        #expect(try await supervisor.http.get("/api/states/\(motion)").status == 200)
        camera.emit(.motion(false))
        try await supervisor.waitUntilEntity(motion, is: "off")
    }

    @Test("a wrong password is tried once, and the camera is refused")
    func password() async throws {
        let camera = try ONVIFCamera.start()
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              yard: { platform: onvif, host: 127.0.0.1, port: \(camera.port), username: admin, password: another }
            """
        )
        try await waitUntil("it is refused", lastSeen: supervisor.program.standardError) {
            try await supervisor.camera("yard").state == "refused"
        }
        #expect(camera.logins.refused <= 2, "\(camera.refusals)")
        let still = try await supervisor.http.get("/api/camera_proxy/camera.yard")
        #expect(still.status == 503 && still.text.contains("refuse"), "\(still.text)")
        #expect(camera.logins.refused <= 2, "\(camera.refusals)")
    }

    @Test("without snapshots its pictures are those of its video, with the device's login")
    func video() async throws {
        let login = "admin:secret"
        let video = try await ScriptedRTSPCamera.start(["--login", login])
        let camera = try ONVIFCamera.start(user: "admin", password: "secret") { $0.rtspPort = video.port }
        camera.trouble("GetSnapshotUri", .status(400))
        let supervisor = try await Self.running(camera, "profiles: best")
        try await waitUntil("a picture comes", lastSeen: supervisor.program.standardError) {
            try await supervisor.http.get("/api/camera_proxy/camera.yard").status == 200
        }
        #expect(video.requests.contains { $0.hasPrefix("DESCRIBE") })
        let url = try await supervisor.http.get("/api/camera_stream/camera.yard")
        #expect(url.status == 200 && url.text.contains("/api/hls/"), "\(url.text)")
    }

    @Test("isolate: views has a worker for each profile, one of which has the events")
    func isolated() async throws {
        let camera = try ONVIFCamera.start()
        let supervisor = try await Self.running(camera, "profiles: [Profile_1, Profile_2]\n    isolate: views")
        try await Self.waitUntilListening(camera, supervisor)
        for name in ["yard", "yard_profile_2"] {
            try await waitUntil("a picture of \(name)", lastSeen: supervisor.program.standardError) {
                try await supervisor.http.get("/api/camera_proxy/camera.\(name)").status == 200
            }
        }
        #expect(try await supervisor.workerPID(of: "yard") != supervisor.workerPID(of: "yard_profile_2"))
        let buttons = try await supervisor.http.get("/api/states").text
        #expect(buttons.contains("button.yard_reboot") && !buttons.contains("button.yard_profile_2"))
        #expect(camera.subscriptions == 1)
    }

    @Test("over TLS a certificate that nobody vouches for is an error in words, and taken where it is not checked")
    func encrypted() async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start()
        let front = try await TLSFront.start(CertificatePair(in: folder), to: camera.port)
        func running(_ options: String) async throws -> RunningSupervisor {
            try await RunningSupervisor(
                """
                cameras:
                  yard:
                    platform: onvif
                    host: 127.0.0.1
                    port: \(front.port)
                    https: true
                    nat_override: true
                    username: \(camera.user)
                    password: "\(camera.password)"
                    \(options)
                """
            )
        }
        let strict = try await running("events: off")
        let reason = try await waitFor("it is offline", lastSeen: strict.program.standardError) {
            let yard = try await strict.camera("yard")
            return yard.state == "offline" ? yard.reason ?? "" : nil
        }
        #expect(reason.contains("certificate"), "\(reason)")
        #expect(camera.requests.isEmpty)
        let lenient = try await running("verify_ssl: false")
        try await Self.waitUntilListening(camera, lenient)
        let still = try await lenient.http.get("/api/camera_proxy/camera.yard")
        #expect(still.status == 200, "\(still.text)")
        camera.emit(.motion(true))
        try await lenient.waitUntilEntity("binary_sensor.yard_cell_motion_detection", is: "on")
        #expect(camera.strangeRequests == [])
    }
}
