/// The namespaces of ONVIF and of what it stands on.
enum SOAPNamespace {
    static let envelope12 = "http://www.w3.org/2003/05/soap-envelope"
    static let envelope11 = "http://schemas.xmlsoap.org/soap/envelope/"
    static let addressing = "http://www.w3.org/2005/08/addressing"
    /// That of WS-Discovery of April 2005, which ONVIF uses.
    static let addressing2004 = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
    static let discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
    static let security =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
    static let utility =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
    static let notification = "http://docs.oasis-open.org/wsn/b-2"
    static let schema = "http://www.onvif.org/ver10/schema"
    static let network = "http://www.onvif.org/ver10/network/wsdl"

    /// What an answer's envelope declares, so that any part of it may use them.
    static let declared: KeyValuePairs<String, String> = [
        "wsa": addressing, "wsnt": notification, "tt": schema,
        "tds": "http://www.onvif.org/ver10/device/wsdl",
        "trt": "http://www.onvif.org/ver10/media/wsdl",
        "tr2": "http://www.onvif.org/ver20/media/wsdl",
        "tptz": "http://www.onvif.org/ver20/ptz/wsdl",
        "timg": "http://www.onvif.org/ver20/imaging/wsdl",
        "tev": "http://www.onvif.org/ver10/events/wsdl",
        "ter": "http://www.onvif.org/ver10/error",
        "wstop": "http://docs.oasis-open.org/wsn/t-1",
        "wsrf-r": "http://docs.oasis-open.org/wsrf/r-2",
        "wsrf-bf": "http://docs.oasis-open.org/wsrf/bf-2",
        "tns1": "http://www.onvif.org/ver10/topics",
        "tnsaxis": "http://www.axis.com/2009/event/topics",
        "tnshik": "http://www.hikvision.com/2011/event/topics",
        "tnsajax": "http://www.ajax.systems/event/topics",
    ]

    /// The namespace of a prefix in ``declared``.
    static func of(_ prefix: Substring) -> String? { self.declared.first { $0.key == prefix }?.value }
}
