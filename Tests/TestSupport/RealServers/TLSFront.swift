/// TLS in front of a fake camera (Tests/Programs/tls-front).
package final class TLSFront: Sendable {
    package let port: UInt16
    private let program: RunningProgram

    /// Starts it and waits until it listens.
    package static func start(_ pair: CertificatePair, to port: UInt16) async throws -> TLSFront {
        let program = try RunningProgram(
            TestPrograms.path(of: "tls-front"),
            [pair.certificate, pair.key, "\(port)"]
        )
        let own = try await waitFor("tls-front listens", within: .seconds(30), lastSeen: program.standardError) {
            guard program.isRunning else {
                throw ServerError(server: "tls-front", reason: "ended", log: program.standardError)
            }
            return program.standardOutput.split(separator: "\n").first.flatMap { UInt16($0) }
        }
        return TLSFront(port: own, program: program)
    }

    private init(port: UInt16, program: RunningProgram) {
        self.port = port
        self.program = program
    }
}
