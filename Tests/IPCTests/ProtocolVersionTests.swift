import IPC
import Testing

@Suite("Protocol version")
struct ProtocolVersionTests {
    @Test("the newest version that both speak is chosen", arguments: [(1...1, 1), (1...9, 1), (0...1, 1), (-3...5, 1)])
    func negotiates(_ theirs: ClosedRange<Int>, _ version: Int) throws {
        #expect(try ProtocolVersion.negotiate(theirs) == version)
    }

    @Test("without a common version the peer is refused", arguments: [2...3, 0...0, -5 ... -1])
    func refuses(_ theirs: ClosedRange<Int>) {
        #expect(throws: ProtocolError.version(ours: 1...1, theirs: theirs)) { try ProtocolVersion.negotiate(theirs) }
    }

    @Test(
        "every violation names itself",
        arguments: [
            (ProtocolError.unknownType(77), "message of unknown type 77 that is not marked ignorable"),
            (.tooLong(type: .log, length: 9000), "log message of 9000 bytes exceeds 8192"),
            (.ignorableTooLong(type: 77, length: 5), "ignorable message of type 77 of 5 bytes exceeds 2097152"),
            (.tooMany(kind: "log message", perSecond: 9), "more than 9 log messages a second"),
            (.malformed(type: .want, reason: "x"), "malformed want message: x"),
            (.unexpected(type: .ready, phase: "running"), "ready message while running"),
            (.version(ours: 1...1, theirs: 2...3), "no common protocol version: ours 1 to 1, theirs 2 to 3"),
        ]
    )
    func descriptions(_ error: ProtocolError, _ text: String) {
        #expect(error.description == text)
    }
}
