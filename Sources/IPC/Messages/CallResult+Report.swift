package import Shared

/// What a worker that probes has found, in an answer's free form.
extension CallResult {
    /// - Parameter report: within what a `result` may hold; whoever makes it sees to that.
    package init(report: some Encodable) throws(ProtocolError) {
        let bytes = ControlCoding.encode(report)
        let value = try ControlCoding.decode(JSONValue.self, from: bytes, of: .result)
        self.init(status: 200, reason: "looked at", response: value)
    }

    /// - Parameter response: ``CallResult/response``.
    /// - Throws: when it is no such report.
    package static func report<Report: Decodable>(
        _ type: Report.Type,
        in response: JSONValue
    ) throws(ProtocolError) -> Report {
        try ControlCoding.decode(type, from: ControlCoding.encode(response), of: .result)
    }
}
