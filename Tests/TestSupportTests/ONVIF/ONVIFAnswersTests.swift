import Testing

@testable import TestSupport

@Suite("ONVIFCamera: what it answers")
struct ONVIFAnswersTests {
    /// Operations that each service of a dome answers, with what a dome has; without prefix and brackets.
    private static let lines: [ScriptedService: [String]] = [
        .device: [
            "GetSystemDateAndTime", "GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices",
            "GetCapabilities", "GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities",
            "GetServiceCapabilities", "GetDeviceInformation", "GetNetworkInterfaces", "GetScopes", "GetHostname",
            "GetRelayOutputs",
            """
            SetRelayOutputState><tds:RelayOutputToken>Relay_0</tds:RelayOutputToken>\
            <tds:LogicalState>active</tds:LogicalState></tds:SetRelayOutputState
            """,
            "SendAuxiliaryCommand><tds:AuxiliaryCommand>tt:IRLamp|On</tds:AuxiliaryCommand></tds:SendAuxiliaryCommand",
        ],
        .media: [
            "GetServiceCapabilities", "GetProfiles", "GetVideoSources", ofProfile("trt", "GetProfile"),
            ofProfile("trt", "GetSnapshotUri"), ofProfile("trt", "SetSynchronizationPoint"),
            """
            GetStreamUri><trt:StreamSetup><tt:Stream>RTP-Unicast</tt:Stream><tt:Transport><tt:Protocol>RTSP</tt:Protocol>\
            </tt:Transport></trt:StreamSetup><trt:ProfileToken>Profile_1</trt:ProfileToken></trt:GetStreamUri
            """,
        ],
        .media2: [
            "GetServiceCapabilities", "GetProfiles", "GetProfiles><tr2:Type>All</tr2:Type></tr2:GetProfiles",
            "GetProfiles><tr2:Token>Profile_3</tr2:Token><tr2:Type>VideoEncoder</tr2:Type></tr2:GetProfiles",
            """
            GetStreamUri><tr2:Protocol>RtspUnicast</tr2:Protocol><tr2:ProfileToken>Profile_1</tr2:ProfileToken>\
            </tr2:GetStreamUri
            """,
            ofProfile("tr2", "GetSnapshotUri"),
        ],
        .ptz: [
            "GetServiceCapabilities", "GetNodes", "GetConfigurations",
            "GetNode><tptz:NodeToken>Node_0</tptz:NodeToken></tptz:GetNode",
            "GetConfiguration><tptz:PTZConfigurationToken>PTZ_0</tptz:PTZConfigurationToken></tptz:GetConfiguration",
            """
            GetConfigurationOptions><tptz:ConfigurationToken>PTZ_0</tptz:ConfigurationToken></tptz:GetConfigurationOptions
            """,
            ofProfile("tptz", "GetPresets"), ofProfile("tptz", "GetStatus"), ofProfile("tptz", "Stop"),
            ofProfile("tptz", "SetPreset"), ofProfile("tptz", "GotoHomePosition"),
            ofProfile("tptz", "RemovePreset", "<tptz:PresetToken>1</tptz:PresetToken>"),
            ofProfile("tptz", "GotoPreset", "<tptz:PresetToken>2</tptz:PresetToken>"),
            ofProfile(
                "tptz",
                "ContinuousMove",
                "<tptz:Velocity><tt:PanTilt x=\"0.5\" y=\"0\"/></tptz:Velocity><tptz:Timeout>PT5S</tptz:Timeout>"
            ),
            ofProfile("tptz", "RelativeMove", "<tptz:Translation><tt:Zoom x=\"0.5\"/></tptz:Translation>"),
            ofProfile("tptz", "AbsoluteMove", "<tptz:Position><tt:Zoom x=\"0.5\"/></tptz:Position>"),
            ofProfile("tptz", "SendAuxiliaryCommand", "<tptz:AuxiliaryData>tt:Wiper|On</tptz:AuxiliaryData>"),
        ],
        .imaging: [
            "GetServiceCapabilities", ofSource("GetImagingSettings"), ofSource("GetOptions"),
            ofSource(
                "SetImagingSettings",
                "<timg:ImagingSettings><tt:IrCutFilter>ON</tt:IrCutFilter></timg:ImagingSettings>"
            ),
        ],
        .events: ["GetServiceCapabilities", "GetEventProperties"],
    ]

    private static let operations: [(service: ScriptedService, body: String)] = ScriptedService.allCases.flatMap {
        service in
        (lines[service] ?? []).map { (service, element(service.prefix, $0)) }
    }

    private static func element(_ prefix: String, _ rest: String) -> String {
        rest.contains(">") ? "<\(prefix):\(rest)>" : "<\(prefix):\(rest)/>"
    }

    private static func ofProfile(_ prefix: String, _ name: String, _ more: String = "") -> String {
        "\(name)><\(prefix):ProfileToken>Profile_1</\(prefix):ProfileToken>\(more)</\(prefix):\(name)"
    }

    private static func ofSource(_ name: String, _ more: String = "") -> String {
        "\(name)><timg:VideoSourceToken>VideoSource_0</timg:VideoSourceToken>\(more)</timg:\(name)"
    }

    @Test("every operation is answered, and requests and answers are what ONVIF's schemas say")
    func schemas() async throws {
        let camera = try ONVIFCamera.start(.dome)
        let caller = SOAPCaller(camera)
        for (service, body) in Self.operations {
            let answer = try await caller.call(service, body)
            #expect(answer.status == 200, "\(body): \(answer.text)")
        }
        #expect(camera.strangeRequests == [])
        #expect(camera.answers.count == Self.operations.count)
        let requests = camera.requests.map(\.http.body)
        #expect(try await ONVIFSchemas.complaints(requests: requests, answers: camera.answers) == [])
    }

    @Test("the schemas' checker finds what is wrong")
    func checker() async throws {
        let camera = try ONVIFCamera.start()
        let caller = SOAPCaller(camera)
        let bodies = [
            "<trt:GetProfile><trt:Token>a</trt:Token></trt:GetProfile>", "<tds:GetWeather/>",
            "<tr2:GetStreamUri><tr2:ProfileToken>a</tr2:ProfileToken></tr2:GetStreamUri>",
        ]
        let requests = bodies.map { Array(caller.message($0).utf8) }
        let complaints = try await ONVIFSchemas.complaints(requests: requests, answers: [Array("<a/>".utf8)])
        #expect(
            Set(complaints.compactMap { $0.split(separator: ":").first }) == [
                "0.request", "1.request", "2.request", "0.answer",
            ]
        )
    }

    @Test("profiles of each model", arguments: ONVIFModel.allCases)
    func profiles(model: ONVIFModel) async throws {
        let camera = try ONVIFCamera.start(model)
        let caller = SOAPCaller(camera)
        if model.services.contains(.media) {
            let answer = try await caller.call(.media, "<trt:GetProfiles/>")
            let encodings = answer.element?.children.map {
                $0.descendant("VideoEncoderConfiguration", "Encoding")?.text
            }
            #expect(encodings == camera.state.profiles.map { $0.encoding == .h265 ? nil : $0.encoding.rawValue })
        } else {
            let answer = try await caller.call(.media, "<trt:GetProfiles/>")
            #expect(answer.codes == ["env:Receiver", "ter:ActionNotSupported"])
        }
        if model.services.contains(.media2) {
            let answer = try await caller.call(.media2, "<tr2:GetProfiles><tr2:Type>All</tr2:Type></tr2:GetProfiles>")
            let encodings = answer.element?.children.map {
                $0.descendant("Configurations", "VideoEncoder", "Encoding")?.text
            }
            #expect(encodings == camera.state.profiles.map(\.encoding.rawValue))
            let bare = try await caller.call(.media2, "<tr2:GetProfiles/>")
            #expect(bare.element?.children.allSatisfy { $0["Configurations"] == nil } == true)
        }
        #expect(try await ONVIFSchemas.complaints(answers: camera.answers) == [])
    }

    @Test("services and capabilities say what they were told to, and addresses are as wrong as they were told to be")
    func addresses() async throws {
        let camera = try ONVIFCamera.start {
            $0.listedServices = [.device, .media]
            $0.listedCapabilities = [.events]
            $0.addresses = [.media: .portTwice, .events: .withoutPath]
        }
        let caller = SOAPCaller(camera)
        let services = try await caller.call(
            .device,
            "<tds:GetServices><tds:IncludeCapability>false</tds:IncludeCapability></tds:GetServices>"
        )
        #expect(
            services.element?.children.map { $0["XAddr"]?.text } == [
                camera.address, "http://127.0.0.1:\(camera.port):\(camera.port)/onvif/media_service",
            ]
        )
        let capabilities = try await caller.call(.device, "<tds:GetCapabilities/>")
        let found = capabilities.element?["Capabilities"]?.children
        #expect(found?.map(\.name) == ["Events"])
        #expect(found?.first?["XAddr"]?.text == "http://127.0.0.1:\(camera.port)")
        // So it has to answer there, too.
        var root = caller
        root.path = "/"
        #expect(try await root.call(.events, "<tev:GetEventProperties/>").status == 200)
    }

    @Test("a stream's address changes with a reboot, when it is told to")
    func reboot() async throws {
        let camera = try ONVIFCamera.start(.camera) {
            $0.rebootTime = .milliseconds(20)
            $0.streamsMoveAtReboot = true
            $0.rtspPort = 8554
        }
        let caller = SOAPCaller(camera)
        func address() async throws -> String? {
            let body = Self.operations.first { $0.body.hasPrefix("<trt:GetStreamUri") }?.body ?? ""
            return try await caller.call(.media, body).element?.descendant("MediaUri", "Uri")?.text
        }
        #expect(try await address() == "rtsp://127.0.0.1:8554/Profile_1?boot=0")
        #expect(try await caller.call(.device, "<tds:SystemReboot/>").status == 200)
        try await waitUntil("it is back") { try await address() == "rtsp://127.0.0.1:8554/Profile_1?boot=1" }
        #expect(camera.state.reboots == 1)
    }

    @Test("snapshots are fetched by Digest or Basic, whatever the services want")
    func snapshots() async throws {
        let camera = try ONVIFCamera.start()
        let target = "/onvif/snapshot/Profile_1"
        let client = HTTPClient(port: camera.port)
        let refused = try await client.get(target)
        #expect(refused.status == 401)
        #expect(refused["WWW-Authenticate"]?.hasPrefix("Digest ") == true)
        camera.authenticateSnapshots(by: .basic(user: "a", password: "b"))
        let picture = try await client.get(target, fields: ["Authorization": "Basic YTpi"])
        #expect(picture.body.starts(with: [0xFF, 0xD8]))
        camera.authenticateSnapshots(by: .none)
        #expect(try await client.get("/onvif/snapshot/Profile_9").status == 404)
    }

    @Test("its clock is set, and the token with it")
    func clock() async throws {
        let camera = try ONVIFCamera.start { $0.clockOffset = -7_200 }
        var caller = SOAPCaller(camera)
        caller.sendsToken = false
        let before = try await caller.call(.device, "<tds:GetSystemDateAndTime/>")
        #expect(before.status == 200)
        #expect(before.element?.descendant("SystemDateAndTime", "DateTimeType")?.text == "NTP")
        caller.sendsToken = true
        let time = "<tt:Time><tt:Hour>4</tt:Hour><tt:Minute>5</tt:Minute><tt:Second>6</tt:Second></tt:Time>"
        let date = "<tt:Date><tt:Year>2030</tt:Year><tt:Month>2</tt:Month><tt:Day>3</tt:Day></tt:Date>"
        let body = """
            <tds:SetSystemDateAndTime><tds:DateTimeType>Manual</tds:DateTimeType>\
            <tds:DaylightSavings>false</tds:DaylightSavings><tds:UTCDateTime>\(time)\(date)</tds:UTCDateTime>\
            </tds:SetSystemDateAndTime>
            """
        #expect(try await caller.call(.device, body).status == 200)
        #expect(XMLTime.text(camera.state.now).hasPrefix("2030-02-03T04:0"))
        // The token of before is of another time now.
        #expect(try await caller.call(.device, "<tds:GetScopes/>").codes == ["env:Sender", "ter:NotAuthorized"])
        caller.clockOffset = camera.state.clockOffset
        #expect(try await caller.call(.device, "<tds:GetScopes/>").status == 200)
    }
}
