import Shared
import Testing

@testable import camworker

@Suite("ConnectFlow")
struct ConnectFlowTests {
    private static let now = WallTime(nanoseconds: 1_519_772_999_000_000_000)

    private static func flow(_ choice: ProfileChoice = .all) throws -> ConnectFlow {
        let device = try CameraURL("http://127.66.66.77/onvif/device_service")
        return ConnectFlow(addresses: ServiceAddress(device: device), choice: choice)
    }

    /// Answers every question until there are no more.
    ///
    /// - Returns: the operations, in the order they were asked in.
    @discardableResult
    private static func run(
        _ flow: inout ConnectFlow,
        _ reply: (ConnectFlow.Question) throws -> ConnectFlow.Reply
    ) throws -> [String] {
        var asked: [String] = []
        while true {
            let questions = flow.next()
            guard !questions.isEmpty else { return asked }
            for question in questions {
                asked.append(question.request.operation)
                flow.answered(question.step, try reply(question), now: Self.now)
                #expect(asked.count < 200)
            }
        }
    }

    /// As a recording has it; what it has not is not supported.
    private static func recorded(_ device: String) -> (ConnectFlow.Question) throws -> ConnectFlow.Reply {
        { question in
            do throws(SOAPTrouble) {
                guard
                    let bytes = try? ONVIFSamples.bytes(
                        "recordings/\(device)/\(question.request.operation).Response.xml"
                    )
                else {
                    return .trouble(Self.fault("ActionNotSupported", question))
                }
                return .answer(try SOAPAnswer.read(bytes, status: 200, to: question.request))
            } catch {
                return .trouble(error)
            }
        }
    }

    private static func fault(_ code: String, _ question: ConnectFlow.Question) -> SOAPTrouble {
        let text = "<f><Code><Value>s:Sender</Value><Subcode><Value>ter:\(code)</Value></Subcode></Code></f>"
        let element = (try? XMLDocument(Array(text.utf8)).root) ?? XMLElement(name: "f")
        return SOAPTrouble(operation: question.request.operation, cause: .fault(SOAPFault(element)))
    }

    @Test("an AXIS without GetServices comes up whole")
    func axis() throws {
        var flow = try Self.flow()
        let asked = try Self.run(&flow, Self.recorded("axis"))
        #expect(asked.prefix(4) == ["GetSystemDateAndTime", "GetServices", "GetCapabilities", "GetServices"])
        #expect(flow.state == .done)
        #expect(flow.device.chosen.map(\.token) == ["profile_1_h264", "profile_1_jpeg"])
        #expect(flow.device.clockOffset == .zero && flow.device.clock?.isManual == true)
        #expect(flow.device.nodes.count == 1 && flow.device.presets["profile_1_h264"]?.isEmpty == false)
        #expect(flow.device.streams.count == 2 && flow.device.snapshots.count == 2)
        #expect(flow.device.identity?.model == "AXIS Q6045-E" && flow.device.uniqueID != nil)
        #expect(Array(flow.missing.keys) == [.services])
        #expect(flow.device.node(of: flow.device.chosen[0])?.token == "1")
    }

    @Test("a HIKVISION comes up, without PTZ")
    func hikvision() throws {
        var flow = try Self.flow(.best)
        let asked = try Self.run(&flow, Self.recorded("hikvision"))
        #expect(flow.state == .done && flow.missing.isEmpty)
        #expect(!asked.contains("GetNodes") && !asked.contains("GetPresets"))
        #expect(flow.device.chosen.count == 1 && flow.device.profiles.count > 1)
        #expect(flow.device.mac == "c0:56:e3:f9:55:68")
    }

    @Test("the clock is asked for without saying who asks, all else with")
    func authentication() throws {
        var flow = try Self.flow()
        var unauthenticated: [String] = []
        try Self.run(&flow) { question in
            if !question.isAuthenticated { unauthenticated.append(question.request.operation) }
            return try Self.recorded("hikvision")(question)
        }
        #expect(unauthenticated == ["GetSystemDateAndTime"])
    }

    @Test("a device that wants to know who asks for the time is told")
    func clockRefused() throws {
        var flow = try Self.flow()
        let asked = try Self.run(&flow) { question in
            question.isAuthenticated
                ? try Self.recorded("hikvision")(question) : .trouble(Self.fault("NotAuthorized", question))
        }
        #expect(asked.filter { $0 == "GetSystemDateAndTime" }.count == 2)
        #expect(flow.state == .done && flow.device.clock != nil)
    }

    @Test("nobody there, another kind of server and a wrong password end it, each with its words")
    func ends() throws {
        var flow = try Self.flow()
        try Self.run(&flow) { _ in .silence("connection refused") }
        #expect(flow.state == .unreachable("connection refused"))
        flow = try Self.flow()
        try Self.run(&flow) { .trouble(SOAPTrouble(operation: $0.request.operation, cause: .page)) }
        #expect(
            flow.state
                == .noDevice(
                    "GetSystemDateAndTime: it answered a web page: there is no ONVIF service at this port and path"
                )
        )
        flow = try Self.flow()
        try Self.run(&flow) { question in
            question.step == .clock
                ? try Self.recorded("axis")(question) : .trouble(Self.fault("NotAuthorized", question))
        }
        #expect(Self.refusal(of: flow) == "GetServices: the device answers Sender/NotAuthorized")
        flow = try Self.flow()
        try Self.run(&flow) { question in
            question.step == .profiles
                ? .trouble(Self.fault("NotAuthorized", question)) : try Self.recorded("axis")(question)
        }
        #expect(Self.refusal(of: flow) == "GetProfiles: the device answers Sender/NotAuthorized")
    }

    private static func refusal(of flow: ConnectFlow) -> String? {
        if case .refused(let trouble) = flow.state { "\(trouble)" } else { nil }
    }

    @Test("a refused login is said in plain words, with what the device answers behind them")
    func plainRefusal() {
        let trouble = SOAPTrouble(operation: "GetServices", cause: .status(401))
        #expect(
            trouble.refusal(hasCredentials: true)
                == "it does not take the user or password (many devices have ONVIF users of their own): \(trouble)"
        )
        #expect(
            trouble.refusal(hasCredentials: false).hasPrefix("it wants a user and a password, and none is configured")
        )
        let locked = SOAPTrouble(operation: "GetServices", cause: .status(403))
        #expect(locked.refusal(hasCredentials: true) == "\(locked)")
    }

    @Test("where GetServices is refused, GetCapabilities is no other login, even when it waits already")
    func oneLogin() throws {
        var flow = try Self.flow()
        for question in flow.next() { flow.answered(question.step, try Self.recorded("axis")(question), now: Self.now) }
        var waiting = flow.next()
        #expect(waiting.map(\.step) == [.services, .capabilities])
        let taken = flow.take(from: &waiting, first: nil)
        let services = try #require(taken)
        flow.answered(services.step, .trouble(Self.fault("NotAuthorized", services)), now: Self.now)
        #expect(Self.refusal(of: flow) == "GetServices: the device answers Sender/NotAuthorized")
        let left = flow.take(from: &waiting, first: nil)
        #expect(left == nil)
    }

    @Test("a refusal by Media2 alone, of a login that Media takes, keeps nobody out")
    func mediaAlone() throws {
        var flow = try Self.flow()
        try Self.run(&flow) { question in
            if question.step == .profiles2 {
                return .trouble(SOAPTrouble(operation: "GetProfiles", cause: .status(403)))
            }
            return try Self.both(question)
        }
        #expect(flow.state == .done && flow.missing[.profiles2] != nil)
        #expect(flow.device.chosen.map(\.token) == ["P1"] && flow.device.streams["P1"] != nil)
    }

    @Test("addresses that Media2 does not give are asked of Media, once")
    func oldAddresses() throws {
        var flow = try Self.flow()
        var asked: [String] = []
        func reply(_ question: ConnectFlow.Question) throws -> ConnectFlow.Reply {
            guard [.stream(profile: "P1"), .snapshot(profile: "P1")].contains(question.step) else {
                return try Self.both(question)
            }
            asked.append("\(question.request.service) \(question.request.operation)")
            if question.request.service == .media2 { return .trouble(Self.fault("ActionNotSupported", question)) }
            return try Self.both(question)
        }
        try Self.run(&flow, reply)
        #expect(
            asked == [
                "media2 GetStreamUri", "media2 GetSnapshotUri", "media GetStreamUri", "media GetSnapshotUri",
            ]
        )
        #expect(flow.state == .done && flow.missing[.stream(profile: "P1")] == nil)
        #expect(flow.device.streams["P1"] != nil && flow.device.snapshots["P1"] != nil)
        asked = []
        flow.forget(stream: "P1")
        try Self.run(&flow, reply)
        #expect(asked == ["media GetStreamUri"])
    }

    @Test("of the two media services one with snapshots is enough")
    func snapshotsOfEither() throws {
        for (old, new) in [("true", "false"), ("false", "true")] {
            let text = """
                <GetServicesResponse>\(Self.service("10", "<Capabilities SnapshotUri=\"\(old)\"/>"))\
                \(Self.service("20", "<Capabilities SnapshotUri=\"\(new)\"/>"))</GetServicesResponse>
                """
            #expect(ServiceTable(services: try XMLDocument(Array(text.utf8)).root).hasSnapshots == true)
        }
    }

    /// A device with both media services and one profile, which both list.
    private static func both(_ question: ConnectFlow.Question) throws -> ConnectFlow.Reply {
        let answers = [
            "GetServices": self.service("10") + self.service("20"),
            "GetProfiles": """
            <Profiles token="P1"><Name>main</Name>\
            <VideoEncoderConfiguration><Encoding>H264</Encoding></VideoEncoderConfiguration>\
            <Configurations><VideoEncoder><Encoding>H264</Encoding></VideoEncoder></Configurations></Profiles>
            """,
            "GetStreamUri": "<MediaUri><Uri>rtsp://127.66.66.77/1</Uri></MediaUri>",
            "GetSnapshotUri": "<MediaUri><Uri>http://127.66.66.77/1</Uri></MediaUri>",
        ]
        let operation = question.request.operation
        let text = "<\(operation)Response>\(answers[operation] ?? "")</\(operation)Response>"
        return .answer(try XMLDocument(Array(text.utf8)).root)
    }

    private static func service(_ version: String, _ capabilities: String = "") -> String {
        """
        <Service><Namespace>http://www.onvif.org/ver\(version)/media/wsdl</Namespace>\
        <XAddr>http://127.66.66.77/onvif/media\(version)</XAddr><Capabilities>\(capabilities)</Capabilities></Service>
        """
    }

    @Test("a device that lists no services is asked at its one address")
    func listless() throws {
        var flow = try Self.flow()
        var urls: Set<String> = []
        try Self.run(&flow) { question in
            urls.insert(question.url.requestURL.reveal())
            if [.services, .capabilities].contains(question.step) {
                return .trouble(SOAPTrouble(operation: question.request.operation, cause: .status(500)))
            }
            return try Self.recorded("axis")(question)
        }
        #expect(urls == ["http://127.66.66.77/onvif/device_service"])
        #expect(flow.state == .done && flow.device.chosen.count == 2)
    }

    @Test("whatever single answer fails, the device comes up as far as it can, and is asked again for the rest")
    func halfBroken() throws {
        var flow = try Self.flow()
        try Self.run(&flow, Self.recorded("axis"))
        let steps: [ConnectFlow.Step] = [
            .capabilities, .identity, .interfaces, .profiles, .sources, .nodes, .stream(profile: "profile_1_jpeg"),
            .snapshot(profile: "profile_1_h264"), .presets(profile: "profile_1_jpeg"),
        ]
        for step in steps {
            var half = try Self.flow()
            try Self.run(&half) { $0.step == step ? .silence("timed out") : try Self.recorded("axis")($0) }
            #expect(half.state == .done, "\(step)")
            #expect(half.missing[step]?.hasSuffix(": timed out") == true)
            half.improve()
            let asked = try Self.run(&half, Self.recorded("axis"))
            #expect(half.state == .done && half.missing[step] == nil, "\(step)")
            #expect(half.device.streams.count == 2, "\(step)")
            // What the device does not know is not asked for again.
            #expect(!asked.contains("GetServices"))
        }
    }

    @Test("a stream's address is asked for again, and nothing else")
    func again() throws {
        var flow = try Self.flow()
        try Self.run(&flow, Self.recorded("hikvision"))
        let token = try #require(flow.device.chosen.first?.token)
        flow.forget(stream: token)
        #expect(try Self.run(&flow, Self.recorded("hikvision")) == ["GetStreamUri"])
        #expect(flow.device.streams[token] != nil)
    }

    @Test("profiles are chosen by token, by name, or the largest of each lens")
    func choice() throws {
        let text = """
            <r>\(Self.profile("a", "Main", "H264", 1920, "s1"))\(Self.profile("b", "Sub", "H265", 640, "s1"))\
            \(Self.profile("c", "Other", "JPEG", 1920, "s2"))\(Self.profile("d", "Same", "H264", 1920, "s2"))\
            \(Self.profile("e", "Old", "MPEG4", 9999, "s3"))</r>
            """
        let profiles = MediaProfile.all(in: try XMLDocument(Array(text.utf8)).root, of: .media)
        #expect(ProfileChoice.all.chosen(of: profiles).map(\.token) == ["a", "b", "c", "d"])
        #expect(ProfileChoice.best.chosen(of: profiles).map(\.token) == ["a", "d"])
        #expect(ProfileChoice.tokens(["Sub", "c", "e"]).chosen(of: profiles).map(\.token) == ["b", "c"])
        #expect(ProfileChoice.tokens(["sub", "C"]).chosen(of: profiles).map(\.token) == ["b", "c"])
        let alike = MediaProfile.all(
            in: try XMLDocument(
                Array("<r>\(Self.profile("a", "A", "H264", 9, "s"))\(Self.profile("A", "b", "H264", 9, "s"))</r>".utf8)
            ).root,
            of: .media
        )
        #expect(ProfileChoice.tokens(["A"]).chosen(of: alike).map(\.token) == ["A"], "a token before a name")
        #expect(ProfileChoice.tokens(["a"]).chosen(of: alike).map(\.token) == ["a"], "as it is before other capitals")
    }

    @Test("what `profiles` names and the device lacks is said, with what it has, and apart from what cannot be shown")
    func lack() throws {
        let text = "<r>\(Self.profile("a", "Main", "H264", 1920, "s"))\(Self.profile("e", "Old", "MPEG4", 99, "s"))</r>"
        let profiles = MediaProfile.all(in: try XMLDocument(Array(text.utf8)).root, of: .media)
        #expect(ProfileChoice.tokens(["MAIN", "e"]).complaint(of: profiles) == nil)
        #expect(
            ProfileChoice.tokens(["x"]).complaint(of: []) == nil && ProfileChoice.all.complaint(of: profiles) == nil
        )
        let complaint = "`profiles` names 'x y', and the device has no such profile; it has a (Main), e (Old)"
        #expect(ProfileChoice.tokens(["a", "x\ny"]).complaint(of: profiles) == complaint)
        #expect(ProfileChoice.tokens(["x\ny"]).lack(of: profiles) == complaint)
        let many = ProfileChoice.tokens((1...9).map { "p\($0)" }).complaint(of: profiles) ?? ""
        #expect(many.contains("'p4', 5 more, and the device has no such profiles"), "\(many)")
        let old = Array(profiles.dropFirst())
        #expect(
            ProfileChoice.all.lack(of: old)
                == "the device has no profile that can be shown, with H.264, H.265 or JPEG; it has e (Old)"
        )
        #expect(ProfileChoice.tokens(["e"]).lack(of: old).hasPrefix("no profile that `profiles` names can be shown"))
        #expect(ProfileChoice.all.lack(of: []) == "the device has no media profile")
    }

    private static func profile(
        _ token: String,
        _ name: String,
        _ coding: String,
        _ width: Int,
        _ source: String
    ) -> String {
        """
        <Profiles token="\(token)"><Name>\(name)</Name><VideoSourceConfiguration><SourceToken>\(source)</SourceToken>\
        </VideoSourceConfiguration><VideoEncoderConfiguration><Encoding>\(coding)</Encoding><Resolution><Width>\(width)</Width>\
        <Height>100</Height></Resolution></VideoEncoderConfiguration></Profiles>
        """
    }
}

@Suite("SnapshotAuthentication")
struct SnapshotAuthenticationTests {
    @Test("each way is tried once, the one that works is kept, and lost when it is refused")
    func ways() {
        var authentication = SnapshotAuthentication()
        #expect(authentication.way == .digest)
        authentication.refused(.digest)
        #expect(authentication.way == .basic)
        authentication.succeeded(.basic)
        #expect(authentication.way == .basic && authentication.found == .basic)
        authentication.refused(.basic)
        #expect(authentication.way == .digest)
        for way in [SnapshotAuthentication.Way.digest, .stripped, .open] { authentication.refused(way) }
        #expect(authentication.way == nil)
        authentication.startOver()
        #expect(authentication.way == .digest)
    }

    @Test("an address without a login in it is not asked again without it")
    func repeated() throws {
        var authentication = SnapshotAuthentication()
        var isFinal = authentication.refused(.digest, at: try CameraURL("http://h/s?user=a&pwd=b"))
        #expect(!isFinal && authentication.way == .stripped)
        isFinal = authentication.refused(.stripped, at: try CameraURL("http://h/s?user=a&pwd=b"))
        #expect(!isFinal && authentication.way == .open)
        var plain = SnapshotAuthentication()
        isFinal = plain.refused(.digest, at: try CameraURL("http://h/s?channel=1"))
        #expect(!isFinal && plain.way == .open)
        isFinal = plain.refused(.open, at: try CameraURL("http://h/s?channel=1"))
        #expect(isFinal)
    }

    @Test("what everybody is told proves no login")
    func everybody() {
        let open = [SOAPRequest.getSystemDateAndTime, .getServices, .getServicesOnly, .getCapabilities]
        #expect(open.allSatisfy { !$0.provesLogin })
        #expect(SOAPRequest.getDeviceInformation.provesLogin)
    }

    @Test(
        "credentials are taken out of the query, and nothing else",
        arguments: [
            ("http://h/s?user=a&Password=b&channel=1", "http://h/s?channel=1"),
            ("http://h/s?usr=a&pwd=b", "http://h/s"),
            ("http://h/s?username1=a", "http://h/s?username1=a"), ("http://h/s", "http://h/s"),
        ]
    )
    func stripped(_ url: String, _ expected: String) throws {
        #expect(SnapshotAuthentication.stripped(try CameraURL(url)).requestURL.reveal() == expected)
    }
}
