import IPC
import NIOCore
import NIOEmbedded
import Shared
import Synchronization
import TestSupport

@testable import camsupervisor

/// A viewer's stream on a channel of its own, before a hub whose worker is the test; time stands still until it is moved.
final class ViewerHarness {
    let channel = EmbeddedChannel()
    let clock = ManualClock()
    let view: ViewHub
    let port: RecordingPort
    /// Whether the camera is known to be away.
    let isAway = Flag()
    private let valve = Valve()
    private var sequence: UInt64 = 0
    private var written = ""

    init(_ options: MJPEGViewer.Options = .init(), kept: Int = 0) throws {
        let clock = self.clock
        self.view = ViewHub(id: ViewID(camera: try CameraID("yard")), kept: .init(pictures: kept)) { clock.now }
        self.port = RecordingPort(generation: 1)
        self.view.workerReady(self.port)
        self.options = options
        self.judgement = Replaceable(options)
    }

    private let options: MJPEGViewer.Options
    let streams = OpenStreams()
    private let judgement: Replaceable<MJPEGViewer.Options?>

    /// The configuration has changed; `nil` when the stream would not be admitted any more.
    func review(_ options: MJPEGViewer.Options?) {
        self.judge(options)
        self.streams.reviewAll()
        self.run()
    }

    /// The configuration has changed, and nobody has told the streams yet.
    func judge(_ options: MJPEGViewer.Options?) {
        self.judgement.replace(with: options)
    }

    /// The viewer comes.
    func come() throws {
        let clock = self.clock
        let viewer = MJPEGViewer(
            eventLoop: self.channel.embeddedEventLoop,
            view: self.view,
            options: self.options,
            isAway: { [isAway] in isAway.isSet },
            registry: .init(streams: self.streams) { [judgement] in judgement.current },
            clock: { clock.now }
        )
        try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try self.channel.pipeline.syncOperations.addHandlers([self.valve, viewer])
        self.run()
    }

    /// A frame from the worker, captured now.
    @discardableResult
    func frame(
        _ picture: String,
        flags: FramePayload.Flags = [],
        captured: MonotonicTime? = nil,
        generation: UInt32 = 1
    ) -> Bool {
        self.frame(ByteBuffer(string: picture), flags: flags, captured: captured, generation: generation)
    }

    @discardableResult
    func frame(
        _ picture: ByteBuffer,
        flags: FramePayload.Flags = [],
        captured: MonotonicTime? = nil,
        generation: UInt32 = 1
    ) -> Bool {
        self.sequence += 1
        let payload = FramePayload.example(sequence: self.sequence, captured: captured ?? self.clock.now, flags: flags)
        let isInOrder = self.view.frameArrived(payload, picture: picture, generation: generation)
        self.run()
        return isInOrder
    }

    /// Somebody else asks for the next frame, so that it comes whether the viewer wants it or not.
    func otherAsks() {
        let loop = self.channel.embeddedEventLoop
        let receiver = FrameReceiver(id: ObjectIdentifier(self.port), eventLoop: loop) { _ in }
        self.view.wait(receiver, for: FrameDemand(newerThan: self.view.newest?.version ?? 0))
    }

    /// Moves the time on in steps that no timer of a stream falls between.
    func pass(_ time: Duration) {
        var rest = time
        while rest > .zero {
            let step = min(rest, .milliseconds(10))
            rest -= step
            self.clock.advance(by: step)
            self.channel.embeddedEventLoop.advanceTime(by: TimeAmount(step))
        }
        self.run()
    }

    /// While closed, nothing that is written gets further: a client that does not read.
    func setReading(_ isReading: Bool) {
        self.valve.set(isOpen: isReading)
        self.run()
    }

    /// The pictures the client has got, in order, without the repetitions that are for browsers.
    var shown: [String] {
        self.parts.reduce(into: []) { shown, part in
            if shown.last != part { shown.append(part) }
        }
    }

    /// What was written to the client since the last look, as it was.
    var sent: [ByteBuffer] {
        var sent: [ByteBuffer] = []
        while let buffer = try? self.channel.readOutbound(as: ByteBuffer.self) { sent.append(buffer) }
        return sent
    }

    /// Every part the client has got.
    var parts: [String] {
        for buffer in self.sent { self.written += String(buffer: buffer) }
        return self.written.split(separator: "--frameboundary\r\n").dropFirst().compactMap { part in
            part.firstRange(of: "\r\n\r\n").map { head in
                let picture = part[head.upperBound...]
                return String(picture.hasSuffix("\r\n") ? picture.dropLast() : picture)
            }
        }
    }

    var isOpen: Bool { self.channel.isActive }

    func leave() throws { _ = try self.channel.finish(acceptAlreadyClosed: true) }

    private func run() { self.channel.embeddedEventLoop.run() }

    /// Holds what is written while it is closed, promises included.
    private final class Valve: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private var isOpen = true
        private var held: [(NIOAny, EventLoopPromise<Void>?)] = []
        private var context: ChannelHandlerContext?

        func handlerAdded(context: ChannelHandlerContext) { self.context = context }
        func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            if self.isOpen { context.write(data, promise: promise) } else { self.held.append((data, promise)) }
        }

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            for (_, held) in self.held { held?.fail(ChannelError.ioOnClosedChannel) }
            self.held = []
            context.close(mode: mode, promise: promise)
        }

        func set(isOpen: Bool) {
            self.isOpen = isOpen
            guard isOpen, let context else { return }
            let held = self.held
            self.held = []
            for (data, promise) in held { context.write(data, promise: promise) }
            context.flush()
        }
    }
}

/// A worker's link that only remembers what it was asked for.
final class RecordingPort: WorkerPort {
    let generation: UInt32
    private let log = Mutex<[Want]>([])

    init(generation: UInt32) {
        self.generation = generation
    }

    var wants: [Want] { self.log.withLock { $0 } }

    func send(_ want: Want) { self.log.withLock { $0.append(want) } }
}

/// Set by the test, read by the viewer.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { self.value.load(ordering: .relaxed) }

    func set() {
        self.value.store(true, ordering: .relaxed)
    }
}
