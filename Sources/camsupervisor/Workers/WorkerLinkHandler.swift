import IPC
import NIOCore
import Shared

/// Bytes from a worker to ``WorkerLink/Event``s.
///
/// The order of the handshake is checked here, and how many messages a second a worker may send.
final class WorkerLinkHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private enum Phase: String {
        case greeting = "waiting for hello"
        case configuring = "waiting for ready"
        case running = "running"
        case failed
    }

    private let generation: UInt32
    private let mayDeclare: Bool
    private let mayHaveViews: Bool
    private let events: @Sendable (WorkerLink.Event) -> Void
    private var decoder = MessageDecoder<BufferedBody>()
    private var phase = Phase.greeting
    private var failure: ProtocolError?
    private var limits = WorkerMessageLimits()
    private let clock: () -> MonotonicTime

    /// - Parameters:
    ///   - mayDeclare: whether the worker may speak of entities.
    ///   - mayHaveViews: whether it may speak of views beside the camera itself.
    ///   - clock: what the limits count by; tests set it.
    init(
        generation: UInt32,
        mayDeclare: Bool = true,
        mayHaveViews: Bool = true,
        clock: @escaping () -> MonotonicTime = { .now() },
        events: @escaping @Sendable (WorkerLink.Event) -> Void
    ) {
        self.generation = generation
        self.mayDeclare = mayDeclare
        self.mayHaveViews = mayHaveViews
        self.clock = clock
        self.events = events
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard self.phase != .failed else { return }
        let buffer = self.unwrapInboundIn(data)
        do {
            try buffer.withUnsafeReadableBytes { bytes throws(ProtocolError) in
                try self.decoder.feed(
                    bytes,
                    skip: { _ throws(ProtocolError) in try self.limits.count(nil, length: 0, at: self.clock()) },
                    deliver: { header, type, body throws(ProtocolError) in
                        try self.received(header, type, body.buffer)
                    }
                )
            }
        } catch {
            self.phase = .failed
            self.failure = error
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.events(.closed(self.failure))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset instead of an end of file: the worker died with our bytes unread. Both mean the same.
        context.close(promise: nil)
    }

    private func received(_ header: MessageHeader, _ type: MessageType, _ body: ByteBuffer) throws(ProtocolError) {
        try self.limits.count(type, length: Int(header.length), at: self.clock())
        guard header.generation == self.generation else {
            throw .malformed(type: type, reason: "generation \(header.generation) instead of \(self.generation)")
        }
        switch (self.phase, type) {
        case (.greeting, .hello):
            let hello = try ControlCoding.decode(WorkerHello.self, from: body.bytes, of: .hello)
            guard ProtocolVersion.supported.contains(hello.protocolVersion) else {
                throw .version(ours: ProtocolVersion.supported, theirs: hello.protocolVersion...hello.protocolVersion)
            }
            guard hello.build == BuildIdentity.current else {
                let theirs = String(hello.build.prefix(40)).printable
                throw .malformed(type: .hello, reason: "build '\(theirs)' instead of \(BuildIdentity.current)")
            }
            self.phase = .configuring
            self.events(.hello(hello))
        case (.configuring, .ready):
            let ready = try ControlCoding.decode(Ready.self, from: body.bytes, of: .ready)
            let missing = ConfinementLayer.required.filter { name in !ready.confinement.contains { $0.name == name } }
            guard missing.isEmpty else {
                throw .malformed(type: .ready, reason: "confinement layers not reported: \(missing)")
            }
            self.phase = .running
            self.events(.ready(ready))
        case (.running, .frame):
            try self.frame(header, body)
        case (.running, .mediaStart):
            try self.mediaStart(body)
        case (.running, .mediaPart):
            try self.mediaPart(body)
        case (.running, .result):
            try self.limits.countValues(of: body, at: self.clock())
            let result = try ControlCoding.decode(CallResult.self, from: body.bytes, of: type)
            self.events(.result(sequence: header.sequence, result))
        case (.running, .state):
            self.events(.state(try ControlCoding.decode(StateReport.self, from: body.bytes, of: type)))
        case (_, .stats):
            self.events(.stats(try ControlCoding.decode(Stats.self, from: body.bytes, of: type)))
        case (_, .log):
            self.events(.log(try ControlCoding.decode(LogLine.self, from: body.bytes, of: type)))
        case (.running, .entities) where self.mayDeclare, (.running, .entityStates) where self.mayDeclare,
            (.running, .event) where self.mayDeclare:
            try self.limits.countValues(of: body, at: self.clock())
            let event = try Self.entityEvent(type, body.bytes)
            try self.limits.countChanges(event.entityChanges, at: self.clock())
            self.events(event)
        case (.running, .views) where self.mayHaveViews:
            try self.limits.countValues(of: body, at: self.clock())
            let list = try ControlCoding.decode(ViewList.self, from: body.bytes, of: type)
            if let flaw = list.flaw { throw .malformed(type: type, reason: flaw) }
            try self.limits.countChanges(list.views.count, at: self.clock())
            self.limits.expect(views: list.views.count)
            self.events(.views(list))
        case (.running, .ports):
            self.events(.ports(try ControlCoding.decode(PortsReport.self, from: body.bytes, of: type)))
        case (_, .pong):
            self.events(.pong(sequence: header.sequence))
        default:
            throw .unexpected(type: type, phase: self.phase.rawValue)
        }
    }

    private func frame(_ header: MessageHeader, _ body: ByteBuffer) throws(ProtocolError) {
        let payload = try body.withUnsafeReadableBytes { bytes throws(ProtocolError) in
            try FramePayload(decoding: bytes)
        }
        var picture = body
        picture.moveReaderIndex(forwardBy: FramePayload.headerLength)
        if payload.flags.contains(.scaled) {
            self.events(.scaled(sequence: header.sequence, payload, picture))
        } else {
            self.events(.frame(payload.withBelievableTimes(now: .now()), picture))
        }
    }
}

extension WorkerLinkHandler {
    private func mediaStart(_ body: ByteBuffer) throws(ProtocolError) {
        let start = try body.withUnsafeReadableBytes { bytes throws(ProtocolError) in try MediaStart(decoding: bytes) }
        var segment = body
        segment.moveReaderIndex(forwardBy: start.encodedLength)
        self.events(.mediaStart(start, segment))
    }

    private func mediaPart(_ body: ByteBuffer) throws(ProtocolError) {
        let part = try body.withUnsafeReadableBytes { bytes throws(ProtocolError) in try MediaPart(decoding: bytes) }
        var fragment = body
        fragment.moveReaderIndex(forwardBy: MediaPart.headerLength)
        self.events(.mediaPart(part.withBelievableTimes(now: .now()), fragment))
    }
}

/// A body collected in a `ByteBuffer`, so that a frame goes from the worker's socket to viewers without another copy.
struct BufferedBody: MessageBody {
    private(set) var buffer = ByteBuffer()

    var count: Int { self.buffer.readableBytes }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        self.buffer.writeBytes(bytes)
    }
}

extension ByteBuffer {
    /// The readable bytes as an array, for small control messages.
    fileprivate var bytes: [UInt8] { [UInt8](self.readableBytesView) }
}

extension FramePayload {
    /// A worker's word for a time in the future is not believed: its frame would stay fresh for ever.
    fileprivate func withBelievableTimes(now: MonotonicTime) -> FramePayload {
        guard self.captured > now else { return self }
        var payload = self
        payload.captured = now
        payload.capturedWall = min(self.capturedWall, .now())
        return payload
    }
}

extension MediaPart {
    /// As for frames: video from the future would never grow stale.
    fileprivate func withBelievableTimes(now: MonotonicTime) -> MediaPart {
        guard self.captured > now else { return self }
        var part = self
        part.captured = now
        part.capturedWall = min(self.capturedWall, .now())
        return part
    }
}
