import IPC
import NIOCore
import Shared

/// One viewer's stream: owns the connection from its head on, asks for a frame when the last one is written.
///
/// A slow viewer skips frames: nothing is queued beyond the one frame being written, so it neither gets a backlog nor
/// slows anybody else, and it is never cut off for being slow. ``StateMachine`` decides, this performs.
final class MJPEGViewer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Where an open stream is known, and how it is judged when the configuration has changed.
    struct Registry: Sendable {
        var streams: OpenStreams
        /// The options from now on, or `nil` when the stream would not be admitted any more.
        var judge: @Sendable () -> Options?
    }

    private let eventLoop: any EventLoop
    private let view: ViewHub
    private let isAway: @Sendable () -> Bool
    private let embedding: EmbeddingPolicy
    private let registry: Registry?
    private let clock: @Sendable () -> MonotonicTime
    private var machine: StateMachine
    private var context: ChannelHandlerContext?
    private var receiver: FrameReceiver?
    private var frameTimer = LazyTimer()
    private var lookTimer = LazyTimer()

    /// - Parameter isAway: Whether the camera is known to be away; called on the event loop.
    init(
        eventLoop: any EventLoop,
        view: ViewHub,
        options: Options,
        isAway: @escaping @Sendable () -> Bool,
        embedding: EmbeddingPolicy = .ownPages,
        registry: Registry? = nil,
        clock: @escaping @Sendable () -> MonotonicTime = { .now() }
    ) {
        self.eventLoop = eventLoop
        self.view = view
        self.isAway = isAway
        self.embedding = embedding
        self.registry = registry
        self.clock = clock
        self.machine = StateMachine(options)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.receiver = FrameReceiver(id: ObjectIdentifier(self), eventLoop: self.eventLoop) { frame in
            viewer.value.perform { $0.received(frame, at: $1) }
        }
        context.writeAndFlush(self.wrapOutboundOut(MJPEGParts.opening(for: self.embedding)), promise: nil)
        self.view.viewerCame()
        let eventLoop = self.eventLoop
        self.registry?.streams.enter(ObjectIdentifier(self)) { eventLoop.execute { viewer.value.review() } }
        let newest = self.view.newest
        self.perform { $0.came(at: $1, newest: newest) }
        // The rules may have been replaced, and all streams judged, between this one's admission and its entry.
        self.review()
    }

    /// Whatever else the client sends is not read as a request: this connection is a stream now.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    /// Every frame is larger than the channel's water mark; told about it, Hummingbird's writer behind us would be woken
    /// twice a frame for nothing (measured: 7 % of the supervisor's time at 50 viewers).
    func channelWritabilityChanged(context: ChannelHandlerContext) {}

    func channelInactive(context: ChannelHandlerContext) {
        self.leave()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.leave()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    // MARK: -

    private func perform(_ step: (inout StateMachine, MonotonicTime) -> StateMachine.Actions) {
        guard let context, let receiver else { return }
        let actions = step(&self.machine, self.clock())
        if actions.close { return context.close(promise: nil) }
        if actions.skipped > 0 { self.view.viewerSkipped(actions.skipped) }
        if let demand = actions.wait { self.view.wait(receiver, for: demand) }
        if let frame = actions.write { self.write(frame, context) }
        self.setTimers()
    }

    private func write(_ frame: Frame, _ context: ChannelHandlerContext) {
        context.write(self.wrapOutboundOut(frame.partHead), promise: nil)
        context.write(self.wrapOutboundOut(frame.picture), promise: nil)
        let written = context.eventLoop.makePromise(of: Void.self)
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        written.futureResult.whenSuccess { viewer.value.perform { $0.written(at: $1) } }
        context.writeAndFlush(self.wrapOutboundOut(MJPEGParts.closing), promise: written)
    }

    private func setTimers() {
        // What was written may have ended the connection.
        guard self.context != nil else { return }
        if let deadline = self.machine.frameDeadline, self.frameTimer.isLate(for: deadline) {
            let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
            self.frameTimer.set(for: deadline, now: self.clock(), on: self.eventLoop) {
                viewer.value.frameTimer.fired()
                viewer.value.tick()
            }
        }
        if let deadline = self.machine.lookDeadline, self.lookTimer.isLate(for: deadline) {
            let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
            self.lookTimer.set(for: deadline, now: self.clock(), on: self.eventLoop) {
                viewer.value.lookTimer.fired()
                viewer.value.tick()
            }
        }
    }

    private func tick() {
        let sight = StateMachine.Sight(
            newest: self.view.newest,
            placeholder: self.view.placeholder ?? BuiltInPlaceholder.frame,
            kept: self.view.kept,
            isAway: self.isAway()
        )
        self.perform { $0.tick(at: $1, sight) }
    }

    private func review() {
        guard let registry else { return }
        let (options, newest) = (registry.judge(), self.view.newest)
        self.perform { $0.reviewed(options, at: $1, newest: newest) }
    }

    private func leave() {
        guard let receiver else { return }
        self.registry?.streams.leave(ObjectIdentifier(self))
        self.context = nil
        self.receiver = nil
        self.frameTimer.cancel()
        self.lookTimer.cancel()
        self.view.viewerLeft(receiver)
    }
}
