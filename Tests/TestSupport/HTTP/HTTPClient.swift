import Shared

/// Single requests, each over a connection of its own, without blocking the tasks of other tests.
package struct HTTPClient: Sendable {
    package var endpoint: Endpoint
    /// For each step of a request.
    package var timeout: Duration
    /// Sent with every request.
    package var fields: HTTPFields

    package init(_ endpoint: Endpoint, timeout: Duration = .seconds(60), fields: HTTPFields = [:]) {
        self.endpoint = endpoint
        self.timeout = timeout
        self.fields = fields
    }

    /// Takes a port of 127.0.0.1.
    package init(port: UInt16, timeout: Duration = .seconds(60)) {
        self.init(.port(port), timeout: timeout)
    }

    package func get(_ target: String, fields: HTTPFields = [:]) async throws -> HTTPResponse {
        try await self.send(HTTPRequest("GET", target, fields: fields))
    }

    package func head(_ target: String, fields: HTTPFields = [:]) async throws -> HTTPResponse {
        try await self.send(HTTPRequest("HEAD", target, fields: fields))
    }

    package func post(_ target: String, fields: HTTPFields = [:], body: [UInt8] = []) async throws -> HTTPResponse {
        try await self.send(HTTPRequest("POST", target, fields: fields, body: body))
    }

    /// Sends one request and reads one answer.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        for line in self.fields.lines where request.fields[line.name] == nil {
            request.fields.append(line.name, line.value)
        }
        // The answer of a server that keeps connections must not keep ours.
        if !request.isBare, request.fields["Connection"] == nil { request.fields["Connection"] = "close" }
        return try await self.connected { [request] in try $0.answer(to: request) }
    }

    /// Runs a blocking conversation on a connection of its own.
    package func connected<Value: Sendable>(
        receiveBuffer: Int32? = nil,
        _ body: @escaping @Sendable (HTTPConnection) throws -> Value
    ) async throws -> Value {
        try await onThread {
            try body(HTTPConnection(to: self.endpoint, timeout: self.timeout, receiveBuffer: receiveBuffer))
        }
    }
}
