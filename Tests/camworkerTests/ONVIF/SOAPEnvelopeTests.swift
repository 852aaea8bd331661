import Shared
import Testing

@testable import camworker

@Suite("SOAPEnvelope")
struct SOAPEnvelopeTests {
    private static let nonce: [UInt8] = [
        0x2C, 0xAA, 0x88, 0xE8, 0x6F, 0xC0, 0x8A, 0x42, 0x82, 0x42, 0xB3, 0x74, 0xCE, 0xA6, 0x45, 0x96,
    ]
    /// This is 2010-09-16T07:50:45Z.
    private static let created = WallTime(nanoseconds: 1_284_623_445_000_000_000)

    private static func token(_ now: WallTime, offset: Duration = .zero) -> UsernameToken {
        UsernameToken(
            user: Secret("user <1>"),
            password: Secret("userpassword"),
            now: now,
            offset: offset,
            nonce: Self.nonce
        )
    }

    @Test("the digest of ONVIF's own example comes out")
    func digest() {
        let text = Self.text(Self.token(Self.created))
        #expect(text.contains(">tuOSpGlFlIXsozq4HFNeeGeFLEI=</wsse:Password>"))
        #expect(text.contains(">LKqI6G/AikKCQrN0zqZFlg==</wsse:Nonce>"))
        #expect(text.contains("<wsu:Created>2010-09-16T07:50:45Z</wsu:Created>"))
        #expect(text.contains("<wsse:Username>user &lt;1&gt;</wsse:Username>"))
    }

    @Test("the digest is of the device's time, not of ours", arguments: [(3 * 3600, -3), (-90, 90)])
    func offset(_ ahead: Int64, _ ours: Int64) {
        let seconds = Int64(Self.created.wholeSeconds) - ahead
        let now = WallTime(nanoseconds: UInt64(seconds) * 1_000_000_000)
        #expect(Self.text(Self.token(now, offset: .seconds(ahead))) == Self.text(Self.token(Self.created)))
        #expect(Self.text(Self.token(now)) != Self.text(Self.token(Self.created)))
    }

    @Test("a whole request, as it goes over the wire")
    func whole() {
        let request = SOAPRequest("GetStreamUri", .media, [RequestElement("trt:ProfileToken", text: "a&\"b")])
        let envelope = SOAPEnvelope(
            request: request,
            to: "http://192.0.2.1/onvif/media",
            messageID: Array(repeating: 0xFF, count: 16)
        )
        #expect(
            envelope.text.reveal() == """
                <?xml version="1.0" encoding="UTF-8"?>
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" \
                xmlns:trt="http://www.onvif.org/ver10/media/wsdl" \
                xmlns:wsa="http://www.w3.org/2005/08/addressing"><s:Header>\
                <wsa:Action>http://www.onvif.org/ver10/media/wsdl/GetStreamUri</wsa:Action>\
                <wsa:MessageID>urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff</wsa:MessageID>\
                <wsa:To>http://192.0.2.1/onvif/media</wsa:To></s:Header><s:Body>\
                <trt:GetStreamUri><trt:ProfileToken>a&amp;&quot;b</trt:ProfileToken></trt:GetStreamUri>\
                </s:Body></s:Envelope>
                """
        )
        #expect(
            request.contentType
                == "application/soap+xml; charset=utf-8; action=\"http://www.onvif.org/ver10/media/wsdl/GetStreamUri\""
        )
        #expect("\(envelope.text)" == secretMask)
    }

    @Test("reference parameters go back with their namespaces, attributes and content")
    func referenceParameters() throws {
        let parameter = try XMLDocument(
            Array("<d:Id xmlns:d='urn:axis' a='1'> 5\n <d:In/><Out xmlns=''>&lt;</Out></d:Id>".utf8)
        ).root
        let envelope = SOAPEnvelope(
            request: SOAPRequest("Stop", .ptz),
            to: "/relative",
            referenceParameters: [parameter],
            messageID: Array(repeating: 0, count: 16)
        )
        let document = try XMLDocument(Array(envelope.text.reveal().utf8))
        var echoed = try #require(document.root.descendant("Header", "Id"))
        #expect(echoed.attribute("IsReferenceParameter") == "true")
        echoed.attributes.removeLast()
        #expect(echoed == parameter)
        #expect(document.root.descendant("Header", "To")?.text == "/relative")
    }

    @Test("attributes go back with their namespaces, and two that become one by none are said once")
    func attributes() throws {
        let parameter = try XMLDocument(
            Array(
                """
                <P a:x='1' b:x='2' x='3' a:y='4' xmlns:a='urn:a' xmlns:b='urn:b' xml:lang='de'>\
                <Q u:x='1' v:x='2'/></P>
                """.utf8
            )
        ).root
        var text = ""
        RequestElement(echoing: parameter).write(to: &text)
        let document = try XMLDocument(Array(text.utf8))
        #expect(document.root.attributes == parameter.attributes && parameter.attributes.count == 5)
        let once = [XMLElement.Attribute(name: "x", value: "1")]
        #expect(parameter.children[0].attributes.count == 2 && document.root.children[0].attributes == once)
        #expect(parameter.attributes.map(\.namespace) == ["urn:a", "urn:b", nil, "urn:a", XMLElement.xml])
    }

    @Test("what XML cannot hold does not get into it")
    func escaping() throws {
        let words = "\u{0}a\u{8}<b>&\"'\n\tä\u{1F4F7}\u{FFFF}"
        var text = ""
        RequestElement("x", attributes: ["y": words], text: words).write(to: &text)
        let document = try XMLDocument(Array(text.utf8))
        #expect(document.root.text == "a<b>&\"'\n\tä\u{1F4F7}")
        #expect(document.root.attribute("y") == "a<b>&\"'\n\tä\u{1F4F7}")
        #expect(!document.wasMended)
    }

    private static func text(_ token: UsernameToken) -> String {
        SOAPEnvelope(
            request: SOAPRequest("GetServices", .device),
            to: "",
            token: token,
            messageID: Array(repeating: 1, count: 16)
        ).text.reveal()
    }
}
