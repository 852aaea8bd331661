internal import CLinux
internal import Glibc

/// Asks a device by hand, as right as can be, or wrong on purpose.
package struct SOAPCaller: Sendable {
    /// What came back.
    package struct Answer: Sendable {
        package var status: Int
        package var type: String
        package var bytes: [UInt8]
        /// The element in the answer's body; `nil` when there is none to be read.
        package var element: ReceivedElement?

        package var text: String { String(decoding: self.bytes, as: UTF8.self) }
        /// Of a fault, from the outermost in: `env:Sender`, `ter:NotAuthorized`.
        package var codes: [String] {
            var (codes, code): ([String], ReceivedElement?) = ([], self.element?["Code"])
            while let found = code {
                codes.append(found["Value"]?.text ?? "")
                code = found["Subcode"]
            }
            return codes
        }
    }

    private let camera: ONVIFCamera
    package var user: String
    package var password: String
    /// Seconds that the token is ahead of our clock.
    package var clockOffset = 0.0
    package var sendsToken = true
    /// Instead of a new one each time.
    package var nonce: [UInt8]?
    package var contentType = "application/soap+xml; charset=utf-8"
    /// Instead of the service's.
    package var path: String?
    /// Whether it says `wsa:Action` and the rest.
    package var action: String?

    package init(_ camera: ONVIFCamera) {
        self.camera = camera
        self.user = camera.user
        self.password = camera.password
        self.clockOffset = camera.state.clockOffset
    }

    /// Sends an element, whose prefixes are those of a device's own answers: `<tds:GetScopes/>`.
    package func call(_ service: ScriptedService, _ body: String, header: String = "") async throws -> Answer {
        let text = self.message(body, header: header, path: self.path ?? service.path)
        return try await self.send(Array(text.utf8), to: self.path ?? service.path)
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8], to path: String) async throws -> Answer {
        let fields: HTTPFields = ["Content-Type": self.contentType]
        let response = try await HTTPClient(port: self.camera.port).post(path, fields: fields, body: bytes)
        return Answer(
            status: response.status,
            type: response["Content-Type"] ?? "",
            bytes: response.body,
            element: try? StrictSOAP.parse(response.body).children.last?.children.first
        )
    }

    /// The request, as ``call(_:_:header:)`` sends it.
    package func message(_ body: String, header: String = "", path: String = "/onvif/device_service") -> String {
        var header = header
        if self.action != nil {
            let origin = "http://127.0.0.1:\(self.camera.port)"
            header += "<wsa:MessageID>urn:uuid:5f7c3a40-0000-4000-8000-00000000000a</wsa:MessageID>"
            header += "<wsa:To>\(origin)\(path)</wsa:To>"
        }
        if self.sendsToken { header += self.token }
        return SOAPEnvelope(action: self.action, header: header, body: body).text
    }

    private var token: String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let created = XMLTime.text(Double(time.tv_sec) + self.clockOffset)
        let nonce = self.nonce ?? (0..<16).map { _ in UInt8.random(in: 0...255) }
        let digest = SHA1.digest(nonce + Array(created.utf8) + Array(self.password.utf8))
        let profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss"
        return """
            <wsse:Security xmlns:wsse="\(SOAPNamespace.security)" xmlns:wsu="\(SOAPNamespace.utility)">\
            <wsse:UsernameToken><wsse:Username>\(self.user.xmlEscaped)</wsse:Username>\
            <wsse:Password Type="\(profile)-username-token-profile-1.0#PasswordDigest">\(Base64.encode(digest))\
            </wsse:Password><wsse:Nonce EncodingType="\(profile)-soap-message-security-1.0#Base64Binary">\
            \(Base64.encode(nonce))</wsse:Nonce><wsu:Created>\(created)</wsu:Created></wsse:UsernameToken></wsse:Security>
            """
    }
}
