internal import IPC
internal import Shared
internal import Synchronization

/// What the stream's thread, the decoding thread and the loop share: packets in, pictures out.
final class DecodingBench: Sendable {
    private struct State: Sendable {
        var queue = PacketQueue()
        /// A picture is wanted that was captured at or after this; `nil` while none is.
        var wanted: MonotonicTime?
        var frameRate: Double
        var encoding: EncodingOptions
        /// The newest that was not taken yet.
        var picture: Picture?
        /// Why the last could not be made; `nil` when it could.
        var problem: PictureError?
        /// Since when libav has been at a packet; `nil` while it is not.
        var busySince: MonotonicTime?
        var isClosed = false
    }

    enum Turn {
        case decode(PacketQueue.Entry)
        case sleep
        case leave
    }

    private let state: Mutex<State>
    /// Wakes the decoding thread.
    private let packets: EventDescriptor
    private let waker: LoopWaker

    init(frameRate: Double, encoding: EncodingOptions, waker: LoopWaker) throws(SystemCallError) {
        self.state = Mutex(State(frameRate: frameRate, encoding: encoding))
        self.packets = try EventDescriptor(waits: true)
        self.waker = waker
    }

    // MARK: For the loop

    /// - Parameter time: `nil` when no picture is wanted.
    func want(capturedAfter time: MonotonicTime?) {
        self.state.withLock { $0.wanted = time }
    }

    func retune(frameRate: Double, encoding: EncodingOptions) {
        self.state.withLock { state in
            state.frameRate = frameRate
            state.encoding = encoding
        }
    }

    func takePicture() -> (picture: Picture?, problem: PictureError?) {
        self.state.withLock { state in
            defer {
                state.picture = nil
                state.problem = nil
            }
            return (state.picture, state.problem)
        }
    }

    /// For the watch over libav.
    var busySince: MonotonicTime? { self.state.withLock(\.busySince) }

    /// The thread ends when it next looks.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.packets.raise()
    }

    // MARK: For the stream's thread

    /// The packets to begin with, which the decoder is to go through before it makes a picture of the present.
    func begin(with packets: [VideoPacket]) {
        guard !packets.isEmpty else { return }
        self.state.withLock { $0.queue.begin(with: packets) }
        self.packets.raise()
    }

    func append(_ packet: VideoPacket) {
        self.state.withLock { $0.queue.append(packet) }
        self.packets.raise()
    }

    // MARK: For the decoding thread

    func next(at now: MonotonicTime) -> Turn {
        self.state.withLock { state in
            state.busySince = nil
            guard !state.isClosed else { return .leave }
            guard let entry = state.queue.take() else { return .sleep }
            state.busySince = now
            return .decode(entry)
        }
    }

    func sleep() {
        self.packets.take()
    }

    var frameRate: Double { self.state.withLock(\.frameRate) }

    var encoding: EncodingOptions { self.state.withLock(\.encoding) }

    /// Whether a picture captured then is wanted; asked before it is encoded.
    func wants(capturedAt time: MonotonicTime) -> Bool {
        self.state.withLock { state in state.wanted.map { time >= $0 } ?? false }
    }

    func deliver(_ picture: Picture) {
        self.state.withLock { state in
            state.picture = picture
            // One for one: what is wanted next the loop says.
            state.wanted = nil
        }
        self.waker.raise()
    }

    func fail(_ problem: PictureError) {
        self.state.withLock { $0.problem = problem }
        self.waker.raise()
    }
}
