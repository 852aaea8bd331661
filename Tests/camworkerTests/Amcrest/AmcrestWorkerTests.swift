import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera's worker, against a fake camera")
struct AmcrestWorkerTests {
    /// A worker with a camera, and what it has told.
    final class Setting {
        let camera: AmcrestCamera
        let worker: DrivenWorker
        private var states: [String: EntityStates.Change] = [:]

        init(
            _ camera: AmcrestCamera,
            password: String? = nil,
            _ change: (inout AmcrestConfiguration) -> Void = { _ in }
        ) async throws {
            var amcrest = AmcrestConfiguration(
                server: try CameraURL("http://127.0.0.1:\(camera.port)/"),
                credentials: Credentials(user: Secret(camera.user), password: Secret(password ?? camera.password)),
                frameRate: 20,
                heartbeat: .seconds(1)
            )
            change(&amcrest)
            self.camera = camera
            self.worker = try await DrivenWorker.ready(try Configurations.camera(.amcrest(amcrest)))
        }

        /// The state of an entity once it is this.
        func state(_ key: String, is state: String?, line: Int = #line) async throws {
            while self.states[key] == nil || self.states[key]?.state != state {
                let message = try await self.worker.next(.entityStates, line: line).decode(EntityStates.self)
                for change in message.states { self.states[change.key] = change }
            }
        }

        subscript(key: String) -> EntityStates.Change? { self.states[key] }

        /// Until the camera's events come in.
        func attached() async throws {
            try await waitUntil("the camera's events are attached") { self.camera.attachments == 1 }
        }

        func call(
            _ service: String,
            entity: String? = nil,
            _ parameters: [String: JSONValue] = [:]
        ) async throws -> CallResult {
            let call = ServiceCall(
                service: service,
                entity: entity,
                parameters: parameters,
                timeoutMilliseconds: 10_000
            )
            try self.worker.send(.call, call, sequence: 12)
            return try await self.worker.next(.result).decode(CallResult.self)
        }

        func event(_ kind: String) async throws -> CameraEvent {
            while true {
                let event = try await self.worker.next(.event).decode(CameraEvent.self)
                if event.kind == kind { return event }
            }
        }
    }

    @Test("declares what is configured, and tells how it is", arguments: [AmcrestModel.amcrest, .dahua, .old])
    func entities(_ model: AmcrestModel) async throws {
        let setting = try await Setting(try AmcrestCamera.start(model)) {
            $0.binarySensors = [.motionDetected, .online]
            $0.sensors = [.sdcard, .ptzPreset]
            $0.switches = [.privacyMode]
        }
        let list = try await setting.worker.next(.entities).decode(EntityList.self)
        #expect(
            list.entities.map(\.key) == [
                "motion_detected", "online", "sdcard", "ptz_preset", "privacy_mode", "doorbell", "alarm",
                "smart_motion", "tamper",
            ]
        )
        try await setting.state("online", is: "on")
        try await setting.state("motion_detected", is: "off")
        #expect(setting.camera.strangeRequests == [])
        #expect(setting.camera.logins.refused == 0)
    }

    @Test("events become states and events of the bus; other channels are left out")
    func events() async throws {
        let setting = try await Setting(try AmcrestCamera.start(.recorder)) {
            $0.channel = 2
            $0.binarySensors = [.motionDetected]
        }
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        setting.camera.emit(.start("VideoMotion", index: 0))
        setting.camera.emit(.start("VideoMotion", index: 1, data: AmcrestEvent.motionData))
        try await setting.state("motion_detected", is: "on")
        let event = try await setting.event("video_motion")
        #expect(event.attributes["index"] == 1)
        #expect(event.attributes["data"]?.object?["RegionName"] == ["Region1"])
        setting.camera.emit(.stop("VideoMotion", index: 1))
        try await setting.state("motion_detected", is: "off")
        setting.camera.emit(.start("SmartMotionHuman", index: 1))
        #expect(try await setting.event("human").entity == "smart_motion")
    }

    @Test("a Stop that was lost with the connection ends the sensor with the next one")
    func lostStop() async throws {
        let setting = try await Setting(try AmcrestCamera.start()) { $0.binarySensors = [.motionDetected] }
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        setting.camera.emit(.start("VideoMotion"))
        try await setting.state("motion_detected", is: "on")
        setting.camera.endEvents()
        setting.camera.emit(.stop("VideoMotion"))
        try await setting.state("motion_detected", is: "off")
    }

    @Test("a Stop that was lost ends the sensor although the camera lets us listen no more")
    func lostForGood() async throws {
        let setting = try await Setting(try AmcrestCamera.start()) { $0.binarySensors = [.motionDetected] }
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        setting.camera.emit(.start("VideoMotion"))
        try await setting.state("motion_detected", is: "on")
        setting.camera.trouble("eventManager.cgi?action=attach", .status(404))
        setting.camera.endEvents()
        setting.camera.update { $0.active = [:] }
        try await setting.state("motion_detected", is: "off")
    }

    @Test("a right that the user has not is no wrong password, and nothing else goes without its answer")
    func missingRight() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("configManager.cgi?action=getConfig&name=Encode", .status(403))
        let setting = try await Setting(camera) {
            $0.binarySensors = [.online]
            $0.sensors = [.sdcard]
        }
        try await setting.state("sdcard", is: "50.00")
        try await setting.state("online", is: "on")
        _ = try await setting.worker.fetch()
        #expect(camera.commands.contains("configManager.cgi?action=getConfig&name=RecordMode"))
    }

    @Test("a camera that falls silent is attached again")
    func silence() async throws {
        let setting = try await Setting(try AmcrestCamera.start()) { $0.binarySensors = [.motionDetected] }
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        // One that was never heard to send a heartbeat has a minute.
        setting.camera.emitRaw(AmcrestFraming.usual.heartbeat)
        setting.camera.fallSilent()
        let attach = "eventManager.cgi?action=attach&codes=[All]&heartbeat=1"
        try await waitUntil("a second attachment") { setting.camera.commands.count { $0 == attach } >= 2 }
        setting.camera.speakAgain()
    }

    @Test("settings are read back and set again; what the camera will not keep is said")
    func services() async throws {
        let setting = try await Setting(try AmcrestCamera.start()) { $0.switches = [.privacyMode] }
        #expect(try await setting.call("amcrest.enable_recording") == .done)
        #expect(setting.camera["RecordMode[0].Mode"] == "1")
        #expect(try await setting.call("amcrest.set_color_bw", ["color_bw": "bw"]) == .done)
        #expect(setting.camera["VideoInOptions[0].DayNightColor"] == "2")
        #expect(try await setting.call("camera.disable_motion_detection") == .done)
        #expect(setting.camera["MotionDetect[0].Enable"] == "false")
        #expect(try await setting.call("switch.turn_on", entity: "privacy_mode") == .done)
        try await setting.state("privacy_mode", is: "on")
        #expect(setting.camera["LeLensMask[0].Enable"] == "true")
        setting.camera.trouble("configManager.cgi?action=setConfig", .error("No Authority"))
        let refused = try await setting.call("amcrest.disable_recording")
        #expect(refused == CallResult(status: 502, reason: "the camera answered Error: No Authority"))
        #expect(setting.camera.strangeRequests == [])
    }

    @Test("turned off it makes no pictures and says so, and its light goes out; turned on again it does")
    func off() async throws {
        let setting = try await Setting(try AmcrestCamera.start())
        setting.camera["RecordMode[0].Mode"] = "1"
        setting.camera["Encode[0].MainFormat[0].AudioEnable"] = "false"
        try setting.worker.want()
        var state = try await setting.worker.state(.connected)
        while state.attributes["recording"] != "on" || state.attributes["audio"] != "off" {
            state = try await setting.worker.state(.connected)
        }
        #expect(try await setting.call("camera.turn_off") == .done)
        #expect(setting.camera["RecordMode[0].Mode"] == "0")
        #expect(setting.camera["Encode[0].MainFormat[0].VideoEnable"] == "false")
        #expect(setting.camera["VideoInOptions[0].InfraRed"] == "true")
        #expect(setting.camera["LightGlobal[0].Enable"] == "false")
        let off = try await setting.worker.state(.off)
        #expect(off.reason?.contains("camera.turn_on") == true)
        #expect(off.attributes["video"] == "off")
        let snapshots = setting.camera.commands.count { $0.hasPrefix("snapshot.cgi") }
        try setting.worker.want()
        try await setting.worker.settle()
        #expect(setting.camera.commands.count { $0.hasPrefix("snapshot.cgi") } == snapshots)
        #expect(try await setting.call("camera.turn_on") == .done)
        #expect(setting.camera["Encode[0].MainFormat[0].VideoEnable"] == "true")
        #expect(setting.camera["LightGlobal[0].Enable"] == "true")
        _ = try await setting.worker.fetch(capturedAfter: .now())
        #expect(setting.camera.strangeRequests == [])
    }

    @Test("a camera without infrared light and indicator light is turned off all the same")
    func offWithoutLights() async throws {
        let camera = try AmcrestCamera.start(.dahua)
        camera.trouble("configManager.cgi?action=setConfig&VideoInOptions", .error("Bad Request!"))
        let setting = try await Setting(camera)
        #expect(try await setting.call("camera.turn_off") == .done)
        _ = try await setting.worker.state(.off)
    }

    @Test("movements are begun and ended, positions are gone to")
    func movements() async throws {
        let setting = try await Setting(try AmcrestCamera.start())
        #expect(try await setting.call("amcrest.goto_preset", ["preset": 2]) == .done)
        #expect(
            try await setting.call("amcrest.ptz_control", ["movement": "left_up", "travel_time": 0.1]) == .done
        )
        #expect(setting.camera.movements.map(\.code) == ["GotoPreset", "LeftUp", "LeftUp"])
        #expect(setting.camera.movements.map(\.action) == ["start", "start", "stop"])
    }

    @Test("a wrong password is one login, and everything is refused in words")
    func wrongPassword() async throws {
        let setting = try await Setting(try AmcrestCamera.start(), password: "wrong") { $0.binarySensors = [.online] }
        try setting.worker.want()
        let state = try await setting.worker.state(.refused)
        #expect(state.reason?.contains("it refuses the user name or password") == true)
        #expect((state.retryMilliseconds ?? 0) > 50_000)
        try await setting.state("online", is: "off")
        let result = try await setting.call("amcrest.start_tour")
        #expect(result.status == 503)
        try await setting.worker.settle()
        #expect(setting.camera.logins.refused == 1)
        #expect(setting.camera.attachments == 0)
    }

    @Test("pictures that are refused while commands are let in are no matter of the password, and asked for again soon")
    func refusedPictures() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("snapshot.cgi", .refused)
        let setting = try await Setting(camera)
        try await setting.attached()
        try setting.worker.want()
        let words = "it lets us in elsewhere, so its connections may be used up"
        var state = try await setting.worker.next(.state).decode(StateReport.self)
        while state.reason?.contains(words) != true {
            #expect(state.connection != .refused)
            state = try await setting.worker.next(.state).decode(StateReport.self)
        }
        #expect(state.connection == .offline)
        #expect((state.retryMilliseconds ?? .max) <= 5_000)
        camera.heal()
        _ = try await setting.worker.frame()
    }

    @Test(
        "events that do not come are said to, with the camera's own reason",
        arguments: [
            (AmcrestCamera.Trouble.status(404), "events: the camera answered 404 (there is nothing at this path)"),
            (.error("No Authority"), "events: the camera answered Error: No Authority"),
            (.page, "events: it answered a web page"),
        ]
    )
    func missingEvents(_ trouble: AmcrestCamera.Trouble, _ words: String) async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("eventManager.cgi?action=attach", trouble)
        let setting = try await Setting(camera) { $0.binarySensors = [.motionDetected] }
        var problems: String?
        while problems?.hasPrefix(words) != true {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
        // What is no stream of events does not count as one, after which the camera would be asked each time.
        #expect(!camera.commands.contains { $0.contains("getEventIndexes") })
        camera.heal()
        while problems != nil {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
    }

    @Test("what a user may not read is said, by name and with the camera's reason")
    func refusedTable() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("configManager.cgi?action=getConfig&name=RecordMode", .error("No Authority"))
        let setting = try await Setting(camera)
        var problems: String?
        while problems == nil {
            problems = try await setting.worker.next(.state).decode(StateReport.self).attributes["problems"]
        }
        #expect(problems == "RecordMode: the camera answered Error: No Authority")
        #expect(setting.worker.log.contains("RecordMode: the camera answered Error: No Authority"))
    }

    @Test("a privacy mode that somebody else has changed is toggled as it is")
    func toggle() async throws {
        let setting = try await Setting(try AmcrestCamera.start()) { $0.switches = [.privacyMode] }
        try await setting.state("privacy_mode", is: "off")
        setting.camera["LeLensMask[0].Enable"] = "true"
        #expect(try await setting.call("switch.toggle", entity: "privacy_mode") == .done)
        #expect(setting.camera["LeLensMask[0].Enable"] == "false")
    }

    @Test("one command alone that goes wrong once is asked again, and nobody hears of it")
    func retry() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("storageDevice.cgi", .close, times: 1)
        let setting = try await Setting(camera) { $0.sensors = [.sdcard] }
        try await setting.state("sdcard", is: "50.00")
        #expect(setting["sdcard"]?.attributes["Total"] == .integer(63_989_415_936))
    }

    @Test("at rest there are two connections, also after a picture came while a command was under way")
    func connections() async throws {
        let camera = try AmcrestCamera.start()
        let setting = try await Setting(camera) {
            $0.binarySensors = [.motionDetected]
            $0.sensors = [.sdcard]
            $0.scanInterval = .seconds(1)
        }
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        try await setting.state("sdcard", is: "50.00")
        #expect(camera.connections <= 2)
        camera.trouble("storageDevice.cgi", .late(.seconds(3)))
        func asked() -> Int { camera.commands.count { $0.hasPrefix("storageDevice.cgi") } }
        let before = asked()
        try await waitUntil("the card is asked for") { asked() > before }
        _ = try await setting.worker.fetch()
        camera.heal()
        #expect(camera.peakConnections == 3)
        // libcurl itself closes it after two minutes.
        try await waitUntil("one that is idle is enough beside the events", within: .seconds(60)) {
            camera.connections == 2
        }
    }
}
