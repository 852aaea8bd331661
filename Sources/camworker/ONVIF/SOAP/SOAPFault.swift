/// What a device says instead of an answer: SOAP 1.2 §5.4, and 1.1 §4.4.
struct SOAPFault: Hashable, Sendable, CustomStringConvertible {
    /// `Sender`, `Receiver` …, without prefix; those of 1.1 are `Client` and `Server`.
    var code: String
    /// From the outer to the inner, without prefixes: `InvalidArgVal`, `NoProfile`.
    var subcodes: [String]
    var reason: String
    var detail: String
    /// Of the elements in the detail: `ResourceUnknownFault` (WS-BaseFaults) says what its text does not.
    var kinds: [String]
    /// Of a pull that asked for too much.
    var pullLimits = PullLimits()

    /// Scalars of a device's words that are repeated.
    private static let longestWords = 160
    private static let longestCode = 60
    private static let mostSubcodes = 4

    /// - Parameter element: a `Fault` of either version.
    init(_ element: XMLElement) {
        var subcodes: [String] = []
        var code = element.child("Code")
        while let inner = code?.child("Subcode"), subcodes.count < Self.mostSubcodes {
            if let value = inner.text("Value") { subcodes.append(Self.local(value)) }
            code = inner
        }
        // Of 1.1, what is behind a dot is finer: Client.Authentication.
        let old = Self.local(element.text("faultcode") ?? "").split(separator: ".").map { String($0) }
        self.subcodes = subcodes.isEmpty ? Array(old.dropFirst()) : subcodes
        self.code = element.child("Code")?.text("Value").map { Self.local($0) } ?? old.first ?? ""
        let reason = element.child("Reason")
        self.reason = Self.words(reason?.text("Text") ?? reason?.text ?? element.text("faultstring") ?? "")
        let detail = element.child("Detail") ?? element.child("detail")
        self.detail = Self.words(detail.map(Self.allText) ?? "")
        if let limits = detail?.child("PullMessagesFaultResponse") {
            self.pullLimits.seconds = limits.text("MaxTimeout").flatMap(DeviceTime.seconds).map { max(1, $0) }
            self.pullLimits.messages = limits.integer("MaxMessageLimit").map { max(1, $0) }
        }
        self.kinds = (detail?.children ?? []).prefix(Self.mostSubcodes).map { Self.local($0.name) }
    }

    var description: String {
        let codes = ([self.code] + self.subcodes).filter { !$0.isEmpty }.joined(separator: "/")
        let words = [self.reason, self.detail == self.reason ? "" : self.detail].filter { !$0.isEmpty }
        return ([codes] + words).filter { !$0.isEmpty }.joined(separator: ": ")
    }

    private static func local(_ name: String) -> String {
        let local = name.split(separator: ":").last.map { String($0) } ?? ""
        return TextExcerpt.of(local, longest: Self.longestCode)
    }

    private static func words(_ text: String) -> String { TextExcerpt.of(text, longest: Self.longestWords) }

    /// Firmware puts its words at any depth below.
    private static func allText(_ element: XMLElement) -> String {
        ([element.text] + element.children.map(self.allText)).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

// MARK: - What it means

extension SOAPFault {
    /// The user, the password or the clock is wrong, or the user may not do that.
    var isRefusal: Bool {
        if self.says(codes: ["notauthorized", "failedauthentication", "invalidsecurity", "operationprohibited"]) {
            return true
        }
        // In the reason alone with firmware that says ter:Action to everything.
        let words = "\(self.reason) \(self.detail)".lowercased()
        return ["authoriz", "authoris", "authent", "unauth", "authority", "wrong password", "not permitted"]
            .contains { words.contains($0) }
    }

    /// The device does not know the operation, and never will.
    var isUnsupported: Bool {
        if self.says(codes: ["notsupported", "notimplemented", "unknownaction"]) { return true }
        let words = self.reason.lowercased()
        return ["not implemented", "not support", "unknown action"].contains { words.contains($0) }
    }

    /// A subscription is gone: after a reboot, or when it was too long ago.
    var isLostSubscription: Bool {
        self.says(codes: ["resourceunknown", "unabletogetmessages", "nosuchsubscription"])
    }

    private func says(codes: [String]) -> Bool {
        let all = ([self.code] + self.subcodes + self.kinds).map { $0.lowercased() }
        return all.contains { code in codes.contains { code.contains($0) } }
            || codes.contains { self.detail.lowercased().contains($0) }
    }
}
