import IPC
import Shared

/// One connection of a ``FakeCamera``, from its thread's first line to its last.
struct CameraConnection {
    let core: CameraCore
    let socket: StreamSocket
    let number: Int

    /// For whatever waits for the client: tests end long before.
    static let patience = Duration.seconds(600)

    /// How a connection is to be closed.
    enum End {
        case orderly
        case reset
    }

    /// What an answer means for the connection.
    private enum Sequel {
        case mayGoOn
        case end(End)
    }

    func run(_ reception: CameraScript.Reception) -> End {
        switch reception {
        case .serve:
            return (try? self.serve()) ?? .orderly
        case .hang:
            self.waitForClient()
            return .orderly
        case .close: return .orderly
        case .reset: return .reset
        }
    }

    private func serve() throws -> End {
        let reader = ByteReader { [socket] in try socket.read(by: Self.deadline) }
        while let request = try self.readRequest(reader) {
            if case .end(let end) = try self.answer(request) { return end }
            guard request.wantsToKeepConnection, !self.core.closesAfterAnswer() else { break }
        }
        return .orderly
    }

    private func readRequest(_ reader: ByteReader) throws -> CameraRequest? {
        let head = try reader.read(before: Array("\r\n\r\n".utf8), during: "in a request")
        let now = MonotonicTime.now()
        guard var request = CameraRequest(head: head, connection: self.number, arrived: now) else { return nil }
        if let length = request.fields["Content-Length"].flatMap({ Int($0) }), length > 0 {
            request.body = try reader.readExactly(length, during: "in a request's body")
        }
        return request
    }

    private func answer(_ request: CameraRequest) throws -> Sequel {
        if case .challenge(let challenges) = self.core.verdict(on: request) {
            var fields: HTTPFields = ["Content-Type": "text/html"]
            for challenge in challenges { fields.append("WWW-Authenticate", challenge) }
            try self.sendWhole(401, fields, Array("<html>401 Unauthorized</html>".utf8), to: request)
            return .mayGoOn
        }
        guard let answer = self.core.nextAnswer(to: request) else {
            try self.sendWhole(404, ["Content-Type": "text/html"], Array("<html>404</html>".utf8), to: request)
            return .mayGoOn
        }
        return try self.perform(answer, for: request)
    }

    private func perform(_ answer: CameraAnswer, for request: CameraRequest) throws -> Sequel {
        switch answer {
        case .still(let script):
            let picture = script.bytes(counter: self.core.nextPictureNumber())
            try self.sendWhole(200, ["Content-Type": "image/jpeg"], picture, to: request)
            return .mayGoOn
        case .fixed(let status, let fields, let body):
            try self.sendWhole(status, fields, body, to: request)
            return .mayGoOn
        case .drip(let type, let body, let piece, let every):
            try self.sendHead(200, ["Content-Type": type, "Content-Length": "\(body.count)"])
            try self.drip(body, piece: piece, every: every)
            return .mayGoOn
        case .mjpeg(let script):
            self.core.streamBegan()
            defer { self.core.streamEnded() }
            try CameraStream(connection: self, path: request.path, begunAs: script).run()
        case .cut(let type, let body, let announced, let ending):
            try self.sendHead(200, ["Content-Type": type, "Content-Length": "\(announced)"])
            try self.send(body)
            if ending == .hangs { self.waitForClient() }
            return .end(ending == .resets ? .reset : .orderly)
        case .late(let delay, let answer):
            guard !self.socket.waitForDisconnect(until: MonotonicTime.now() + delay) else { return .end(.orderly) }
            return try self.perform(answer, for: request)
        case .pending(let every, let look):
            guard let answer = self.wait(every, for: look) else { return .end(.orderly) }
            return try self.perform(answer, for: request)
        case .feed(let feed): return .end(try feed.run(on: self))
        case .endlessChunks(let type, let chunk): try self.sendEndlessChunks(type, chunk)
        case .silence: self.waitForClient()
        case .close, .sequence: break
        case .reset: return .end(.reset)
        case .raw(let bytes): try self.send(bytes)
        case .endlessHead: try self.sendEndlessHead()
        case .endlessBody(let type): try self.sendEndlessBody(type)
        }
        return .end(.orderly)
    }

    private func sendWhole(_ status: Int, _ fields: HTTPFields, _ body: [UInt8], to request: CameraRequest) throws {
        var fields = fields
        fields["Content-Length"] = "\(body.count)"
        let keeps = request.wantsToKeepConnection && !self.core.closesAfterAnswer()
        fields["Connection"] = keeps ? "keep-alive" : "close"
        try self.send(Self.head(status, fields) + (request.method == "HEAD" ? [] : body))
    }

    func sendHead(_ status: Int, _ fields: HTTPFields) throws {
        try self.send(Self.head(status, fields))
    }

    func send(_ bytes: some Collection<UInt8>) throws {
        try self.socket.write(bytes, by: Self.deadline)
    }

    /// Until the client goes away, the camera does, or a test has long ended.
    func waitForClient() {
        _ = self.socket.waitForDisconnect(until: Self.deadline)
    }

    /// `nil` when the client has gone before there was an answer.
    private func wait(_ every: Duration, for look: () -> CameraAnswer?) -> CameraAnswer? {
        while true {
            if let answer = look() { return answer }
            guard !self.socket.waitForDisconnect(until: MonotonicTime.now() + every) else { return nil }
        }
    }

    private func sendEndlessChunks(_ type: String, _ chunk: [UInt8]) throws {
        try self.sendHead(200, ["Content-Type": type, "Transfer-Encoding": "chunked"])
        let bytes = Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
        while true { try self.send(bytes) }
    }

    private func sendEndlessHead() throws {
        try self.send(Array("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n".utf8))
        let line = Array("X-Filler: \(String(repeating: "x", count: 4000))\r\n".utf8)
        while true { try self.send(line) }
    }

    private func sendEndlessBody(_ type: String) throws {
        try self.sendHead(200, ["Content-Type": type])
        // Begins like a picture, so that nobody can refuse it by its first bytes.
        try self.send(TestPicture(counter: 1).bytes.prefix(200))
        let filler = [UInt8](repeating: 0x55, count: 65_536)
        while true { try self.send(filler) }
    }

    private func drip(_ body: [UInt8], piece: Int, every: Duration) throws {
        for start in stride(from: 0, to: body.count, by: piece) {
            try self.send(body[start..<min(body.count, start + piece)])
            guard !self.socket.waitForDisconnect(until: MonotonicTime.now() + every) else { return }
        }
    }

    static var deadline: MonotonicTime { MonotonicTime.now() + self.patience }

    private static func head(_ status: Int, _ fields: HTTPFields) -> [UInt8] {
        Array("HTTP/1.1 \(status) \(status < 400 ? "OK" : "No")\r\nServer: camera\r\n\(fields)\r\n".utf8)
    }
}
