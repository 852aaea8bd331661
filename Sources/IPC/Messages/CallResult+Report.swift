package import Shared

/// What a worker that probes has found, in an answer's free form.
extension CallResult {
    /// What a worker answers that would need another TCP port than it has.
    package static let wantsPort = 421

    package init(port: UInt16) {
        self.init(status: Self.wantsPort, reason: "it has a service at TCP port \(port)", response: .integer(Int(port)))
    }

    /// The port of such an answer; `nil` for one that is none.
    package var wantedPort: UInt16? {
        guard self.status == Self.wantsPort, case .integer(let port)? = self.response else { return nil }
        return UInt16(exactly: port).flatMap { $0 > 0 ? $0 : nil }
    }

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
