internal import IPC
internal import Shared

/// The worker's side of the handshake, and what each message means after it.
///
/// Does no I/O.
struct Session {
    enum Phase: String {
        case awaitingHello = "waiting for hello"
        case awaitingConfigure = "waiting for configure"
        case running = "running"
    }

    /// What the loop shall do about a message.
    enum Event {
        case greet(SupervisorHello, version: Int)
        case configure(Configure)
        case retune(CameraTuning)
        case want(Want)
        case wantMedia(WantMedia)
        case states(TemplateStates)
        case scale(ScaleRequest, FramePayload, picture: [UInt8], sequence: UInt32)
        case push(PushChunk, bytes: [UInt8], upload: UInt32)
        /// A body that the camera posted.
        case notify([UInt8])
        case call(ServiceCall, sequence: UInt32)
        case ping(sequence: UInt32)
        case stop
        case ignore
    }

    private(set) var phase = Phase.awaitingHello
    private(set) var generation: UInt32?

    /// - Parameter views: those that the supervisor was told of, the camera itself among them.
    mutating func receive(_ message: InboundMessage, views: Int = 1) throws(ProtocolError) -> Event {
        // A late word of, or to, another worker of this camera.
        if let generation, message.header.generation != generation { return .ignore }
        switch (message.type, self.phase) {
        case (.hello, .awaitingHello): return try self.greet(message)
        case (.configure, .awaitingConfigure): return try self.configure(message)
        case (.ping, .awaitingConfigure), (.ping, .running): return .ping(sequence: message.header.sequence)
        case (.stop, _): return .stop
        case (.retune, .running):
            return .retune(try ControlCoding.decode(CameraTuning.self, from: message.body, of: .retune))
        case (.want, .running): return try Self.want(message, views: views)
        case (.wantMedia, .running): return try Self.wantMedia(message, views: views)
        case (.scale, .running): return try Self.scale(message)
        case (.push, .running): return try Self.push(message)
        case (.call, .running):
            let call = try ControlCoding.decode(ServiceCall.self, from: message.body, of: .call)
            return .call(call, sequence: message.header.sequence)
        case (.states, .running):
            return .states(try ControlCoding.decode(TemplateStates.self, from: message.body, of: .states))
        case (.notify, .running): return .notify(message.body)
        default: throw .unexpected(type: message.type, phase: self.phase.rawValue)
        }
    }

    private mutating func greet(_ message: InboundMessage) throws(ProtocolError) -> Event {
        let hello = try ControlCoding.decode(SupervisorHello.self, from: message.body, of: .hello)
        guard hello.oldestProtocol <= hello.newestProtocol else {
            throw .malformed(type: .hello, reason: "protocols \(hello.oldestProtocol) to \(hello.newestProtocol)")
        }
        let version = try ProtocolVersion.negotiate(hello.oldestProtocol...hello.newestProtocol)
        self.generation = hello.generation
        self.phase = .awaitingConfigure
        return .greet(hello, version: version)
    }

    private mutating func configure(_ message: InboundMessage) throws(ProtocolError) -> Event {
        let configure = try ControlCoding.decode(Configure.self, from: message.body, of: .configure)
        self.phase = .running
        return .configure(configure)
    }

    private static func want(_ message: InboundMessage, views: Int) throws(ProtocolError) -> Event {
        let want = try message.decode { bytes throws(ProtocolError) in try Want(decoding: bytes) }
        guard want.view < views else {
            throw .malformed(type: .want, reason: "view \(want.view) of \(views)")
        }
        return .want(want)
    }

    private static func wantMedia(_ message: InboundMessage, views: Int) throws(ProtocolError) -> Event {
        let want = try message.decode { bytes throws(ProtocolError) in try WantMedia(decoding: bytes) }
        guard want.view < views else {
            throw .malformed(type: .wantMedia, reason: "view \(want.view) of \(views)")
        }
        return .wantMedia(want)
    }

    private static func scale(_ message: InboundMessage) throws(ProtocolError) -> Event {
        let fixed = ScaleRequest.headerLength + FramePayload.headerLength
        let (request, payload) = try message.decode { bytes throws(ProtocolError) in
            let request = try ScaleRequest(decoding: bytes)
            let rest = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(ScaleRequest.headerLength))
            return (request, try FramePayload(decoding: rest, of: .scale))
        }
        let picture = Array(message.body.dropFirst(fixed))
        return .scale(request, payload, picture: picture, sequence: message.header.sequence)
    }

    private static func push(_ message: InboundMessage) throws(ProtocolError) -> Event {
        let chunk = try message.decode { bytes throws(ProtocolError) in try PushChunk(decoding: bytes) }
        let bytes = Array(message.body.dropFirst(chunk.encodedLength))
        return .push(chunk, bytes: bytes, upload: message.header.sequence)
    }
}

extension InboundMessage {
    /// Reads the body with `read`. (`withUnsafeBytes` of an array does not pass on typed errors.)
    fileprivate func decode<Value>(
        _ read: (UnsafeRawBufferPointer) throws(ProtocolError) -> Value
    ) throws(ProtocolError) -> Value {
        try self.body.withUnsafeBytes { bytes in
            Result { () throws(ProtocolError) in try read(bytes) }
        }.get()
    }
}
