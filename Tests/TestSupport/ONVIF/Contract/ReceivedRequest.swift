/// A request in SOAP, as a device reads it.
package struct ReceivedRequest: Sendable {
    /// WS-Security's proof that somebody knows the password.
    package struct Token: Sendable, Hashable {
        package var user: String
        package var password: String
        /// The last part of its type: `PasswordDigest`.
        package var kind: String
        package var nonce: String?
        package var created: String?
    }

    /// `GetProfiles`.
    package var operation: String
    package var namespace: String
    /// The element of the operation.
    package var body: ReceivedElement
    package var isVersion11: Bool
    package var action: String?
    package var messageID: String?
    package var to: String?
    package var token: Token?
    /// All that stands in the header.
    package var headers: [ReceivedElement]
    /// What it came in.
    package var http: CameraRequest

    /// - Throws: what is wrong, when it cannot be answered at all.
    init(_ http: CameraRequest) throws(StrictSOAP.Complaint) {
        let envelope = try StrictSOAP.parse(http.body)
        let versions = [SOAPNamespace.envelope12, SOAPNamespace.envelope11]
        guard envelope.name == "Envelope", versions.contains(envelope.namespace) else {
            throw StrictSOAP.Complaint(description: "{\(envelope.namespace)}\(envelope.name) is no envelope")
        }
        let names = envelope.children.map {
            $0.namespace == envelope.namespace ? $0.name : "{\($0.namespace)}\($0.name)"
        }
        guard names == ["Body"] || names == ["Header", "Body"], let body = envelope.children.last else {
            throw StrictSOAP.Complaint(description: "an envelope with \(names)")
        }
        guard body.children.count == 1, let operation = body.children.first else {
            throw StrictSOAP.Complaint(description: "a body with \(body.children.count) elements")
        }
        self.operation = operation.name
        self.namespace = operation.namespace
        self.body = operation
        self.isVersion11 = envelope.namespace == SOAPNamespace.envelope11
        self.headers = names.count == 2 ? envelope.children[0].children : []
        self.http = http
        func addressing(_ name: String) -> String? {
            self.headers.first { $0.name == name && $0.namespace == SOAPNamespace.addressing }?.text
        }
        self.action = addressing("Action")
        self.messageID = addressing("MessageID")
        self.to = addressing("To")
        self.token = Self.token(self.headers)
    }

    private static func token(_ headers: [ReceivedElement]) -> Token? {
        let security = headers.first { $0.name == "Security" && $0.namespace == SOAPNamespace.security }
        guard let token = security?.child("UsernameToken", in: SOAPNamespace.security),
            let user = token.child("Username", in: SOAPNamespace.security)
        else { return nil }
        let password = token.child("Password", in: SOAPNamespace.security)
        let kind = password?.attributes["Type"]?.split(separator: "#").last.map(String.init)
        return Token(
            user: user.text,
            password: password?.text ?? "",
            // Without a type it is the password itself (UsernameToken Profile 1.0, §3.1).
            kind: kind ?? "PasswordText",
            nonce: token.child("Nonce", in: SOAPNamespace.security)?.text,
            created: token.child("Created", in: SOAPNamespace.utility)?.text
        )
    }

    /// `{namespace}name` of its operation.
    var key: String { "{\(self.namespace)}\(self.operation)" }
}
