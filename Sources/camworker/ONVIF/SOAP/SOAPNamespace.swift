/// The prefixes of what we send.
enum SOAPNamespace {
    /// Of the envelope: SOAP 1.2, which ONVIF wants.
    static let envelope = "s"
    static let addressing = "wsa"
    static let security = "wsse"
    static let utility = "wsu"
    static let notification = "wsnt"
    static let schema = "tt"

    /// What a prefix of ours means; `nil` for one that is none.
    static func address(of prefix: String) -> String? {
        switch prefix {
        case self.envelope: "http://www.w3.org/2003/05/soap-envelope"
        case self.addressing: "http://www.w3.org/2005/08/addressing"
        case self.security: "\(self.securityFolder)oasis-200401-wss-wssecurity-secext-1.0.xsd"
        case self.utility: "\(self.securityFolder)oasis-200401-wss-wssecurity-utility-1.0.xsd"
        case self.notification: "http://docs.oasis-open.org/wsn/b-2"
        case self.schema: "http://www.onvif.org/ver10/schema"
        default: ONVIFService.allCases.first { $0.prefix == prefix }?.namespace
        }
    }

    static let passwordDigest = "\(securityFolder)oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
    static let base64 = "\(securityFolder)oasis-200401-wss-soap-message-security-1.0#Base64Binary"

    private static let securityFolder = "http://docs.oasis-open.org/wss/2004/01/"
}
