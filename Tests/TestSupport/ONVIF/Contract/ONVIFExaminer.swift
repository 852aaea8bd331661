/// Holds requests to the standard.
enum ONVIFExaminer {
    /// What is wrong with a request, in words; a client of ours gives no cause for any.
    ///
    /// - Parameter paths: where it may be sent to; `nil` for anywhere.
    static func complaints(about request: ReceivedRequest, paths: Set<String>?) -> [String] {
        var complaints: [String] = []
        if request.isVersion11 { complaints.append("SOAP 1.1; ONVIF is SOAP 1.2") }
        complaints += self.fieldComplaints(request)
        complaints += self.headerComplaints(request)
        guard let operation = ONVIFContract.operations[request.key] else {
            return complaints + ["\(request.key) is no operation that this device knows"]
        }
        let path = request.http.path
        if !operation.isOfSubscription, let paths, !paths.contains(path) {
            complaints.append("sent to \(path), which is not \(operation.service.path)")
        }
        if let action = request.action, !operation.actions.contains(action) {
            complaints.append("action \(action) is not \(operation.actions.sorted().joined(separator: " or "))")
        }
        if let text = request.body.text.first {
            complaints.append("text that begins with '\(text)' in \(request.operation)")
        }
        return complaints + ONVIFPattern.complaints(about: request.body, operation.content)
    }

    private static func fieldComplaints(_ request: ReceivedRequest) -> [String] {
        let type = request.http.fields["Content-Type"] ?? ""
        let wanted = request.isVersion11 ? "text/xml" : "application/soap+xml"
        var complaints: [String] = []
        if !type.lowercased().hasPrefix(wanted) { complaints.append("Content-Type '\(type)' is not \(wanted)") }
        if !type.lowercased().replacing("\"", with: "").contains("charset=utf-8") {
            complaints.append("Content-Type '\(type)' does not say charset=utf-8")
        }
        // RFC 3902 §2: the parameter is what the header of WS-Addressing is.
        if let start = type.firstRange(of: "action="), let action = request.action {
            let value = type[start.upperBound...].prefix { $0 != ";" }.replacing("\"", with: "")
            if value != action { complaints.append("action '\(value)' in Content-Type, '\(action)' in the header") }
        }
        return complaints
    }

    private static func headerComplaints(_ request: ReceivedRequest) -> [String] {
        var complaints: [String] = []
        let addressing = request.headers.filter { $0.namespace == SOAPNamespace.addressing }
        for name in Set(addressing.map(\.name)) where addressing.count(where: { $0.name == name }) > 1 {
            complaints.append("wsa:\(name) comes more than once")
        }
        // WS-Addressing 1.0 SOAP binding, §3.2: one of them makes Action mandatory.
        if !addressing.isEmpty, request.action == nil { complaints.append("WS-Addressing without wsa:Action") }
        if let to = request.to, self.path(of: to) != request.http.path {
            complaints.append("wsa:To \(to), and it was sent to \(request.http.path)")
        }
        let security = request.headers.filter { $0.name == "Security" }
        if security.contains(where: { $0.namespace != SOAPNamespace.security }) {
            complaints.append("Security of the wrong namespace")
        }
        if security.count > 1 { complaints.append("two Security headers") }
        if !security.isEmpty, request.token == nil {
            complaints.append("Security without a UsernameToken with a Username")
        }
        return complaints + self.tokenComplaints(request.token)
    }

    private static func path(of address: String) -> String {
        let rest = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3).joined(separator: "/")
        return "/" + rest.prefix { $0 != "?" }
    }

    private static func tokenComplaints(_ token: ReceivedRequest.Token?) -> [String] {
        guard let token, token.kind == "PasswordDigest" else { return [] }
        guard let nonce = token.nonce, let created = token.created else {
            return ["a PasswordDigest without Nonce and Created of the right namespaces"]
        }
        var complaints: [String] = []
        if XMLTime.seconds(utc: created) == nil { complaints.append("Created '\(created)' is no time in UTC with Z") }
        guard let bytes = Base64.decode(nonce) else { return complaints + ["Nonce '\(nonce)' is not Base64"] }
        if bytes.count < 8 { complaints.append("a nonce of \(bytes.count) bytes") }
        return complaints
    }
}
