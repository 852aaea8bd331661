package import Shared

/// A request as a ``FakeCamera`` received it.
package struct CameraRequest: Sendable {
    package var method: String
    /// With query.
    package var target: String
    package var version: String
    package var fields: HTTPFields
    package var body: [UInt8]
    /// Counts the camera's connections from 1: which one it came over.
    package var connection: Int
    package var arrived: MonotonicTime

    /// Without query.
    package var path: String { String(self.target.prefix { $0 != "?" }) }

    /// How its sender proves who it is: `Basic`, `Digest`; `nil` without credentials.
    package var authenticationScheme: String? {
        self.fields["Authorization"]?.split(separator: " ").first.map(String.init)
    }

    /// Parses what stands before the empty line; `nil` for what no server would understand.
    init?(head: some Collection<UInt8>, connection: Int, arrived: MonotonicTime) {
        let text = String(decoding: head, as: UTF8.self)
        let lines = text.unicodeScalars.split(separator: "\n").map { line in
            Substring(line.last == "\r" ? line.dropLast() : line)
        }
        let parts = lines.first?.split(separator: " ") ?? []
        guard parts.count == 3, let fields = HTTPFields(parsing: lines.dropFirst()) else { return nil }
        self.method = String(parts[0])
        self.target = String(parts[1])
        self.version = String(parts[2])
        self.fields = fields
        self.body = []
        self.connection = connection
        self.arrived = arrived
    }

    var wantsToKeepConnection: Bool {
        let connection = self.fields["Connection"]?.lowercased() ?? ""
        return self.version == "HTTP/1.0" ? connection.contains("keep-alive") : !connection.contains("close")
    }
}
