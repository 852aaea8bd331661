import IPC
import NIOCore
import NIOPosix
import Shared

/// Our end of one worker's socket: messages out from anywhere, messages in on the channel's loop.
///
/// Camera bytes pass through here unread. A violation of the protocol is reported once and the channel closed; what
/// happens to the process is the supervision's decision.
final class WorkerLink: WorkerPort, MediaPort, StatesPort {
    let generation: UInt32
    private let channel: any Channel
    private let encoder: MessageEncoder

    private init(generation: UInt32, channel: any Channel) {
        self.generation = generation
        self.channel = channel
        self.encoder = MessageEncoder(generation: generation)
    }

    /// Takes over `socket` and starts reading.
    ///
    /// `events` is called on the channel's loop, in order, last with ``Event/closed(_:)``.
    static func open(
        socket: consuming OwnedDescriptor,
        generation: UInt32,
        mayDeclare: Bool = true,
        mayHaveViews: Bool = true,
        on eventLoop: any EventLoop,
        counters: SupervisorCounters = SupervisorCounters(),
        events: @escaping @Sendable (Event) -> Void
    ) async throws -> WorkerLink {
        let descriptor = socket.release()
        let channel = try await ClientBootstrap(group: eventLoop)
            // One read takes a whole 100 kB frame; the default of 64 kB at most would need two and a copy.
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.readSize))
            // A worker may die at any time; its last words are read before the close is seen.
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TrafficCounter(counters))
                    try channel.pipeline.syncOperations.addHandler(
                        WorkerLinkHandler(
                            generation: generation,
                            mayDeclare: mayDeclare,
                            mayHaveViews: mayHaveViews,
                            events: events
                        )
                    )
                }
            }
            .withConnectedSocket(descriptor)
            .get()
        return WorkerLink(generation: generation, channel: channel)
    }

    /// Bytes asked for per read: what the socket's default buffer can hold.
    private static let readSize = 256 * 1024

    func send(_ want: Want) {
        self.write(self.encoder.want(want))
    }

    func send(_ want: WantMedia) {
        self.write(self.encoder.wantMedia(want))
    }

    func send(_ states: [TemplateStates], taken: @escaping @Sendable (any EventLoop) -> Void) {
        let bytes = states.map { self.encoder.control(.states, $0) }
        self.channel.eventLoop.execute { [channel] in
            for message in bytes { channel.write(ByteBuffer(bytes: message), promise: nil) }
            // An empty buffer is written behind all that was before it.
            channel.writeAndFlush(ByteBuffer()).whenComplete { _ in taken(channel.eventLoop) }
        }
    }

    func send(_ type: MessageType, _ value: some Encodable, sequence: UInt32 = 0, secrets: Bool = false) {
        self.write(self.encoder.control(type, value, sequence: sequence, secrets: secrets))
    }

    func send(_ type: MessageType, sequence: UInt32 = 0) {
        self.write(self.encoder.empty(type, sequence: sequence))
    }

    /// Sends a picture to be scaled; the answer is an event with `sequence`.
    func sendScale(_ request: ScaleRequest, of frame: Frame, sequence: UInt32) {
        let prefix = self.encoder.scalePrefix(
            request,
            frame.payload,
            pictureLength: frame.picture.readableBytes,
            sequence: sequence
        )
        self.channel.eventLoop.execute { [channel] in
            channel.write(ByteBuffer(bytes: prefix), promise: nil)
            channel.writeAndFlush(frame.picture, promise: nil)
        }
    }

    /// Sends a chunk of an upload; the future completes when the kernel has it, which is the upload's back-pressure.
    func sendPush(_ chunk: PushChunk, _ bytes: ByteBuffer, upload: UInt32) -> EventLoopFuture<Void> {
        let prefix = self.encoder.pushPrefix(chunk, dataLength: bytes.readableBytes, upload: upload)
        var message = self.channel.allocator.buffer(capacity: prefix.count + bytes.readableBytes)
        message.writeBytes(prefix)
        message.writeImmutableBuffer(bytes)
        return self.channel.writeAndFlush(message)
    }

    /// Sends a body that the camera posted; the future completes when the kernel has it.
    func sendNotification(_ body: ByteBuffer) -> EventLoopFuture<Void> {
        let prefix = self.encoder.prefix(.notify, bodyLength: body.readableBytes)
        var message = self.channel.allocator.buffer(capacity: prefix.count + body.readableBytes)
        message.writeBytes(prefix)
        message.writeImmutableBuffer(body)
        return self.channel.writeAndFlush(message)
    }

    func close() {
        self.channel.close(promise: nil)
    }

    /// Always queued, never written in place: the hub calls under its lock, and a failing write calls back.
    private func write(_ bytes: [UInt8]) {
        self.channel.eventLoop.execute { [channel] in
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        }
    }
}

extension WorkerLink {
    /// What comes from a worker.
    enum Event: Sendable {
        case hello(WorkerHello)
        case ready(Ready)
        case frame(FramePayload, ByteBuffer)
        case scaled(sequence: UInt32, FramePayload, ByteBuffer)
        case mediaStart(MediaStart, ByteBuffer)
        case mediaPart(MediaPart, ByteBuffer)
        case result(sequence: UInt32, CallResult)
        case state(StateReport)
        case stats(Stats)
        case log(LogLine)
        case ports(PortsReport)
        case views(ViewList)
        case entities(EntityList)
        case entityStates(EntityStates)
        case happened(CameraEvent)
        case pong(sequence: UInt32)
        /// The channel is closed; with an error when the worker broke the protocol.
        case closed(ProtocolError?)
    }
}
