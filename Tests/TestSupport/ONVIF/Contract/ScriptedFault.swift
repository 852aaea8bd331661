/// What a device refuses, and why.
package struct ScriptedFault: Sendable, Hashable {
    /// `Sender` or `Receiver`.
    package var code: String
    /// From the outermost in: `ter:InvalidArgVal`, `ter:NoProfile`.
    package var subcodes: [String]
    package var reason: String
    /// Elements of `Detail`.
    package var detail = ""
    /// The HTTP status; `nil` for what SOAP says of the code: 400 for the sender's faults, 500 for ours.
    package var status: Int?

    package init(_ code: String, _ subcodes: [String], _ reason: String, detail: String = "", status: Int? = nil) {
        self.code = code
        self.subcodes = subcodes
        self.reason = reason
        self.detail = detail
        self.status = status
    }

    package static let notAuthorized = ScriptedFault("Sender", ["ter:NotAuthorized"], "Sender not Authorized")
    package static let noProfile = Self.invalid("ter:NoProfile", "The requested profile token does not exist")
    package static let notSupported = ScriptedFault(
        "Receiver",
        ["ter:ActionNotSupported"],
        "Optional Action Not Implemented"
    )

    package static func invalid(_ subcode: String, _ reason: String) -> ScriptedFault {
        ScriptedFault("Sender", ["ter:InvalidArgVal", subcode], reason)
    }

    static func malformed(_ reason: String) -> ScriptedFault { ScriptedFault("Sender", ["ter:WellFormed"], reason) }
    static func invalidArguments(_ reason: String) -> ScriptedFault {
        ScriptedFault("Sender", ["ter:InvalidArgs"], reason)
    }

    /// A subscription that is not there any more.
    static func unknownSubscription(at time: String) -> ScriptedFault {
        ScriptedFault(
            "Sender",
            ["ter:InvalidArgVal"],
            "The subscription is unknown",
            detail: """
                <wsrf-r:ResourceUnknownFault><wsrf-bf:Timestamp>\(time)</wsrf-bf:Timestamp></wsrf-r:ResourceUnknownFault>
                """
        )
    }

    /// A pull that asks for more than it gives.
    ///
    /// - Parameter most: seconds; `nil` of a device that does not say it.
    static func tooLongPull(most: Int?) -> ScriptedFault {
        let detail = most.map {
            """
            <tev:PullMessagesFaultResponse><tev:MaxTimeout>PT\($0)S</tev:MaxTimeout>\
            <tev:MaxMessageLimit>100</tev:MaxMessageLimit></tev:PullMessagesFaultResponse>
            """
        }
        return ScriptedFault("Sender", ["ter:InvalidArgVal"], "Timeout is out of range", detail: detail ?? "")
    }

    package var httpStatus: Int { self.status ?? (self.code == "Sender" ? 400 : 500) }

    func body(isVersion11: Bool) -> String {
        let detail = self.detail.isEmpty ? "" : self.detail
        guard !isVersion11 else {
            return """
                <env:Fault><faultcode>\(self.subcodes.last ?? "env:\(self.code)")</faultcode>\
                <faultstring>\(self.reason.xmlEscaped)</faultstring>\
                \(detail.isEmpty ? "" : "<detail>\(detail)</detail>")</env:Fault>
                """
        }
        let subcodes = self.subcodes.reversed().reduce("") {
            "<env:Subcode><env:Value>\($1)</env:Value>\($0)</env:Subcode>"
        }
        return """
            <env:Fault><env:Code><env:Value>env:\(self.code)</env:Value>\(subcodes)</env:Code>\
            <env:Reason><env:Text xml:lang="en">\(self.reason.xmlEscaped)</env:Text></env:Reason>\
            \(detail.isEmpty ? "" : "<env:Detail>\(detail)</env:Detail>")</env:Fault>
            """
    }
}
