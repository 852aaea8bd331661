import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What an ONVIF device is asked by a probe")
struct ONVIFExaminationTests {
    private static let recordings =
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/TestSupport/ONVIF/Recordings"
    private static let now = WallTime(nanoseconds: 1_790_000_000_000_000_000)

    private static func examination() throws -> ONVIFExamination {
        ONVIFExamination(
            ONVIFConfiguration(device: try CameraURL("http://192.0.2.1/onvif/device_service"))
        )
    }

    /// Asks everything.
    ///
    /// - Parameter answers: by operation: what is in the answer's element; what is missing the device does not know.
    private static func asked(_ answers: [String: String]) throws -> (ONVIFExamination, [String]) {
        var examination = try Self.examination()
        var operations: [String] = []
        while operations.count < 100, let question = examination.next() {
            #expect(examination.next() == nil, "one at a time")
            operations.append(question.order.request.operation)
            examination.answered(question.step, try Self.reply(answers, to: question.order.request), now: Self.now)
        }
        return (examination, operations)
    }

    private static func reply(_ answers: [String: String], to request: SOAPRequest) throws -> ConnectFlow.Reply {
        let body =
            answers[request.operation].map { "<\(request.operation)Response>\($0)</\(request.operation)Response>" }
            ?? "<Fault><Code><Value>Receiver</Value><Subcode><Value>ActionNotSupported</Value></Subcode></Code></Fault>"
        do throws(SOAPTrouble) {
            let bytes = Array("<Envelope><Body>\(body)</Body></Envelope>".utf8)
            return .answer(try SOAPAnswer.read(bytes, status: 200, to: request))
        } catch {
            return .trouble(error)
        }
    }

    /// The next question, of an examination that has one.
    private static func question(_ examination: inout ONVIFExamination) throws -> ONVIFExamination.Question {
        let question = examination.next()
        return try #require(question)
    }

    private static let services = ["device", "media", "events"].map { name in
        "<Service><Namespace>http://www.onvif.org/ver10/\(name)/wsdl</Namespace>"
            + "<XAddr>http://192.0.2.1/onvif/\(name)</XAddr></Service>"
    }.joined()
    private static let profile = """
        <Profiles token="P1"><Name>main</Name><VideoSourceConfiguration><SourceToken>V</SourceToken></VideoSourceConfiguration>\
        <VideoEncoderConfiguration><Encoding>H264</Encoding><Resolution><Width>640</Width><Height>360</Height></Resolution>\
        </VideoEncoderConfiguration></Profiles>
        """
    private static let topics = """
        <TopicSet><RuleEngine topic="false"><CellMotionDetector><Motion topic="true"><MessageDescription IsProperty="true">\
        <Data><SimpleItemDescription Name="IsMotion"/></Data></MessageDescription></Motion></CellMotionDetector></RuleEngine>\
        <Device><Reset><MessageDescription/></Reset></Device></TopicSet>
        """

    @Test("all that a worker asks at its start, then the topics, and nothing twice")
    func whole() throws {
        let (examination, operations) = try Self.asked([
            "GetSystemDateAndTime": "<SystemDateAndTime/>", "GetServices": Self.services,
            "GetDeviceInformation": "<Manufacturer>Example</Manufacturer><Model>One</Model>",
            "GetProfiles": Self.profile,
            "GetStreamUri": "<MediaUri><Uri>rtsp://u:p@192.0.2.1:554/x?key=5</Uri></MediaUri>",
            "GetSnapshotUri": "<MediaUri><Uri>http://192.0.2.1/snap</Uri></MediaUri>",
            "GetEventProperties": Self.topics,
        ])
        #expect(operations.first == "GetSystemDateAndTime" && operations.last == "GetEventProperties")
        #expect(Set(operations).count == operations.count && examination.isOver)
        let report = examination.report
        #expect(report.manufacturer == "Example" && report.services.map(\.name) == ["device", "media", "events"])
        let profile = try #require(report.profiles.first)
        #expect(profile.token == "P1" && profile.codec == "H264" && profile.isCompatible && profile.isBest)
        // The device's own credentials are nobody's business.
        #expect(profile.stream == "rtsp://192.0.2.1:554/x?•••" && profile.snapshot == "http://192.0.2.1/snap")
        #expect(
            report.topics == [
                .init(path: "RuleEngine/CellMotionDetector/Motion", entity: "Cell Motion Detection"),
                .init(path: "Device/Reset"),
            ]
        )
        #expect(report.foreignHost == nil && examination.result.status == 200)
        // As it travels.
        let response = try #require(examination.result.response)
        #expect(try CallResult.report(ONVIFReport.self, in: response) == report)
    }

    @Test("what it does not know is said in its words, and what it announces elsewhere too")
    func broken() throws {
        let (examination, _) = try Self.asked([
            "GetSystemDateAndTime": "", "GetServices": Self.services.replacing("192.0.2.1", with: "10.0.0.5"),
            "GetProfiles": Self.profile,
        ])
        let report = examination.report
        #expect(report.foreignHost == "10.0.0.5" && report.topics == nil && report.clock == nil)
        #expect(report.unanswered.contains { $0.hasPrefix("GetEventProperties: the device answers Receiver/Action") })
        #expect(report.unanswered.contains { $0.hasPrefix("GetDeviceInformation: ") })
    }

    @Test("one that does not let us in, is away or is none is asked no more")
    func failures() throws {
        let refusal = SOAPTrouble(operation: "GetServices", cause: .status(401))
        let cases: [(ConnectFlow.Reply, Int)] = [
            (.silence("cannot connect"), 502), (.trouble(SOAPTrouble(operation: "x", cause: .page)), 502),
        ]
        for (reply, status) in cases {
            var examination = try Self.examination()
            let question = try Self.question(&examination)
            examination.answered(question.step, reply, now: Self.now)
            #expect(examination.isOver && examination.next() == nil && examination.result.status == status)
        }
        var refused = try Self.examination()
        let clock = try Self.question(&refused)
        refused.answered(clock.step, .answer(XMLElement(name: "x")), now: Self.now)
        let services = try Self.question(&refused)
        refused.answered(services.step, .trouble(refusal), now: Self.now)
        // Each further order would be another login with a password that is wrong.
        #expect(refused.isOver && refused.next() == nil && refused.result.status == 401)
        #expect(refused.result.reason.hasSuffix("\(refusal)"))
    }

    @Test("a wrong password costs one order that is refused, wherever the device asks for it first")
    func wrongPassword() throws {
        var examination = try Self.examination()
        var refusals = 0
        while let question = examination.next() {
            let isOpen = ["GetSystemDateAndTime", "GetServices", "GetCapabilities"]
                .contains(question.order.request.operation)
            if !isOpen { refusals += 1 }
            let refusal = SOAPTrouble(operation: question.order.request.operation, cause: .status(401))
            let reply = try Self.reply(["GetServices": Self.services], to: question.order.request)
            examination.answered(question.step, isOpen ? reply : .trouble(refusal), now: Self.now)
        }
        #expect(refusals == 1 && examination.result.status == 401)
    }

    @Test("when there is no more time it answers with what has come, or that nothing has")
    func time() throws {
        var silent = try Self.examination()
        _ = silent.next()
        silent.conclude("no time")
        #expect(silent.isOver && silent.result == CallResult(status: 502, reason: "no time") && silent.next() == nil)
        var some = try Self.examination()
        for _ in ["GetSystemDateAndTime", "GetServices", "GetCapabilities"] {
            let question = try Self.question(&some)
            let reply = try Self.reply(["GetServices": Self.services], to: question.order.request)
            some.answered(question.step, reply, now: Self.now)
        }
        some.conclude("no time")
        #expect(some.result.status == 200 && some.report.unanswered.last == "no time")
    }

    @Test("topics of two real cameras, and no more than are read")
    func topics() throws {
        for (name, path) in [("axis", "Device/IO/VirtualPort"), ("hikvision", "RuleEngine/CellMotionDetector/Motion")] {
            let bytes = try readFile("\(Self.recordings)/\(name)/events/GetEventProperties.Response.xml")
            let answer = try SOAPAnswer.read(bytes, status: 200, to: .getEventProperties)
            let topics = EventTopics.all(in: answer)
            #expect(topics.contains(path) && Set(topics).count == topics.count, "\(topics)")
            #expect(!topics.contains("Device"), "a folder")
        }
        let many = (0..<1_000).map { "<a\($0) topic=\"true\"/>" }.joined()
        let answer = XMLElement(name: "x", children: [try XMLDocument(Array("<TopicSet>\(many)</TopicSet>".utf8)).root])
        #expect(EventTopics.all(in: answer).count == EventTopics.most)
    }
}
