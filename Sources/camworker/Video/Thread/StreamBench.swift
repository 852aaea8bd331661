internal import IPC
internal import Shared
internal import Synchronization

/// What the loop and the thread of one stream share.
final class StreamBench: Sendable {
    /// A call into libav that may block.
    struct Operation: Equatable, Sendable {
        /// For `stuck in libav: …`.
        var name: String
        var deadline: MonotonicTime
    }

    /// All that happened since the loop last looked.
    struct News: Sendable {
        /// The newest, when there is one that was not told yet.
        var keyFrame: VideoPacket?
        /// When the last packet of any kind came.
        var lastPacket: MonotonicTime?
        /// When the last came that a picture can be made of: after the first key frame.
        var lastVideo: MonotonicTime?
        var bytes = 0
        /// Set once, as the last thing of the thread.
        var end: StreamError?
    }

    private struct State: Sendable {
        var news = News()
        var operation: Operation?
        var group = GroupOfPictures()
        /// The loop waits for a packet that came at or after this.
        var wanted: MonotonicTime?
        /// Gets each packet while viewers watch.
        var decoding: DecodingBench?
        var hasKeyFrame = false
    }

    let interrupt = StreamInterrupt()
    private let state = Mutex(State())
    private let waker: LoopWaker

    /// Where media goes while it is wanted.
    let media: MediaOutlet

    init(waker: LoopWaker, media: MediaOutlet) {
        self.waker = waker
        self.media = media
    }

    // MARK: For the loop

    func takeNews() -> News {
        self.state.withLock { state in
            defer {
                state.news.keyFrame = nil
                state.news.bytes = 0
            }
            return state.news
        }
    }

    /// The call that the thread is in.
    var operation: Operation? { self.state.withLock(\.operation) }

    /// Where packets go while viewers watch, those since the newest key frame first; `nil` for nowhere.
    func setDecoding(_ decoding: DecodingBench?) {
        self.state.withLock { state in
            decoding?.begin(with: state.group.packets)
            state.decoding = decoding
        }
    }

    /// The newest key frame and what came after it; empty when the newest came before `time`.
    ///
    /// The loop is woken when one comes that did not.
    func group(capturedAfter time: MonotonicTime) -> [VideoPacket] {
        self.state.withLock { state in
            guard let newest = state.group.newest, newest >= time else {
                state.wanted = time
                return []
            }
            return state.group.packets
        }
    }

    // MARK: For the thread

    /// The newest key frame and what came after it.
    var group: [VideoPacket] { self.state.withLock(\.group.packets) }

    func begin(_ name: String, until deadline: MonotonicTime) {
        self.interrupt.setDeadline(deadline)
        self.state.withLock { $0.operation = Operation(name: name, deadline: deadline) }
    }

    func took(_ reading: StreamInput.Reading, at now: MonotonicTime) {
        let wakes = self.state.withLock { state in
            state.operation = nil
            state.news.lastPacket = now
            state.news.bytes += reading.bytes
            // What comes after it would be torn.
            if case .lost = reading { state.group = GroupOfPictures() }
            guard case .video(let packet) = reading else { return false }
            state.decoding?.append(packet)
            state.group.append(packet)
            let isAwaited = state.wanted.map { packet.arrived >= $0 } ?? false
            if isAwaited { state.wanted = nil }
            state.hasKeyFrame = state.hasKeyFrame || packet.isKeyFrame
            if state.hasKeyFrame { state.news.lastVideo = now }
            if packet.isKeyFrame { state.news.keyFrame = packet }
            return packet.isKeyFrame || isAwaited
        }
        if wakes { self.waker.raise() }
    }

    func end(_ error: StreamError) {
        self.state.withLock { state in
            state.operation = nil
            state.decoding = nil
            state.news.end = error
        }
        self.waker.raise()
    }
}
