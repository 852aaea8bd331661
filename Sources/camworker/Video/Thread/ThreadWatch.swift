internal import Shared

/// Watches over libav's threads: those at work, and those that were told to end and have not yet.
struct ThreadWatch {
    /// libav cannot be stopped from outside while it computes or asks for a name: this long past its deadline the
    /// process is given up (design §7).
    private static let patience: Duration = .seconds(5)

    /// The threads at work.
    var stream: StreamBench?
    var decoding: DecodingBench?
    /// Streams that were told to end and have not yet: a camera has one connection to spare for us, not two.
    private var leaving: [(bench: StreamBench, since: MonotonicTime)] = []
    /// Decoders that were told to end while libav was at a packet.
    private var endingDecoders: [DecodingBench] = []
    /// Since when a thread is known to be overdue.
    private var overdueSince: MonotonicTime?

    /// Whether a stream has still to let go of its connection.
    var isStreamLeaving: Bool { !self.leaving.isEmpty }

    /// Tells the stream's thread to end.
    mutating func endStream(at now: MonotonicTime) {
        guard let stream else { return }
        stream.interrupt.cancel()
        stream.setDecoding(nil)
        self.leaving.append((stream, now))
        self.stream = nil
    }

    /// Still watched: a decoder that never comes back would take a processor for ever.
    mutating func endDecoding() {
        guard let decoding else { return }
        self.stream?.setDecoding(nil)
        decoding.close()
        self.endingDecoders.append(decoding)
        self.decoding = nil
    }

    mutating func forgetEnded() {
        self.leaving.removeAll { $0.bench.takeNews().end != nil }
        self.endingDecoders.removeAll { $0.busySince == nil }
    }

    var deadline: MonotonicTime? { self.overdueSince.map { $0 + Self.patience } ?? self.overdueAt }

    /// Leaves when a thread has been overdue for long; from when we saw it, since the machine may have slept meanwhile.
    mutating func check(at now: MonotonicTime) throws(Departure) {
        guard let overdueAt, now >= overdueAt else {
            self.overdueSince = nil
            return
        }
        let since = self.overdueSince ?? now
        self.overdueSince = since
        guard now.since(since) >= Self.patience else { return }
        let name = self.leaving.first?.bench.operation?.name ?? self.stream?.operation?.name ?? "decode"
        throw Departure(.internal, "stuck in libav: \(name)")
    }

    /// When a thread of libav's should be back; `nil` while none is away.
    private var overdueAt: MonotonicTime? {
        var times = self.leaving.map(\.since)
        if let operation = self.stream?.operation { times.append(operation.deadline) }
        let decoders = self.endingDecoders + [self.decoding].compactMap(\.self)
        times += decoders.compactMap(\.busySince).map { $0 + Self.patience }
        return times.min()
    }
}
