import IPC
import Shared
import Testing

@testable import camworker

@Suite("What an Amcrest camera says of itself")
struct AmcrestDeviceTests {
    private func answer(_ text: String) throws -> AmcrestAnswer { try AmcrestAnswer(Array(text.utf8)) }

    private func configuration(_ change: (inout AmcrestConfiguration) -> Void) throws -> AmcrestConfiguration {
        var amcrest = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("a"), password: Secret("b"))
        )
        change(&amcrest)
        return amcrest
    }

    @Test("a memory card's numbers, and none without them")
    func storage() throws {
        let card = try self.answer(
            "list.info[0].Detail[0].TotalBytes=63989415936.000000\r\nlist.info[0].Detail[0].UsedBytes=31994707968.000000\r\n"
        )
        #expect(AmcrestStorage(card)?.usedPercent == "50.00")
        let change = AmcrestEntities.change(AmcrestStorage(card))
        #expect(change.attributes == ["Total": .integer(63_989_415_936), "Used": .integer(31_994_707_968)])
        let liar = try self.answer("a.TotalBytes=1\na.UsedBytes=1000000000000000")
        #expect(AmcrestStorage(liar)?.usedPercent == "100.00")
        for text in ["list.info[0].State=Failed", "a.TotalBytes=0\na.UsedBytes=0", "a.TotalBytes=x\na.UsedBytes=1"] {
            let change = AmcrestEntities.change(AmcrestStorage(try self.answer(text)))
            #expect(change.state == nil && !change.isAvailable, "\(text)")
        }
    }

    @Test("connections are as many as the platform needs, or the operator says; one is the video's")
    func connections() throws {
        func budget(_ source: SourceConfiguration, _ limit: Int?) throws -> Int {
            var camera = try Configurations.camera(source)
            camera.limits.connections = limit
            return camera.connectionBudget
        }
        let amcrest = SourceConfiguration.amcrest(try self.configuration { _ in })
        #expect(try [nil, 3, 6].map { try budget(amcrest, $0) } == [3, 2, 5])
        let mjpeg = SourceConfiguration.mjpeg(MJPEGConfiguration(mjpegURL: try CameraURL("http://192.0.2.1/")))
        #expect(try [nil, 3].map { try budget(mjpeg, $0) } == [2, 3])
    }

    @Test("presets are counted by their names")
    func presets() throws {
        let answer = try self.answer(
            "presets[0].Index=1\r\npresets[0].Name=Driveway\r\npresets[1].Index=2\r\npresets[1].Name=Name=2\r\n"
        )
        #expect(AmcrestEntities.presets(answer) == 2)
    }

    @Test("what it is, from old firmware and new")
    func facts() throws {
        var facts = AmcrestFacts()
        facts.take(try self.answer("vendor=Amcrest\r\n"), to: .vendor)
        facts.take(try self.answer("type=IP Camera\r\n"), to: .deviceType)
        facts.take(try self.answer("version=2.800.00AC003.0.R,build:2021-12-20\r\n"), to: .softwareVersion)
        facts.take(try self.answer("table.RTSP.Enable=true\r\ntable.RTSP.Port=5554\r\n"), to: .getConfig(.rtsp))
        #expect(facts.words == "Amcrest IP Camera, firmware 2.800.00AC003.0.R")
        #expect(facts.rtspPort == 5554)
        facts.take(try self.answer("sn=AMC0TEST0000001\r\n"), to: .serialNumber)
        #expect(
            facts.attributes == [
                "brand": "Amcrest", "model_name": "IP Camera", "firmware": "2.800.00AC003.0.R",
                "serial_number": "AMC0TEST0000001",
            ]
        )
        facts.take(try self.answer("version=2.420.AC00.18.R\r\nBuildDate=\"2020-02-17\"\r\n"), to: .softwareVersion)
        #expect(facts.firmware == "2.420.AC00.18.R")
        facts.take(try self.answer("table.RTSP.Port=0\r\n"), to: .getConfig(.rtsp))
        #expect(facts.rtspPort == nil)
    }

    @Test("its settings, of the configured channel and stream")
    func settings() throws {
        let keys = AmcrestKeys(try self.configuration { $0.resolution = .low })
        var settings = AmcrestSettings()
        settings.take(
            try self.answer(
                "table.Encode[0].MainFormat[0].AudioEnable=true\r\ntable.Encode[0].ExtraFormat[0].AudioEnable=false\r\n"
                    + "table.Encode[0].ExtraFormat[0].VideoEnable=true\r\n"
            ),
            .encode,
            keys: keys
        )
        settings.take(try self.answer("table.RecordMode[0].Mode=1\r\n"), .recordMode, keys: keys)
        settings.take(
            try self.answer(
                "table.MotionDetect[0].Enable=true\r\ntable.MotionDetect[0].EventHandler.RecordEnable=false\r\n"
            ),
            .motionDetect,
            keys: keys
        )
        settings.take(try self.answer("table.VideoInOptions[0].DayNightColor=2\r\n"), .videoInOptions, keys: keys)
        #expect(
            settings.attributes
                == [
                    "audio": "off", "video": "on", "recording": "on", "motion_detection": "true",
                    "motion_recording": "off", "color_bw": "bw",
                ]
        )
    }

    @Test("what is asked at rest: four settings a minute, and each sensor by scan_interval")
    func agenda() throws {
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        func requests(inMinutes minutes: Int, _ change: (inout AmcrestConfiguration) -> Void) throws -> Int {
            var agenda = AmcrestAgenda(try self.configuration(change), start: start)
            let first = agenda.take(at: start)
            #expect(first.prefix(5).map { $0 } == AmcrestFacts.questions.map { .fact($0) })
            for topic in first { agenda.asked(topic, .answered, at: start) }
            var count = 0
            for second in 1...(60 * minutes) {
                let now = start + .seconds(second)
                for topic in agenda.take(at: now) {
                    agenda.asked(topic, .answered, at: now)
                    count += 1
                }
            }
            return count
        }
        #expect(try requests(inMinutes: 10) { _ in } == 40)
        #expect(try requests(inMinutes: 10) { $0.sensors = [.sdcard, .ptzPreset] } == 40 + 120)
        #expect(
            try requests(inMinutes: 10) {
                $0.sensors = [.sdcard]
                $0.switches = [.privacyMode]
                $0.binarySensors = [.motionDetectedPolled]
                $0.scanInterval = .seconds(30)
            } == 40 + 60
        )
    }

    @Test("what a camera does not have is asked ten times more rarely, and a fact never again")
    func refusedTopics() throws {
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        var agenda = AmcrestAgenda(try self.configuration { $0.sensors = [.sdcard] }, start: start)
        for topic in agenda.take(at: start) { agenda.asked(topic, .refused, at: start) }
        #expect(agenda.take(at: start + .seconds(99)).isEmpty)
        #expect(agenda.take(at: start + .seconds(100)) == [.storage])
        agenda.asked(.storage, .missed, at: start)
        #expect(agenda.take(at: start + .seconds(10)) == [.storage])
    }

    @Test(
        "events of event entities, and what is none",
        arguments: [
            (AttachEvent(code: "SmartMotionHuman", action: "Start", index: 0), "smart_motion/human"),
            (AttachEvent(code: "AlarmLocal", action: "Start", index: 2), "alarm/alarm"),
            (AttachEvent(code: "VideoBlind", action: "Start", index: 0), "tamper/covered"),
            (
                AttachEvent(code: "_DoTalkAction_", action: "Pulse", index: 0, data: "{ \"Action\" : \"Invite\" }"),
                "doorbell/ring"
            ),
            (AttachEvent(code: "_DoTalkAction_", action: "Pulse", index: 0, data: "{ \"Action\" : \"Hangup\" }"), ""),
            (AttachEvent(code: "SmartMotionHuman", action: "Stop", index: 0), ""),
            (AttachEvent(code: "VideoMotion", action: "Start", index: 0), ""),
        ]
    )
    func eventEntities(_ event: AttachEvent, _ expected: String) {
        let match = AmcrestEventEntity.of(event).map { "\($0.entity.key)/\($0.kind)" } ?? ""
        #expect(match == expected)
        if let (entity, kind) = AmcrestEventEntity.of(event) {
            #expect(entity.declaration.eventTypes.contains(kind))
        }
    }

    @Test(
        "a code becomes a slug",
        arguments: [
            ("VideoMotion", "video_motion"), ("_DoTalkAction_", "do_talk_action"),
            ("CrossLineDetection", "cross_line_detection"),
            ("IPCOffline", "ipcoffline"), ("NTPAdjustTime", "ntpadjust_time"), ("???", "event"),
        ]
    )
    func slugs(_ code: String, _ kind: String) {
        #expect(AttachEvent(code: code, action: "Start", index: 0).kind == kind)
    }

    @Test("everything a camera says of an event goes to the bus, within what an event may carry")
    func busEvents() throws {
        let time = WallTime(nanoseconds: 1)
        let event = AttachEvent(code: "V", action: "Start", index: 3, data: "{ \"Id\" : [ 0 ] }")
        let told = event.cameraEvent(at: time)
        #expect(told.attributes == ["code": "V", "action": "Start", "index": 3, "data": ["Id": [0]]])
        #expect(told.source == "3")
        for data in [String(repeating: "x", count: 60_000), String(repeating: "[", count: 60_000), "{\"a\": }"] {
            let told = AttachEvent(code: "V", action: "Start", index: 0, data: data).cameraEvent(at: time)
            #expect(EntityLimits.fits(told.attributes, EntityLimits.attributes))
        }
    }
}
