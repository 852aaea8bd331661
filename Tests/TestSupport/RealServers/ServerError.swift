/// A real server that did not come up.
package struct ServerError: Error, CustomStringConvertible {
    package var server: String
    package var reason: String
    /// The end of what it wrote.
    package var log: String

    package var description: String { "\(self.server): \(self.reason)\n\(self.log.suffix(2000))" }
}

/// Waits until a server listens on its port.
///
/// Looks into `/proc/net/tcp` and does not connect: ffmpeg serves exactly one connection.
func waitForListener(_ program: RunningProgram, name: String, port: UInt16) async throws {
    try await waitUntil("\(name) listens on port \(port)", within: .seconds(30), lastSeen: program.standardError) {
        if let status = program.exitStatus {
            throw ServerError(server: name, reason: "ended at once: \(status)", log: program.standardError)
        }
        return ProcFS.isListening(onPort: port)
    }
}
