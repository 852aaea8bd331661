internal import IPC

/// What a worker that looks at a camera once makes of the supervisor's words.
///
/// Does no I/O.
struct ProbeSession {
    /// What the loop shall do about a message.
    enum Event {
        case greet(SupervisorHello, version: Int)
        case probe(ProbeRequest, sequence: UInt32)
        case pong(sequence: UInt32)
        case stop
    }

    private enum Phase: String {
        case awaitingHello = "waiting for hello"
        case awaitingProbe = "waiting for probe"
        case probing
    }

    private var phase = Phase.awaitingHello

    mutating func receive(_ message: InboundMessage) throws(ProtocolError) -> Event {
        switch (message.type, self.phase) {
        case (.hello, .awaitingHello):
            let hello = try ControlCoding.decode(SupervisorHello.self, from: message.body, of: .hello)
            guard hello.oldestProtocol <= hello.newestProtocol else {
                throw .malformed(type: .hello, reason: "protocols \(hello.oldestProtocol) to \(hello.newestProtocol)")
            }
            let version = try ProtocolVersion.negotiate(hello.oldestProtocol...hello.newestProtocol)
            self.phase = .awaitingProbe
            return .greet(hello, version: version)
        case (.probe, .awaitingProbe):
            let request = try ControlCoding.decode(ProbeRequest.self, from: message.body, of: .probe)
            self.phase = .probing
            return .probe(request, sequence: message.header.sequence)
        case (.ping, .awaitingProbe), (.ping, .probing): return .pong(sequence: message.header.sequence)
        case (.stop, _): return .stop
        default: throw .unexpected(type: message.type, phase: self.phase.rawValue)
        }
    }
}
