import Shared
import Testing

@testable import camworker

@Suite("EventMessage")
struct EventMessageTests {
    private static func notify(_ body: String) -> [UInt8] {
        Array("<Envelope><Body><wsnt:Notify>\(body)</wsnt:Notify></Body></Envelope>".utf8)
    }

    private static let motion = """
        <NotificationMessage><Topic> tns1:VideoSource/MotionAlarm </Topic><Message><tt:Message UtcTime="2026-11-22 02:00:00"
        PropertyOperation="Initialized"><tt:Source><tt:SimpleItem Name="Source" Value="1"/></tt:Source><tt:Data>
        <tt:SimpleItem Name="State" Value="true"/></tt:Data></tt:Message></Message></NotificationMessage>
        """

    @Test("one bad message keeps none of the others from being read")
    func bad() throws {
        let body = """
            <NotificationMessage/><NotificationMessage><Message/></NotificationMessage>\(Self.motion)
            <NotificationMessage><Topic>\(String(repeating: "x", count: 400))</Topic></NotificationMessage>
            <NotificationMessage><Topic>a</Topic><Message>None</Message></NotificationMessage>\(Self.motion)
            """
        let (messages, unreadable) = try EventMessage.notification(Self.notify(body))
        #expect(messages.map(\.path) == ["VideoSource/MotionAlarm", "a", "VideoSource/MotionAlarm"])
        #expect(unreadable == 3)
        #expect(messages.map(\.isBare) == [false, true, false])
        #expect(messages[0].operation == .initialized && messages[0].time == DeviceTime.parse("2026-11-22T02:00:00Z"))
    }

    @Test("a message without its inner or outer element, and items with elements for attributes, are read")
    func shapes() throws {
        let body = """
            <NotificationMessage><Topic>a</Topic><Message><Data><SimpleItem><Name>State</Name><Value>1</Value></SimpleItem>
            <SimpleItem Value="2"/><SimpleItem Name="Text">words</SimpleItem></Data></Message></NotificationMessage>
            """
        let message = try #require(try EventMessage.notification(Self.notify(body)).messages.first)
        #expect(message.data == [.init(name: "State", value: "1"), .init(name: "Text", value: "words")])
        #expect(message.datum("state") == "1" && message.operation == nil && message.time == nil)
    }

    @Test("notifications without an envelope are taken, and what is none says so")
    func envelope() throws {
        let bare = Array("<Notify>\(Self.motion)</Notify>".utf8)
        #expect(try EventMessage.notification(bare).messages.count == 1)
        #expect {
            _ = try EventMessage.notification(Array("<html/>".utf8))
        } throws: {
            "\($0)" == "Notify: the answer is no SOAP: it begins with 'html'"
        }
        #expect(throws: SOAPTrouble.self) { try EventMessage.notification([]) }
    }

    @Test("an AXIS and a HIKVISION without news tell nothing")
    func recorded() throws {
        let answer = try ONVIFSamples.answer("hikvision", .pullMessages(timeout: 60, limit: 99))
        #expect(EventMessage.all(in: answer).messages.isEmpty)
        #expect(EventSubscription(answer).termination == DeviceTime.parse("2018-02-27T18:45:42Z"))
    }

    @Test("five thousand messages of one answer are counted, and a thousand are read")
    func many() throws {
        let answer = XMLElement(
            name: "r",
            children: Array(
                repeating: XMLElement(name: "NotificationMessage", children: [XMLElement(name: "Topic", text: "a")]),
                count: 5_000
            )
        )
        #expect(EventMessage.all(in: answer).messages.count == EventMessage.most)
        #expect(EventMessage.all(in: answer).unreadable == 5_000 - EventMessage.most)
    }
}
