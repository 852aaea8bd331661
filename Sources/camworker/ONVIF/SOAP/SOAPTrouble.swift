/// Why an operation came to nothing, with its name.
struct SOAPTrouble: Error, Hashable, CustomStringConvertible {
    enum Cause: Hashable, Sendable {
        case fault(SOAPFault)
        /// A status that is no success, without a fault.
        case status(Int)
        /// A host that is not the configured one wants the password in clear.
        case basicElsewhere(String)
        /// A page for people: another port, or no ONVIF service at all.
        case page
        case unreadable(XMLError)
        /// XML, but no SOAP; with the name of its root.
        case notSOAP(String)
        /// SOAP, but nothing in it that answers; with what is in it.
        case otherAnswer(String)
        /// The answer lacks what it is for.
        case incomplete(String)
    }

    var operation: String
    var cause: Cause

    var description: String { "\(self.operation): \(self.words)" }

    private var words: String {
        switch self.cause {
        case .fault(let fault): "the device answers \("\(fault)".isEmpty ? "a fault without a word" : "\(fault)")"
        case .status(405): "the camera answered 405: there is no ONVIF service at this path"
        case .status(let status): HTTPStatus(code: status, hadCredentials: true).reason
        case .basicElsewhere(let host):
            "\(host), where the device says it is, wants the password in clear, which goes to the configured host alone: "
                + "`nat_override: true` has that asked instead"
        case .page: "it answered a web page: there is no ONVIF service at this port and path"
        case .unreadable(let error): "the answer makes no sense: \(error)"
        case .notSOAP(let name): "the answer is no SOAP: it begins with '\(name)'"
        case .otherAnswer(""): "the answer is empty"
        case .otherAnswer(let name): "the answer is one to something else: '\(name)'"
        case .incomplete(let what): "the answer has no \(what)"
        }
    }

    /// A matter of user, password or clock.
    var isRefusal: Bool {
        switch self.cause {
        case .fault(let fault): fault.isRefusal
        case .basicElsewhere: true
        case .status(let status): HTTPStatus(code: status, hadCredentials: true).isRefusal
        default: false
        }
    }

    /// The same of a device that lets us in nowhere, in plain words first.
    func refusal(hasCredentials: Bool) -> String {
        switch self.cause {
        // These say by themselves what it is.
        case .basicElsewhere, .status(403): "\(self)"
        case _ where !hasCredentials: "it wants a user and a password, and none is configured: \(self)"
        default: "it does not take the user or password (many devices have ONVIF users of their own): \(self)"
        }
    }

    /// The device does not know the operation: asking again is of no use.
    var isUnsupported: Bool {
        switch self.cause {
        case .fault(let fault): !fault.isRefusal && fault.isUnsupported
        case .status(let status): [404, 405, 501].contains(status)
        default: false
        }
    }
}
