import Testing

@testable import camworker

@Suite("XMLDocument")
struct XMLDocumentTests {
    private static func document(_ text: String) throws(XMLError) -> XMLDocument { try XMLDocument(Array(text.utf8)) }

    @Test("elements, attributes, text and namespaces come out as they stand")
    func tree() throws {
        let document = try Self.document(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <s:Envelope xmlns:s="urn:soap" xmlns="urn:plain"><s:Body>
              <d:A xmlns:d="urn:d" d:token="1" fixed='x &amp; y'> a <![CDATA[<b>]]>&#x2713; </d:A><B/>
            </s:Body></s:Envelope>
            """
        )
        let body = try #require(document.root.child("Body"))
        #expect(document.root.namespace == "urn:soap" && !document.wasMended)
        let a = XMLElement(
            name: "A",
            namespace: "urn:d",
            attributes: [.init(name: "token", namespace: "urn:d", value: "1"), .init(name: "fixed", value: "x & y")],
            text: "a <b>✓"
        )
        #expect(body.children == [a, XMLElement(name: "B", namespace: "urn:plain")])
        #expect(body.text.isEmpty)
    }

    @Test("a prefix that nothing declares, and one that is declared wrong, keep nothing from being found")
    func prefixes() throws {
        let text = "<x:Envelope><y:Body z:id='7' xmlns:y=''><tt:C>1</tt:C></y:Body></x:Envelope>"
        let root = try Self.document(text).root
        #expect(root.namespace == nil)
        #expect(root.child("Body")?.attribute("id") == "7")
        #expect(root.descendant("Body", "C")?.text == "1")
    }

    @Test("an inner declaration counts more than an outer one, and only inside")
    func scopes() throws {
        let root = try Self.document("<a xmlns='urn:1'><b xmlns='urn:2'><c/></b><d/></a>").root
        #expect(root.descendant("b", "c")?.namespace == "urn:2")
        #expect(root.child("d")?.namespace == "urn:1")
    }

    @Test(
        "what is no XML by a trifle is mended, and said to be",
        arguments: [
            ("<a>x\u{1}y</a>", "x y"), ("<a>rtsp://h/?a=1&b=2&amp;c</a>", "rtsp://h/?a=1&b=2&c"),
            ("<a>&nbsp;x</a>", "&nbsp;x"), ("<a>x</a>\0\0", "x"), ("<a>x</a></a>", "x"), ("<a>x</a>HTTP/1.1 200", "x"),
        ]
    )
    func mended(_ text: String, _ content: String) throws {
        let document = try Self.document(text)
        #expect(document.root.text == content)
        #expect(document.wasMended)
    }

    @Test("bytes that are no UTF-8 are replaced, whatever encoding is declared")
    func badBytes() throws {
        for declaration in ["", "<?xml version='1.0' encoding='utf-8'?>", "<?xml version='1.0' encoding='GB2312'?>"] {
            let document = try XMLDocument(Array("\(declaration)<a>".utf8) + [0xC4, 0xE3] + Array("</a>".utf8))
            #expect(document.root.text.contains("\u{FFFD}") && document.wasMended, "\(declaration)")
        }
    }

    @Test("Latin-1, UTF-16, byte order marks and white space in front are read")
    func encodings() throws {
        let declaration = "<?xml version='1.0' encoding='ISO-8859-1'?><a>"
        let latin = try XMLDocument(Array(declaration.utf8) + [0xE4] + Array("</a>".utf8))
        #expect(latin.root.text == "ä" && !latin.wasMended)
        let wide = "<a>ä</a>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(try XMLDocument([0xFF, 0xFE] + wide).root.text == "ä")
        #expect(try XMLDocument(wide).root.text == "ä")
        #expect(
            try XMLDocument([0xEF, 0xBB, 0xBF] + Array("\r\n <?xml version='1.0'?><a>b</a>".utf8)).root.text == "b"
        )
    }

    @Test(
        "what is no document says why",
        arguments: [
            ("", "it is empty"), (" \r\n", "it is empty"),
            ("<!DOCTYPE html><html><br></html>", "it is a web page"), ("<html><p>x</html>", "it is a web page"),
            ("<html>&nbsp;<p>x</html>", "it is a web page"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "it has a document type declaration, which SOAP forbids"),
            ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "it has a document type declaration, which SOAP forbids"),
            ("<a><b></a>", "it is no XML: mismatched tag, in line 1, column 9"),
            ("<a>\n<b>", "it is no XML: no element found, in line 2, column 4"),
            ("hello", "it is no XML: syntax error, in line 1, column 1"),
        ]
    )
    func refused(_ text: String, _ words: String) {
        #expect {
            _ = try Self.document(text)
        } throws: {
            "\($0)" == words
        }
    }

    @Test("each limit is kept, and named")
    func limits() {
        let limits = XMLLimits(bytes: 200, depth: 3, elements: 6, attributes: 2)
        let cases: [(String, XMLError)] = [
            (String(repeating: " ", count: 200) + "<a/>", .tooLong(204, most: 200)),
            ("<a><b><c><d/></c></b></a>", .tooDeep(most: 3)),
            ("<a><b/><b/><b/><b/><b/><b/></a>", .tooManyElements(most: 6)),
            ("<a b='1' c='2' xmlns:d='3'/>", .tooManyAttributes(most: 2)),
        ]
        for (text, error) in cases {
            #expect(throws: error) { _ = try XMLDocument(Array(text.utf8), limits: limits) }
        }
        #expect(throws: Never.self) {
            _ = try XMLDocument(Array("<a b='1' c='2'><b><c/><c/><c/><c/></b></a>".utf8), limits: limits)
        }
    }

    @Test("a billion laughs cost nothing, for they are not begun")
    func bomb() {
        let entities = (1...9).map { "<!ENTITY l\($0) \"\(String(repeating: "&l\($0 - 1);", count: 10))\">" }.joined()
        #expect(throws: XMLError.documentType) {
            _ = try Self.document("<?xml version='1.0'?><!DOCTYPE l [<!ENTITY l0 'lol'>\(entities)]><l>&l9;</l>")
        }
    }

    @Test("as many declarations in scope as may be make no element dearer to read")
    func declarations() throws {
        let limits = XMLLimits.standard
        let (levels, declarations) = (limits.depth - 1, limits.attributes)
        let open = (0..<levels).map { level in
            "<a" + (0..<declarations).map { " xmlns:p\(level)_\($0)='u'" }.joined() + ">"
        }
        let inner = String(repeating: "<z:b/>", count: limits.elements - levels)
        let text = open.joined() + inner + String(repeating: "</a>", count: levels)
        // Compared one by one they are 480 million.
        let clock = ContinuousClock()
        let time = try clock.measure {
            let root = try Self.document(text).root
            #expect(root.namespace == nil && root.children.count == 1)
        }
        #expect(time < .seconds(10), "\(time)")
    }

    @Test("yes, no and numbers in the words of the standard and of firmware")
    func values() throws {
        let root = try Self.document("<a n=' 0.5' x='nan'><t>true</t><f>0</f><i>12</i><e/><w>maybe</w></a>").root
        #expect(root.flag("t") == true)
        #expect(root.flag("f") == false)
        #expect(root.flag("w") == nil && root.flag("nothing") == nil)
        #expect(root.integer("i") == 12 && root.number("i") == 12)
        #expect(root.text("e") == nil)
        #expect(root.number(attribute: "x") == nil)
    }
}
