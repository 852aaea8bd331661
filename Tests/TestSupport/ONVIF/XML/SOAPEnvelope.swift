/// A message as a device writes it.
struct SOAPEnvelope {
    /// How it is written.
    enum Style: Sendable, Hashable {
        case usual
        /// SOAP 1.1, as some firmware answers whatever it was asked in.
        case version11
        /// Prefixes that nobody else uses, and the envelope's namespace without any: right, but only for who resolves them.
        case unusualPrefixes
        /// The declaration of `tt` is forgotten: not well-formed with regard to namespaces, and seen in the field.
        case undeclaredPrefix
    }

    var action: String?
    /// The request's `MessageID`.
    var relatesTo: String?
    /// Elements of the header besides those of WS-Addressing.
    var header = ""
    var body: String
    var style = Style.usual

    var isVersion11: Bool { self.style == .version11 }

    /// The media type of its style, without the action.
    var contentType: String {
        self.isVersion11 ? "text/xml; charset=utf-8" : "application/soap+xml; charset=utf-8"
    }

    var text: String {
        let namespace = self.isVersion11 ? SOAPNamespace.envelope11 : SOAPNamespace.envelope12
        let others = SOAPNamespace.declared.map { " xmlns:\($0.key)=\"\($0.value)\"" }.joined()
        var header = self.header
        if let action { header += "<wsa:Action>\(action.xmlEscaped)</wsa:Action>" }
        if let relatesTo { header += "<wsa:RelatesTo>\(relatesTo.xmlEscaped)</wsa:RelatesTo>" }
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <env:Envelope xmlns:env="\(namespace)"\(others)>\
            \(header.isEmpty ? "" : "<env:Header>\(header)</env:Header>")<env:Body>\(self.body)</env:Body></env:Envelope>
            """
        switch self.style {
        case .usual, .version11: return text
        case .undeclaredPrefix: return text.replacing(" xmlns:tt=\"\(SOAPNamespace.schema)\"", with: "")
        case .unusualPrefixes: return Self.rewritten(text)
        }
    }

    /// Topics keep their prefixes: those stand in text, and a device that renames them there means others.
    private static func rewritten(_ text: String) -> String {
        let renamed = ["wsa": "w", "wsnt": "SOAP-ENV", "tt": "ns1", "tds": "tt", "trt": "tds", "tev": "a.b-c_d"]
        var text = text.replacing("xmlns:env=", with: "xmlns=")
        for mark in ["<", "</"] { text = text.replacing("\(mark)env:", with: mark) }
        // In two steps, since a new name may be an old one.
        for (old, new) in renamed {
            text = text.replacing("xmlns:\(old)=", with: "xmlns:\u{1}\(new)=")
            for mark in ["<", "</"] { text = text.replacing("\(mark)\(old):", with: "\(mark)\u{1}\(new):") }
        }
        // The value of a fault's code is a name of the envelope's namespace.
        return text.replacing("\u{1}", with: "").replacing(">env:", with: ">")
    }
}
