/// The question who is there: a Probe of WS-Discovery (April 2005, as ONVIF Core §7 wants it).
///
/// Pure. SOAP 1.2, and the draft of WS-Addressing of August 2004.
struct DiscoveryProbe: Hashable, Sendable {
    /// What the answering devices are to be.
    enum Wish: Hashable, Sendable, CaseIterable {
        /// What ONVIF calls a camera.
        case transmitters
        /// Anything: some cameras answer only to a question without a type, some recorders have another.
        case anything
    }

    var wish: Wish
    /// Random; devices answer each message once.
    var messageID: [UInt8]

    private static let namespace = "http://schemas.xmlsoap.org/ws/2005/04/discovery"

    /// The datagram.
    var bytes: [UInt8] {
        let types = self.wish == .transmitters ? "<d:Types>dn:NetworkVideoTransmitter</d:Types>" : ""
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>\
            <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="\(Self.namespace)" \
            xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header>\
            <a:MessageID>urn:uuid:\(SOAPEnvelope.uuid(self.messageID))</a:MessageID>\
            <a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>\
            <a:Action>\(Self.namespace)/Probe</a:Action></e:Header>\
            <e:Body><d:Probe>\(types)</d:Probe></e:Body></e:Envelope>
            """
        return Array(text.utf8)
    }
}
