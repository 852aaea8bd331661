import Testing

@testable import TestSupport

@Suite("ONVIFCamera: what it finds strange")
struct ONVIFContractTests {
    private static let move = "<tptz:ContinuousMove><tptz:ProfileToken>Profile_1</tptz:ProfileToken>"

    private static let badBodies: [(service: ScriptedService, body: String, complaint: String)] = [
        (
            ScriptedService.device, "<tds:GetWeather/>",
            "{http://www.onvif.org/ver10/device/wsdl}GetWeather is no operation"
        ),
        (.device, "<trt:GetServices/>", "{http://www.onvif.org/ver10/media/wsdl}GetServices is no operation"),
        (.device, "<tds:GetServices/>", "IncludeCapability expected, nothing found"),
        (
            .device, "<tds:GetServices><tds:IncludeCapability>no</tds:IncludeCapability></tds:GetServices>",
            "IncludeCapability: 'no' is no bool"
        ),
        (.device, "<tds:GetScopes>all</tds:GetScopes>", "text that begins with 'a'"),
        (.device, "<trt:GetProfiles/>", "sent to /onvif/device_service, which is not /onvif/media_service"),
        (
            .media, "<trt:GetSnapshotUri><tt:ProfileToken>a</tt:ProfileToken></trt:GetSnapshotUri>",
            "ProfileToken expected"
        ),
        (
            .media,
            "<trt:GetStreamUri><trt:ProfileToken>Profile_1</trt:ProfileToken><trt:StreamSetup/></trt:GetStreamUri>",
            "StreamSetup expected, {http://www.onvif.org/ver10/media/wsdl}ProfileToken found"
        ),
        (
            .ptz, "\(move)<tptz:Velocity><tt:PanTilt x=\"1\"/></tptz:Velocity></tptz:ContinuousMove>",
            "attribute y is missing"
        ),
        (
            .ptz, "\(move)<tptz:Velocity><tptz:PanTilt x=\"1\" y=\"0\"/></tptz:Velocity></tptz:ContinuousMove>",
            "Velocity: {http://www.onvif.org/ver20/ptz/wsdl}PanTilt is unknown"
        ),
        (
            .ptz,
            "\(move)<tptz:Velocity><tt:Zoom x=\"1\"/></tptz:Velocity><tptz:Timeout>5</tptz:Timeout></tptz:ContinuousMove>",
            "Timeout: '5' is no duration"
        ),
        (
            .imaging,
            "<timg:SetImagingSettings><timg:VideoSourceToken>VideoSource_0</timg:VideoSourceToken><timg:ImagingSettings>"
                + "<tt:IrCutFilter>ON</tt:IrCutFilter><tt:Focus><tt:AutoFocusMode>AUTO</tt:AutoFocusMode></tt:Focus>"
                + "</timg:ImagingSettings></timg:SetImagingSettings>",
            "Focus is unknown, or stands in the wrong place"
        ),
        (.events, "<tev:PullMessages><tev:Timeout>PT1S</tev:Timeout></tev:PullMessages>", "MessageLimit expected"),
        (
            .events, "<wsnt:Renew><wsnt:TerminationTime>soon</wsnt:TerminationTime></wsnt:Renew>",
            "'soon' is no moment"
        ),
    ]

    @Test("a body that the schema does not know is refused in words", arguments: badBodies)
    func bodies(service: ScriptedService, body: String, complaint: String) async throws {
        let camera = try ONVIFCamera.start(.dome)
        let answer = try await SOAPCaller(camera).call(service, body)
        #expect(answer.codes == ["env:Sender", "ter:InvalidArgs"])
        #expect(camera.strangeRequests.contains { $0.contains(complaint) }, "\(camera.strangeRequests)")
        #expect(camera.movements == [])
    }

    @Test(
        "bytes that are no SOAP are refused, and said",
        arguments: [
            ("", "not well-formed"), ("hello", "not well-formed"), ("<a><b></a>", "not well-formed"),
            ("<a/>", "is no envelope"),
            ("<!DOCTYPE a><a/>", "<!DOCTYPE has no place in SOAP"),
            (
                "<e:Envelope xmlns:e=\"\(SOAPNamespace.envelope12)\"><e:Header/></e:Envelope>",
                "an envelope with [\"Header\"]"
            ),
            ("<e:Envelope xmlns:e=\"\(SOAPNamespace.envelope12)\"><e:Body/></e:Envelope>", "a body with 0 elements"),
        ]
    )
    func bytes(text: String, complaint: String) async throws {
        let camera = try ONVIFCamera.start()
        let answer = try await SOAPCaller(camera).send(Array(text.utf8), to: ScriptedService.device.path)
        #expect(answer.codes == ["env:Sender", "ter:WellFormed"])
        #expect(camera.strangeRequests.count == 1)
        #expect(camera.strangeRequests.first?.contains(complaint) == true, "\(camera.strangeRequests)")
    }

    @Test("fields of HTTP and headers of SOAP are looked at, too")
    func headers() async throws {
        let camera = try ONVIFCamera.start { $0.isLenient = true }
        var caller = SOAPCaller(camera)
        caller.contentType = "text/xml"
        #expect(try await caller.call(.device, "<tds:GetScopes/>").status == 200)
        caller = SOAPCaller(camera)
        caller.action = "http://www.onvif.org/ver10/device/wsdl/GetScope"
        _ = try await caller.call(.device, "<tds:GetScopes/>")
        caller = SOAPCaller(camera)
        _ = try await caller.call(.device, "<tds:GetScopes/>", header: "<wsa:To>urn:a</wsa:To><wsa:To>urn:b</wsa:To>")
        _ = try await caller.send(
            Array(caller.message("<tds:GetScopes/>").replacing("Z</wsu:Created>", with: "+00:00</wsu:Created>").utf8),
            to: "/onvif/device_service"
        )
        let version11 = caller.message("<tds:GetScopes/>")
            .replacing(SOAPNamespace.envelope12, with: SOAPNamespace.envelope11)
        _ = try await caller.send(Array(version11.utf8), to: "/onvif/device_service")
        let astray =
            "<wsa:Action>http://www.onvif.org/ver10/device/wsdl/GetScopes</wsa:Action><wsa:To>http://h/b?c</wsa:To>"
        _ = try await caller.call(.device, "<tds:GetScopes/>", header: astray)
        for words in [
            "wsa:To http://h/b?c, and it was sent to /onvif/device_service",
            "Content-Type 'text/xml' is not application/soap+xml", "does not say charset=utf-8",
            "wsdl/GetScope is not http",
            "wsa:To comes more than once", "WS-Addressing without wsa:Action", "is no time in UTC with Z", "SOAP 1.1",
        ] {
            #expect(camera.strangeRequests.contains { $0.contains(words) }, "\(words): \(camera.strangeRequests)")
        }
    }

    @Test("times of XML Schema are read as they are written")
    func times() {
        #expect(XMLTime.text(0) == "1970-01-01T00:00:00Z")
        #expect(XMLTime.text(1_790_000_000.5) == "2026-09-21T14:13:20.500Z")
        #expect(XMLTime.seconds(utc: "2026-09-21T14:13:20.500Z") == 1_790_000_000.5)
        for bad in ["2026-09-21T14:13:20", "2026-09-21T14:13:20+00:00", "2026-9-21T14:13:20Z", "soon", "Z"] {
            #expect(XMLTime.seconds(utc: bad) == nil, "\(bad)")
        }
        #expect(XMLTime.duration("PT1M30.5S") == 90.5)
        #expect(XMLTime.duration("P1DT2H") == 93_600)
        for bad in ["", "P", "PT", "60", "PT60", "1H", "P1Y", "PT1D"] {
            #expect(XMLTime.duration(bad) == nil, "\(bad)")
        }
    }
}
