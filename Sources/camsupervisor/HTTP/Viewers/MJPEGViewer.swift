import IPC
import NIOCore
import Shared

/// One viewer's stream: owns the connection from its head on, asks for a frame when the last one is written.
///
/// A slow viewer skips frames: nothing is queued beyond the one frame being written, so it neither gets a backlog nor
/// slows anybody else, and it is never cut off for being slow.
final class MJPEGViewer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the request asked for.
    struct Options: Sendable {
        /// Least time between two frames; zero sends every frame.
        var interval = Duration.zero
        var staleAfter: Duration?
        var whenStale = WhenStale.placeholder
        /// A push camera: between events the last event is replayed, one picture per interval.
        var replays = false
    }

    /// Interval of a replay when the request gives none; Home Assistant's.
    static let replayInterval = Duration.milliseconds(500)
    /// A frame that nothing follows for so long is sent once more.
    ///
    /// Chromium draws a part when the *next* part's headers arrive, delimiter or not (seen with 130; Home Assistant sends
    /// the first frame twice for it). Streams of three frames a second and more never need it.
    static let repeatAfter = Duration.milliseconds(400)
    /// How often a stale stream looks for a newer placeholder ("no picture since …").
    static let placeholderRefresh = Duration.seconds(5)
    /// A viewer that was shown nothing yet looks so often whether its camera is known to be away; a worker draws its
    /// placeholder within half of it.
    static let firstLook = Duration.seconds(1)

    private let eventLoop: any EventLoop
    private let view: ViewHub
    private let options: Options
    private let clock: @Sendable () -> MonotonicTime
    /// Whether the camera is known to be away: then a placeholder is not waited for.
    private let isAway: @Sendable () -> Bool
    private var context: ChannelHandlerContext?
    private var receiver: FrameReceiver?
    private var isWriting = false
    private var pending: Frame?
    /// The newest frame shown; only newer ones are waited for.
    private var lastVersion: UInt64 = 0
    /// The picture of the event that was shown last: this viewer's own place in the replay.
    private var replayed: UInt64 = 0
    private var shownPlaceholder: UInt64?
    /// Since when this viewer waits for a frame; `nil` while it reads one or its interval lasts, and nothing can be missed.
    private var waitingSince: MonotonicTime?
    private var lastSent = MonotonicTime(nanoseconds: 0)
    private var staleTimer: Scheduled<Void>?
    private var repeatTimer: Scheduled<Void>?
    /// What was written last, when, and is to be sent once more if nothing follows.
    private var unrepeated: (frame: Frame, writtenAt: MonotonicTime)?
    private var paceTimer: Scheduled<Void>?

    init(
        eventLoop: any EventLoop,
        view: ViewHub,
        options: Options,
        isAway: @escaping @Sendable () -> Bool,
        clock: @escaping @Sendable () -> MonotonicTime = { .now() }
    ) {
        self.eventLoop = eventLoop
        self.view = view
        self.options = options
        self.isAway = isAway
        self.clock = clock
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        let receiver = FrameReceiver(id: ObjectIdentifier(self), eventLoop: self.eventLoop) { viewer.value.receive($0) }
        self.receiver = receiver
        context.writeAndFlush(self.wrapOutboundOut(MJPEGParts.opening), promise: nil)
        self.view.viewerCame()
        self.wait(at: self.clock())
        self.armStaleTimer()
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

    private func receive(_ frame: Frame) {
        guard self.context != nil else { return }
        self.waitingSince = nil
        guard !self.isWriting else {
            self.pending = frame
            return
        }
        let now = self.clock()
        let earliest = self.lastSent.advanced(by: self.options.interval)
        guard now >= earliest else {
            self.pace(until: earliest, now: now)
            return
        }
        self.lastVersion = frame.version
        self.replayed = frame.version
        self.shownPlaceholder = nil
        self.write(frame, at: now)
        self.scheduleRepeat(of: frame, at: now)
    }

    // MARK: -

    /// Whether nothing newer was written since.
    private func shows(_ frame: Frame) -> Bool {
        self.shownPlaceholder.map { $0 == frame.version } ?? (self.lastVersion == frame.version)
    }

    private func scheduleRepeat(of frame: Frame, at now: MonotonicTime) {
        self.unrepeated = (frame, now)
        if self.repeatTimer == nil { self.armRepeatTimer(in: Self.repeatAfter) }
    }

    /// One timer, not one per frame: NIO's cancel walks through all timers of the loop (measured: 9 % of the supervisor's
    /// time at 50 viewers).
    private func armRepeatTimer(in delay: Duration) {
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.repeatTimer = self.eventLoop.scheduleTask(in: TimeAmount(delay)) { viewer.value.repeatUnlessFollowed() }
    }

    private func repeatUnlessFollowed() {
        self.repeatTimer = nil
        guard self.context != nil, let (frame, writtenAt) = self.unrepeated else { return }
        let rest = writtenAt.advanced(by: Self.repeatAfter).since(self.clock())
        guard rest <= .zero else { return self.armRepeatTimer(in: rest) }
        self.unrepeated = nil
        guard self.shows(frame), !self.isWriting else { return }
        self.writeOnce(frame)
    }

    /// Writes the next frame; when it is written, the one after it is waited for.
    private func write(_ frame: Frame, at now: MonotonicTime) {
        self.lastSent = now
        self.put(frame) { $0.waitForNext() }
    }

    /// Writes a placeholder, or a frame once more; the wait for the next frame goes on meanwhile.
    private func writeOnce(_ frame: Frame) {
        self.put(frame) { _ in }
    }

    /// Writes one part.
    ///
    /// A frame that came meanwhile is shown after it, else `then` follows.
    private func put(_ frame: Frame, then: @escaping @Sendable (MJPEGViewer) -> Void) {
        guard let context else { return }
        self.isWriting = true
        context.write(self.wrapOutboundOut(frame.partHead), promise: nil)
        context.write(self.wrapOutboundOut(frame.picture), promise: nil)
        let written = context.eventLoop.makePromise(of: Void.self)
        let viewer = NIOLoopBound(self, eventLoop: context.eventLoop)
        written.futureResult.whenSuccess { viewer.value.written(then) }
        context.writeAndFlush(self.wrapOutboundOut(MJPEGParts.closing), promise: written)
    }

    private func written(_ then: (MJPEGViewer) -> Void) {
        self.isWriting = false
        guard let pending else { return then(self) }
        self.pending = nil
        self.receive(pending)
    }

    private func waitForNext() {
        guard self.context != nil else { return }
        let now = self.clock()
        let earliest = self.lastSent.advanced(by: self.options.interval)
        // Asked for before its time, a frame would lie in the hub until then. Uploads come unasked.
        guard now >= earliest || self.options.replays else { return self.pace(until: earliest, now: now) }
        self.wait(at: now)
        if self.options.replays { self.scheduleReplay() }
    }

    /// A picture the hub holds may be as old as one that is not stale.
    private func wait(at now: MonotonicTime) {
        guard let receiver else { return }
        self.waitingSince = self.waitingSince ?? now
        var demand = FrameDemand(newerThan: self.lastVersion)
        // Nothing newer than what was shown a moment ago can be stale.
        if let staleAfter = self.options.staleAfter, now.since(self.lastSent) >= staleAfter {
            demand.capturedAfter = now.advanced(by: .zero - staleAfter)
        }
        self.view.wait(receiver, for: demand)
    }

    /// A frame that came before its time is dropped; at its time the newest is asked for.
    private func pace(until earliest: MonotonicTime, now: MonotonicTime) {
        self.paceTimer?.cancel()
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.paceTimer = self.eventLoop.scheduleTask(in: TimeAmount(earliest.since(now))) {
            viewer.value.paceTimer = nil
            viewer.value.waitForNext()
        }
    }

    /// The next picture of the last event, from this viewer's own place in it.
    private func scheduleReplay() {
        self.paceTimer?.cancel()
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        let interval = max(self.options.interval, Self.replayInterval)
        self.paceTimer = self.eventLoop.scheduleTask(in: TimeAmount(interval)) { viewer.value.replay() }
    }

    private func replay() {
        guard self.context != nil else { return }
        let kept = self.view.kept
        // An old event is not replayed as if it were live; what is shown of a stale camera stays.
        guard kept.count > 1, !self.isWriting, !self.isStale else { return self.scheduleReplay() }
        let next = kept.first { $0.version > self.replayed } ?? kept[0]
        self.replayed = next.version
        self.write(next, at: self.clock())
    }

    /// One timer, not one per frame: when it fires early it is set again for the rest.
    private func armStaleTimer() {
        guard let staleAfter = self.options.staleAfter, self.context != nil else { return }
        let now = self.clock()
        let rest = (self.freshest ?? now).advanced(by: staleAfter).since(now)
        var delay = rest > .zero ? rest : Self.placeholderRefresh
        if self.hasShownNothing { delay = min(delay, Self.firstLook) }
        let viewer = NIOLoopBound(self, eventLoop: self.eventLoop)
        self.staleTimer = self.eventLoop.scheduleTask(in: TimeAmount(delay)) { viewer.value.checkFreshness() }
    }

    private func checkFreshness() {
        if self.isStale {
            self.wentStale()
        } else if self.lastVersion == 0, self.isAway() {
            self.showPlaceholder()
        }
        self.armStaleTimer()
    }

    private var hasShownNothing: Bool { self.lastVersion == 0 && self.shownPlaceholder == nil }

    /// From when on the picture that is waited for is missed; `nil` while none is.
    private var freshest: MonotonicTime? {
        self.waitingSince.map { max(self.view.newest?.payload.captured ?? $0, $0) }
    }

    private var isStale: Bool {
        guard let staleAfter = self.options.staleAfter, let freshest else { return false }
        return self.clock().since(freshest) >= staleAfter
    }

    private func wentStale() {
        switch self.options.whenStale {
        case .hold: break
        case .close: self.context?.close(promise: nil)
        case .placeholder: self.showPlaceholder()
        }
    }

    /// The hub's newest, unless it is shown already.
    private func showPlaceholder() {
        guard self.options.whenStale == .placeholder, !self.isWriting else { return }
        let placeholder = self.view.placeholder ?? BuiltInPlaceholder.frame
        guard self.shownPlaceholder != placeholder.version else { return }
        self.shownPlaceholder = placeholder.version
        self.writeOnce(placeholder)
        self.scheduleRepeat(of: placeholder, at: self.clock())
    }

    private func leave() {
        guard let receiver else { return }
        self.context = nil
        self.receiver = nil
        self.staleTimer?.cancel()
        self.paceTimer?.cancel()
        self.repeatTimer?.cancel()
        self.view.viewerLeft(receiver)
    }
}
