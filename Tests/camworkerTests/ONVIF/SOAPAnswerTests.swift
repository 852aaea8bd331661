import Testing

@testable import camworker

@Suite("SOAPAnswer")
struct SOAPAnswerTests {
    private static let request = SOAPRequest("GetProfiles", .media)

    private static func read(_ body: String, status: Int = 200) throws(SOAPTrouble) -> XMLElement {
        try SOAPAnswer.read(Array(body.utf8), status: status, to: Self.request)
    }

    private static func envelope(
        _ body: String,
        _ version: String = "http://www.w3.org/2003/05/soap-envelope"
    ) -> String {
        "<?xml version='1.0'?><e:Envelope xmlns:e='\(version)'><e:Header/><e:Body>\(body)</e:Body></e:Envelope>"
    }

    @Test(
        "an answer is taken from SOAP 1.1 and 1.2, with whatever prefixes",
        arguments: [
            envelope(
                "<trt:GetProfilesResponse xmlns:trt='http://www.onvif.org/ver10/media/wsdl'><a/></trt:GetProfilesResponse>"
            ),
            envelope("<GetProfilesResponse><a/></GetProfilesResponse>", "http://schemas.xmlsoap.org/soap/envelope/"),
            "<Envelope><Body><undeclared:GetProfilesResponse><a/></undeclared:GetProfilesResponse></Body></Envelope>",
        ]
    )
    func answers(_ text: String) throws {
        #expect(try Self.read(text).children.map(\.name) == ["a"])
    }

    @Test("an empty answer of success is one to a command, and none to a question")
    func empty() throws {
        let command = SOAPRequest("Stop", .ptz, isCommand: true)
        #expect(try SOAPAnswer.read([], status: 202, to: command).name == "StopResponse")
        #expect(try SOAPAnswer.read(Array(Self.envelope("").utf8), status: 200, to: command).children.isEmpty)
        #expect(throws: SOAPTrouble.self) { try SOAPAnswer.read([], status: 500, to: command) }
        #expect(throws: SOAPTrouble(operation: "GetProfiles", cause: .otherAnswer(""))) { try Self.read("") }
    }

    private static let fault12 = """
        <e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>ter:InvalidArgVal</e:Value><e:Subcode>
        <e:Value>ter:NoProfile</e:Value></e:Subcode></e:Subcode></e:Code><e:Reason><e:Text xml:lang="en">No such profile</e:Text>
        </e:Reason><e:Detail><e:Text>token 7</e:Text></e:Detail></e:Fault>
        """
    private static let fault11 = """
        <e:Fault><faultcode>e:Client.Authentication</faultcode><faultstring>Sender not Authorized</faultstring>
        <detail><x>wrong</x></detail></e:Fault>
        """

    @Test(
        "what is no answer says which operation it was of, and what is wrong",
        arguments: [
            (
                envelope(fault12), 400,
                "GetProfiles: the device answers Sender/InvalidArgVal/NoProfile: No such profile: token 7"
            ),
            (
                envelope(fault11), 500,
                "GetProfiles: the device answers Client/Authentication: Sender not Authorized: wrong"
            ),
            (envelope("<e:Fault/>"), 500, "GetProfiles: the device answers a fault without a word"),
            (
                envelope("<e:Fault/>"), 401,
                "GetProfiles: the camera answered 401 (it refuses the user name or password)"
            ),
            (
                "<!DOCTYPE html><html><body>", 200,
                "GetProfiles: it answered a web page: there is no ONVIF service at this port and path"
            ),
            (
                "<html><body/></html>", 200,
                "GetProfiles: it answered a web page: there is no ONVIF service at this port and path"
            ),
            ("<html>", 404, "GetProfiles: the camera answered 404 (there is nothing at this path)"),
            (
                "{}", 200,
                "GetProfiles: the answer makes no sense: it is no XML: not well-formed (invalid token), in line 1, column 1"
            ),
            ("<a/>", 200, "GetProfiles: the answer is no SOAP: it begins with 'a'"),
            (
                envelope("<GetNodesResponse/>"), 200,
                "GetProfiles: the answer is one to something else: 'GetNodesResponse'"
            ),
            (envelope(""), 200, "GetProfiles: the answer is empty"),
            (
                "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", 200,
                "GetProfiles: the answer makes no sense: it has a document type declaration, which SOAP forbids"
            ),
        ]
    )
    func troubles(_ body: String, _ status: Int, _ words: String) {
        #expect {
            _ = try Self.read(body, status: status)
        } throws: {
            "\($0)" == words
        }
    }

    @Test(
        "a fault tells whether we may not, or the device cannot",
        arguments: [
            ("ter:NotAuthorized", "Sender not authorized", true, false), ("wsse:FailedAuthentication", "", true, false),
            ("ter:Action", "Authority failure", true, false), ("ter:ActionNotSupported", "", false, true),
            ("ter:Action", "Optional Action Not Implemented", false, true), ("ter:InvalidArgVal", "bad", false, false),
            ("ter:Action", "Action failed", false, false),
        ]
    )
    func meaning(_ code: String, _ reason: String, _ isRefusal: Bool, _ isUnsupported: Bool) throws {
        let text = """
            <f><Code><Value>s:Sender</Value><Subcode><Value>\(code)</Value></Subcode></Code><Reason><Text>\(reason)</Text></Reason></f>
            """
        let trouble = SOAPTrouble(operation: "x", cause: .fault(SOAPFault(try XMLDocument(Array(text.utf8)).root)))
        #expect(trouble.isRefusal == isRefusal)
        #expect(trouble.isUnsupported == isUnsupported)
    }

    @Test("a device's words are shortened, made one line, and hide what looks like a secret")
    func words() throws {
        let text = "<f><faultstring>a\nhttp://u:p@h/ \(String(repeating: "x", count: 300))</faultstring></f>"
        let words = "\(SOAPFault(try XMLDocument(Array(text.utf8)).root))"
        #expect(!words.contains("u:p") && !words.contains("\n") && words.unicodeScalars.count <= 200)
    }
}
