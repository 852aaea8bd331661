internal import Foundation
internal import FoundationXML

/// Reads a document as strictly as libxml2 does, and refuses what SOAP forbids.
package enum StrictSOAP {
    /// Why bytes are no SOAP message.
    package struct Complaint: Error, CustomStringConvertible {
        package var description: String
    }

    package static func parse(_ bytes: [UInt8]) throws(Complaint) -> ReceivedElement {
        // SOAP 1.2 part 1, §5: no document type declaration, no processing instruction.
        for forbidden in ["<!DOCTYPE", "<?xml-stylesheet"]
        where bytes[...].firstRange(of: Array(forbidden.utf8), from: 0) != nil {
            throw Complaint(description: "\(forbidden) has no place in SOAP")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Complaint(description: "not UTF-8") }
        let parser = XMLParser(data: Data(bytes))
        parser.shouldProcessNamespaces = true
        let builder = SOAPTreeBuilder()
        parser.delegate = builder
        guard parser.parse(), let root = builder.root else {
            throw Complaint(description: "not well-formed at line \(parser.lineNumber), column \(parser.columnNumber)")
        }
        return root
    }
}

/// Grows the tree of a document.
private final class SOAPTreeBuilder: NSObject, XMLParserDelegate {
    private(set) var root: ReceivedElement?
    private var open: [ReceivedElement] = []

    func parser(
        _ parser: XMLParser,
        didStartElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        let values = attributes.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }
        self.open.append(ReceivedElement(namespace: namespaceURI ?? "", name: elementName, attributes: values))
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard !self.open.isEmpty else { return }
        self.open[self.open.count - 1].text += string
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        self.parser(parser, foundCharacters: String(decoding: block, as: UTF8.self))
    }

    func parser(
        _ parser: XMLParser,
        didEndElement elementName: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        guard var element = self.open.popLast() else { return }
        element.text = element.text.trimmingCharacters(in: .whitespacesAndNewlines)
        if self.open.isEmpty { self.root = element } else { self.open[self.open.count - 1].children.append(element) }
    }
}
