import Hummingbird
import IPC
import NIOCore
import Shared
import Synchronization

/// One client of `/api/stream`: server-sent events in Home Assistant's shape, each with an id.
///
/// It reads from the ring at its own pace: a slow one is told how many it missed (`events_lost`), and slows nobody. Who comes
/// back with `Last-Event-ID` gets what it missed, as far as the ring has it.
final class EventClient: Sendable {
    /// So that proxies and clients see that the stream lives, and we that they do; Home Assistant's is 50 s, in which a
    /// client that is gone would keep its place.
    static let usualPingInterval = Duration.seconds(15)
    /// Events of one write.
    private static let batch = 64

    private let entities: EntityHub
    private let types: Set<String>?
    private let token: String?
    private let eventLoop: any EventLoop
    private let registry: OpenStreams
    private let judge: @Sendable () -> AccessScope?
    private let start: Start
    private let selection: Selection
    private let pingInterval: Duration
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// What of the stream a client wants, beside the types.
    struct Selection: Sendable {
        /// Events of this camera alone.
        var camera: CameraID?
        /// Everything that is kept first, for one that has nothing yet.
        var replaysAll = false
        /// Nothing but what is kept.
        var endsAtOnce = false
    }

    /// Where to begin.
    enum Start: Sendable, Hashable {
        case now
        /// With everything that is kept.
        case oldest
        case behind(UInt64)
        /// What it has is of another run: this run's events are all new to it, and nobody knows how many of that it missed.
        case anotherRun
    }

    /// - Parameters:
    ///   - token: the name of the one that it listens with; `nil` where none is needed.
    ///   - behind: the `Last-Event-ID`; one that is none of ours counts as none.
    ///   - pingInterval: how long nothing is said before a ping is.
    ///   - judge: what it may see now; `nil` when it may not listen any more.
    init(
        _ entities: EntityHub,
        types: Set<String>?,
        token: String?,
        selection: Selection = Selection(),
        behind: String?,
        pingInterval: Duration = EventClient.usualPingInterval,
        on eventLoop: any EventLoop,
        registry: OpenStreams,
        judge: @escaping @Sendable () -> AccessScope?
    ) {
        (self.wakes, self.wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.entities = entities
        self.types = types
        self.token = token
        self.eventLoop = eventLoop
        self.registry = registry
        self.judge = judge
        self.selection = selection
        self.pingInterval = pingInterval
        let start = Self.start(behind, run: entities.run, next: entities.nextEvent)
        self.start = start == .now && selection.replaysAll ? .oldest : start
    }

    static func start(_ last: String?, run: String, next: UInt64) -> Start {
        guard let id = last.flatMap(EventID.init) else { return .now }
        guard id.run == run, id.number < next else { return .anotherRun }
        return .behind(id.number)
    }

    /// Writes until the client is gone or may not listen any more.
    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        let wake = self.wake
        guard let listening = self.entities.listen(types: self.types, token: self.token, wake: { wake.yield() }) else {
            return try await writer.finish(nil)
        }
        let interval = TimeAmount(self.pingInterval)
        let timer = self.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in wake.yield() }
        let (judge, id) = (self.judge, ObjectIdentifier(self))
        self.registry.enter(id) { if judge() == nil { wake.finish() } }
        defer {
            timer.cancel()
            self.entities.stop(listening: listening)
            self.registry.leave(id)
        }
        var cursor = self.entities.nextEvent
        // What comes while it reads is not kept for it: on a busy bus it would never end.
        let end = self.selection.endsAtOnce ? cursor : .max
        // At once, as Home Assistant does: so the client knows that it listens.
        var opening = Self.ping
        switch self.start {
        case .now: break
        case .oldest: cursor = self.entities.oldestEvent
        case .behind(let number): cursor = number + 1
        case .anotherRun:
            cursor = 1
            opening.writeImmutableBuffer(self.lost(nil, before: 1))
        }
        try await writer.write(opening)
        var written = MonotonicTime.now()
        var wakes = self.wakes.makeAsyncIterator()
        while cursor < end, let scope = self.judge() {
            if let bytes = self.next(&cursor, scope) {
                try await writer.write(bytes)
                written = .now()
                continue
            }
            if self.selection.endsAtOnce { break }
            // The timer may come a moment before the interval since the last ping is over, and would not come again before twice that.
            if MonotonicTime.now().since(written) >= self.pingInterval / 10 * 9 {
                try await writer.write(Self.ping)
                written = .now()
            }
            guard await wakes.next() != nil else { break }
        }
        try await writer.finish(nil)
    }

    private static let ping = ByteBuffer(string: "data: ping\n\n")

    /// What is to be sent now; `nil` when there is nothing.
    private func next(_ cursor: inout UInt64, _ scope: AccessScope) -> ByteBuffer? {
        let before = cursor
        let reading = self.entities.read(from: &cursor, most: Self.batch) { event in
            self.types?.contains(event.type) != false && scope.contains(event.camera)
                && (self.selection.camera == nil || event.camera == self.selection.camera)
        }
        guard reading.lost > 0 || !reading.events.isEmpty else { return nil }
        var bytes = ByteBuffer()
        if reading.lost > 0 { bytes.writeImmutableBuffer(self.lost(reading.lost, before: before + reading.lost)) }
        for event in reading.events {
            self.write(event.json, EventID(run: self.entities.run, number: event.number), &bytes)
        }
        return bytes
    }

    private func write(_ json: ByteBuffer, _ id: EventID, _ bytes: inout ByteBuffer) {
        bytes.writeString("id: \(id)\ndata: ")
        bytes.writeImmutableBuffer(json)
        bytes.writeString("\n\n")
    }

    /// - Parameters:
    ///   - count: `nil` for nobody knows how many.
    ///   - number: of the first event that is there.
    private func lost(_ count: UInt64?, before number: UInt64) -> ByteBuffer {
        let draft = EventDraft.lost(count, at: .now())
        var bytes = ByteBuffer()
        self.write(ByteBuffer(bytes: draft.json), EventID(run: self.entities.run, number: number - 1), &bytes)
        return bytes
    }
}

extension EventDraft {
    /// - Parameter count: how many at most; `nil` when nobody knows.
    fileprivate static func lost(_ count: UInt64?, at now: WallTime) -> EventDraft {
        var generator = SystemRandomNumberGenerator()
        let context = EventContext(at: now, using: &generator)
        return EventDraft(Self.eventsLost, camera: nil, context: context, at: now) { writer in
            writer.write(["count": count.map { .integer(Int(clamping: $0)) } ?? .null])
        }
    }
}
