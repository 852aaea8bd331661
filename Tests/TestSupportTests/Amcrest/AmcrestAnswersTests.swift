import Testing

@testable import TestSupport

@Suite("AmcrestCamera's answers")
struct AmcrestAnswersTests {
    /// A camera that asks nobody who they are, and its client.
    private static func open(
        _ model: AmcrestModel = .amcrest,
        _ prepare: (inout AmcrestState) -> Void = { _ in }
    ) throws -> (AmcrestCamera, HTTPClient) {
        let camera = try AmcrestCamera.start(model, prepare)
        camera.authenticate(by: .none)
        return (camera, HTTPClient(port: camera.port))
    }

    @Test(
        "are byte for byte what a real camera said",
        arguments: [
            ("configManager.cgi?action=getConfig&name=AudioInVolume", "config.AudioInVolume"),
            ("configManager.cgi?action=getConfig&name=ChannelTitle", "config.ChannelTitle"),
            ("configManager.cgi?action=getConfig&name=Encode", "config.Encode"),
            ("configManager.cgi?action=getConfig&name=General.MachineName", "config.General.MachineName"),
            ("configManager.cgi?action=getConfig&name=LeLensMask", "config.LeLensMask"),
            ("configManager.cgi?action=getConfig&name=Lighting", "config.Lighting"),
            ("configManager.cgi?action=getConfig&name=MotionDetect", "config.MotionDetect"),
            ("configManager.cgi?action=getConfig&name=RTSP", "config.RTSP"),
            ("configManager.cgi?action=getConfig&name=RecordMode", "config.RecordMode"),
            ("configManager.cgi?action=getConfig&name=SmartMotionDetect", "config.SmartMotionDetect"),
            ("configManager.cgi?action=getConfig&name=VideoAnalyseRule", "config.VideoAnalyseRule"),
            ("configManager.cgi?action=getConfig&name=VideoColor", "config.VideoColor"),
            ("configManager.cgi?action=getConfig&name=VideoInMode", "config.VideoInMode"),
            ("configManager.cgi?action=getConfig&name=VideoInOptions", "config.VideoInOptions"),
            ("configManager.cgi?action=getConfig&name=VideoWidget", "config.VideoWidget.short"),
            ("configManager.cgi?action=getConfig&name=Nothing", "error.BadRequest"),
            ("configManager.cgi?action=setConfig&RecordMode[0].Mode=1", "setConfig.OK"),
            ("coaxialControlIO.cgi?action=getStatus&channel=1", "coaxialControlIO.getStatus"),
            ("eventManager.cgi?action=getEventIndexes&code=VideoBlind", "error.NoEvents"),
            ("eventManager.cgi?action=getEventIndexes&code=VideoMotion", "eventManager.getEventIndexes.VideoMotion"),
            ("global.cgi?action=getCurrentTime", "global.getCurrentTime"),
            ("magicBox.cgi?action=getDeviceClass", "magicBox.getDeviceClass"),
            ("magicBox.cgi?action=getDeviceType", "magicBox.getDeviceType"),
            ("magicBox.cgi?action=getHardwareVersion", "magicBox.getHardwareVersion"),
            ("magicBox.cgi?action=getMachineName", "magicBox.getMachineName"),
            (
                "magicBox.cgi?action=getProductDefinition&name=MaxExtraStream",
                "magicBox.getProductDefinition.MaxExtraStream"
            ),
            ("magicBox.cgi?action=getSerialNo", "magicBox.getSerialNo"),
            ("magicBox.cgi?action=getSoftwareVersion", "magicBox.getSoftwareVersion"),
            ("magicBox.cgi?action=getVendor", "magicBox.getVendor"),
            ("ptz.cgi?action=getPresets&channel=0", "ptz.getPresets"),
            ("ptz.cgi?action=getStatus&channel=0", "ptz.getStatus"),
            ("storageDevice.cgi?action=getDeviceAllInfo", "storageDevice.getDeviceAllInfo"),
        ]
    )
    func seen(command: String, shape: String) async throws {
        let (camera, client) = try Self.open { $0.active = ["VideoMotion": [0]] }
        let answer = try await client.get("/cgi-bin/\(command)")
        #expect(answer.body == AmcrestShapes.bytes("\(shape).txt"), "\(answer.text)")
        #expect(answer["Content-Type"] == "text/plain;charset=utf-8")
        #expect(answer.status == (shape == "error.BadRequest" ? 400 : 200))
        #expect(camera.commands == [command])
    }

    @Test("what is set is what is read, and all of a command is taken or nothing")
    func settings() async throws {
        let (camera, client) = try Self.open()
        func set(_ changes: String) async throws -> String {
            try await client.get("/cgi-bin/configManager.cgi?action=setConfig&\(changes)").text
        }
        #expect(try await set("MotionDetect[0].Enable=false&VideoInOptions[0].DayNightColor=2") == "OK\r\n")
        #expect(camera["MotionDetect[0].Enable"] == "false")
        #expect(camera["VideoInOptions[0].DayNightColor"] == "2")
        for refused in [
            "MotionDetect[0].Enable=yes", "VideoInOptions[0].DayNightColor=3", "MotionDetect[3].Enable=true",
            "New[0].X=1",
            "RecordMode[0].Mode=2&RecordMode[0].Mode=x", "",
        ] {
            #expect(try await set(refused) == "Error\r\nBad Request!\r\n", "\(refused)")
        }
        #expect(camera["RecordMode[0].Mode"] == "0")
        // Home Assistant names four formats; cameras that have three say OK.
        #expect(
            try await set("Encode[0].MainFormat[0].VideoEnable=false&Encode[0].MainFormat[3].VideoEnable=false")
                == "OK\r\n"
        )
        #expect(camera["Encode[0].MainFormat[0].VideoEnable"] == "false")
        #expect(camera["Encode[0].MainFormat[3].VideoEnable"] == nil)
        #expect(try await set("General.MachineName=Gate%20%26%20yard=1") == "OK\r\n")
        #expect(try await client.get("/cgi-bin/magicBox.cgi?action=getMachineName").text == "name=Gate & yard=1\r\n")
    }

    @Test("pictures say which channel and stream they are of, and there is none of a stream that is off")
    func pictures() async throws {
        let (camera, client) = try Self.open(.recorder)
        for (target, channel, subtype) in [("", 1, 0), ("?channel=3", 3, 0), ("?channel=4&type=1", 4, 1)] {
            let picture = try #require(AmcrestPicture(try await client.get("/cgi-bin/snapshot.cgi\(target)").body))
            #expect(picture.channel == channel && picture.subtype == subtype, "\(picture)")
        }
        #expect(try await client.get("/cgi-bin/snapshot.cgi?channel=5").status == 400)
        camera["Encode[2].MainFormat[0].VideoEnable"] = "false"
        #expect(try await client.get("/cgi-bin/snapshot.cgi?channel=3").status == 400)
        let viewer = StreamViewer(camera.web.endpoint, "/cgi-bin/mjpg/video.cgi?channel=2&subtype=1")
        try await viewer.waitForParts(2)
        let picture = try #require(AmcrestPicture(viewer.seen.lastPicture))
        #expect(picture.channel == 2 && picture.subtype == 1)
        #expect(viewer.seen.head?.fields["Content-Type"] == "multipart/x-mixed-replace; boundary=myboundary")
    }

    @Test("what moves it is noted in order; a preset that it does not have is refused")
    func movements() async throws {
        let (camera, client) = try Self.open()
        func move(_ query: String) async throws -> Int { try await client.get("/cgi-bin/ptz.cgi?\(query)").status }
        #expect(try await move("action=start&channel=0&code=Up&arg1=0&arg2=1&arg3=0") == 200)
        #expect(try await move("action=stop&channel=0&code=Up&arg1=0&arg2=1&arg3=0") == 200)
        #expect(try await move("action=start&channel=0&code=GotoPreset&arg1=0&arg2=2&arg3=0") == 200)
        #expect(try await move("action=start&channel=0&code=GotoPreset&arg1=0&arg2=9&arg3=0") == 400)
        #expect(try await move("action=start&channel=0&code=StartTour&arg1=1&arg2=0&arg3=0") == 200)
        #expect(try await move("action=start&channel=0&code=Jump&arg1=1&arg2=0&arg3=0") == 400)
        #expect(
            camera.movements == [
                AmcrestMovement("start", "Up", ["0", "1", "0"]), AmcrestMovement("stop", "Up", ["0", "1", "0"]),
                AmcrestMovement("start", "GotoPreset", ["0", "2", "0"]),
                AmcrestMovement("start", "StartTour", ["1", "0", "0"]),
            ]
        )
        #expect(camera.state.position == 2 && camera.state.tour == 1)
        camera.update { $0.facts.hasPTZ = false }
        #expect(try await move("action=getPresets&channel=0") == 400)
    }

    @Test("a card that is not well comes without numbers, and none at all is an error")
    func card() async throws {
        let (camera, client) = try Self.open { $0.storage?.state = "Error" }
        let target = "/cgi-bin/storageDevice.cgi?action=getDeviceAllInfo"
        let sick = try await client.get(target)
        #expect(sick.status == 200)
        #expect(sick.text == "list.info[0].Name=/dev/mmc0\r\nlist.info[0].State=Error\r\n")
        camera.update { $0.storage = nil }
        #expect(try await client.get(target).status == 400)
    }

    @Test("each model has what it is known for")
    func models() async throws {
        let expected: [(AmcrestModel, String, Int)] = [
            (.recorder, "configManager.cgi?action=getConfig&name=Encode[3].MainFormat[0].VideoEnable", 200),
            (.amcrest, "configManager.cgi?action=getConfig&name=Encode[1]", 400),
            (.dahua, "configManager.cgi?action=getConfig&name=LightGlobal", 400),
            (.dahua, "configManager.cgi?action=getConfig&name=LeLensMask", 400),
            (.dahua, "mjpg/video.cgi?channel=1&subtype=0", 400),
            (.doorbell, "configManager.cgi?action=getConfig&name=RecordMode", 400),
            (.doorbell, "configManager.cgi?action=getConfig&name=VideoInMode[0].ConfigEx", 200),
            (.old, "magicBox.cgi?action=getSoftwareVersion", 200),
            (.old, "nothing.cgi", 404),
        ]
        for (model, command, status) in expected {
            let (camera, client) = try Self.open(model)
            #expect(try await client.get("/cgi-bin/\(command)").status == status, "\(model) \(command)")
            #expect(camera.commands == [command])
        }
    }
}
