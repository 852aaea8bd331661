internal import Shared

/// A request as it goes over the wire: SOAP 1.2 with WS-Addressing 1.0.
struct SOAPEnvelope: Sendable {
    var request: SOAPRequest
    /// Where the device thinks it is asked: the address as it announced it, not as it was repaired.
    var to: String
    /// Of a subscription; they go back as they came (WS-Addressing 1.0 Core §3.3).
    var referenceParameters: [XMLElement] = []
    /// `nil` where nobody is to be known.
    var token: UsernameToken?
    /// Makes the message's id.
    var messageID: [UInt8]

    /// Random bytes of a message's id.
    static let messageIDBytes = 16

    /// The document.
    ///
    /// A secret because of the token.
    var text: Secret<String> {
        var header = [
            RequestElement("\(SOAPNamespace.addressing):Action", text: self.request.action),
            RequestElement("\(SOAPNamespace.addressing):MessageID", text: "urn:uuid:\(Self.uuid(self.messageID))"),
            RequestElement("\(SOAPNamespace.addressing):To", text: self.to),
        ]
        for var parameter in self.referenceParameters.prefix(RequestElement.mostEchoed) {
            parameter.attributes.removeAll { $0.name == "IsReferenceParameter" }
            var echoed = RequestElement(echoing: parameter)
            let mark = "\(SOAPNamespace.addressing):IsReferenceParameter"
            echoed.attributes.append(RequestElement.Attribute(name: mark, value: "true"))
            header.append(echoed)
        }
        if let token { header.append(token.element) }
        var envelope = RequestElement(
            "\(SOAPNamespace.envelope):Envelope",
            [
                RequestElement("\(SOAPNamespace.envelope):Header", header),
                RequestElement("\(SOAPNamespace.envelope):Body", [self.request.body]),
            ]
        )
        var prefixes: Set<String> = []
        envelope.collectPrefixes(into: &prefixes)
        envelope.declared = prefixes.sorted().compactMap { prefix in
            SOAPNamespace.address(of: prefix).map { RequestElement.Attribute(name: "xmlns:\(prefix)", value: $0) }
        }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        envelope.write(to: &text)
        return Secret(text)
    }

    /// RFC 9562 §5.4: version 4, of 16 random bytes.
    static func uuid(_ random: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in random.prefix(Self.messageIDBytes).enumerated() {
            let byte =
                switch index {
                case 6: byte & 0x0F | 0x40
                case 8: byte & 0x3F | 0x80
                default: byte
                }
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }
}
