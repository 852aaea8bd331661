import Hummingbird
import IPC
import NIOCore
import Shared
import Synchronization

/// One client of `/api/camera_stream/{camera}.mp4`: the initialization segment, then parts from a key frame on.
///
/// Written through Hummingbird's body writer, unlike MJPEG: that costs some 60 µs a write, and parts come a few times a
/// second. Waiting, TLS, HEAD, errors and the end of the service are the routes' own. Behind a slow client at most one part
/// and what the kernel holds wait; what it then missed is left out, up to a key frame.
final class LiveMP4Viewer: Sendable {
    /// Longest wait for the first part.
    static let patience = Duration.seconds(10)
    /// Seconds until it is worth asking again.
    private static let retryAfter = 5
    /// A part that was captured so long before the newest is left out for the next key frame.
    static let lag = Duration.seconds(3)
    /// Without a part for so long a box is sent that players skip: so that we learn of clients that are gone, which would
    /// keep the camera streaming, and that those who wait are not taken for clients that do not read.
    static let keepAlive = Duration.seconds(15)
    /// `free`, ISO/IEC 14496-12 §8.1.2.
    private static let skippedBox = ByteBuffer(bytes: [0, 0, 0, 8] + Array("free".utf8))

    private let entity: EntityID
    private let view: MediaView
    private let feed: MediaFeed
    private let eventLoop: any EventLoop
    private let registry: OpenStreams
    private let judge: @Sendable () -> Bool
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation
    private let first = Mutex<MediaFragment?>(nil)

    /// - Parameter judge: whether it would still be admitted.
    init(
        _ view: MediaView,
        of entity: EntityID,
        on eventLoop: any EventLoop,
        registry: OpenStreams,
        judge: @escaping @Sendable () -> Bool
    ) {
        (self.wakes, self.wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.entity = entity
        self.view = view
        self.eventLoop = eventLoop
        self.registry = registry
        self.judge = judge
        self.feed = view.feed(.viewer) { [wake] in wake.yield() }
    }

    deinit {
        self.registry.leave(ObjectIdentifier(self))
    }

    /// Waits for the first part.
    func begin(_ board: CameraBoard) async throws(Problem) -> MediaStart {
        let (entity, view, arrival) = (self.entity, self.view, MonotonicTime.now())
        let found = await MediaWaiter<MediaFragment>(eventLoop: self.eventLoop).wait(
            on: self.view,
            timeout: Self.patience,
            isInVain: {
                board.isWaitingInVain(for: entity, view, since: arrival, patience: Self.patience)
            },
            { _ in self.takeFirst() }
        )
        guard let found else {
            if board.isStopping || Task.isCancelled { throw .shuttingDown }
            guard let entry = board[entity] else { throw .unknownCamera(entity.objectID) }
            if view.isCrowded { throw .crowded(entity) }
            let waited = MonotonicTime.now().since(arrival).forPeople
            throw .noVideo(of: entry, "no video came within \(waited)", retryAfter: Self.retryAfter)
        }
        return found.opening.start
    }

    /// The first part, once; it may be asked for by two threads, and the one behind it must not be taken.
    private func takeFirst() -> MediaFragment? {
        self.first.withLock { first in
            if first == nil, case .part(let fragment, _) = self.feed.next() { first = fragment }
            return first
        }
    }

    /// Writes until the camera, the right to see it or the initialization segment is another, or the client is gone.
    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        guard let first = self.first.withLock({ $0 }) else { preconditionFailure("begin comes before") }
        self.register()
        let wake = self.wake
        let interval = TimeAmount(Self.keepAlive)
        let timer = self.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in wake.yield() }
        defer {
            timer.cancel()
            self.feed.cancel()
        }
        var clock = MediaClock()
        try await writer.write(contentsOf: [first.opening.segment] + clock.take(first))
        var written = MonotonicTime.now()
        var wakes = self.wakes.makeAsyncIterator()
        // Asked each time: who reads slowly always finds a part, and never waits.
        loop: while self.judge() {
            switch self.feed.next(lag: Self.lag) {
            case .part(let fragment, _):
                guard fragment.opening.number == first.opening.number else { break loop }
                try await writer.write(contentsOf: clock.take(fragment))
                written = .now()
            case .nothingYet:
                if MonotonicTime.now().since(written) >= Self.keepAlive {
                    try await writer.write(Self.skippedBox)
                    written = .now()
                }
                guard await wakes.next() != nil else { break loop }
            case .ended: break loop
            }
        }
        try await writer.finish(nil)
    }

    /// A reload may take the right away that it was admitted by.
    private func register() {
        let (judge, wake) = (self.judge, self.wake)
        let review: @Sendable () -> Void = { if !judge() { wake.finish() } }
        self.registry.enter(ObjectIdentifier(self), review: review)
        // The rules may have been replaced since.
        review()
    }
}
