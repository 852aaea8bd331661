import IPC
package import Shared
internal import Synchronization

/// A stream that was over before the pictures a test waited for had come.
package struct StreamEnded: Error, CustomStringConvertible {
    package var reason: String
    package var place: String

    package var description: String { "the stream ended too soon: \(self.reason) (\(self.place))" }
}

/// A client that watches an MJPEG stream on a thread of its own, and notes what came when.
package final class StreamViewer: Sendable {
    /// One part, without its bytes.
    package struct Sighting: Sendable {
        /// When it was complete.
        package var arrived: MonotonicTime
        /// From then to the delimiter that lets a browser show it.
        package var delimiterDelay: Duration
        package var length: Int
        /// What a ``TestPicture`` counts; `nil` for other pictures.
        package var counter: Int?
        /// Begins and ends as its format says (JPEG: SOI, segments, one EOI at the very end), or as the test does.
        package var isWhole: Bool
        package var fields: HTTPFields
    }

    /// What a viewer has seen so far.
    package struct Record: Sendable {
        package var head: HTTPResponseHead?
        /// The newest 20,000, enough for minutes at any frame rate used here.
        package var sightings: [Sighting] = []
        /// All parts, forgotten ones included.
        package var partCount = 0
        /// Pictures that came a second time, with the capture time of the first; counted nowhere else.
        package var repeats = 0
        package var lastPicture: [UInt8] = []
        /// Why it is over: `nil` while it lasts.
        package var end: String?

        static let maximumSightings = 20_000
    }

    private let record: Mutex<Record>
    private let socket: Mutex<StreamSocket?>
    private let stopped = Atomic(false)
    private let judge: @Sendable ([UInt8]) -> Bool

    /// Connects and watches at once.
    ///
    /// - Parameters:
    ///   - pause: how long a slow viewer takes over each picture.
    ///   - receiveBuffer: small ones make slowness felt at the server.
    ///   - patience: how long nothing may come before the viewer gives up.
    ///   - judge: whether a picture is whole.
    package init(
        _ endpoint: Endpoint,
        _ target: String,
        fields: HTTPFields = [:],
        pause: Duration = .zero,
        receiveBuffer: Int32? = nil,
        patience: Duration = .seconds(60),
        judge: @escaping @Sendable ([UInt8]) -> Bool = PictureCheck.isWhole
    ) {
        self.judge = judge
        self.record = Mutex(Record())
        self.socket = Mutex(nil)
        let watch = Watch(endpoint: endpoint, target: target, fields: fields, pause: pause, patience: patience)
        startThread { [weak self] in
            let end = Result { try watch.run(receiveBuffer: receiveBuffer) { self?.note($0) ?? false } }
            self?.finish(end)
        }
    }

    deinit {
        self.socket.withLock { $0?.shutDown() }
    }

    /// A copy of all that was seen.
    package var seen: Record { self.record.withLock { $0 } }
    package var partCount: Int { self.record.withLock { $0.partCount } }
    package var lastCounter: Int? { self.record.withLock { $0.sightings.last?.counter } }
    package var end: String? { self.record.withLock { $0.end } }
    /// Connected, answered, and not over.
    package var isWatching: Bool { self.record.withLock { $0.head?.status == 200 && $0.end == nil } }

    /// Longest time without a picture between two moments, their edges included.
    package func largestGap(from start: MonotonicTime, to end: MonotonicTime = .now()) -> Duration {
        let times = self.seen.sightings.map(\.arrived).filter { (start...end).contains($0) }
        let edges = [start] + times + [end]
        return zip(edges, edges.dropFirst()).map { $1.since($0) }.max() ?? end.since(start)
    }

    /// Goes away.
    package func stop() {
        self.stopped.store(true, ordering: .relaxed)
        self.socket.withLock { $0?.shutDown() }
    }

    /// Returns when `count` parts more than now have come.
    ///
    /// - Throws: ``StreamEnded`` as soon as the stream is over, ``WaitedInVain``.
    package func waitForParts(
        _ count: Int,
        within limit: Duration = .seconds(30),
        fileID: String = #fileID,
        line: Int = #line
    ) async throws {
        let target = self.partCount + count
        let end = try await waitFor(
            "a viewer has seen \(count) pictures more",
            within: limit,
            lastSeen: "\(self.partCount - target + count) of them",
            fileID: fileID,
            line: line
        ) { () -> String?? in
            // The end first: parts that come between the two looks must not be lost.
            let end = self.end
            if self.partCount >= target { return .some(nil) }
            return end.map { .some($0) }
        }
        if let end { throw StreamEnded(reason: end, place: "\(fileID):\(line)") }
    }

    /// False when the viewer should stop.
    private func note(_ observation: Watch.Observation) -> Bool {
        switch observation {
        case .connected(let socket):
            self.socket.withLock { $0 = socket }
        case .head(let head):
            self.record.withLock { $0.head = head }
        case .part(let part):
            let sighting = Sighting(
                arrived: part.arrived,
                delimiterDelay: part.delimited.since(part.arrived),
                length: part.body.count,
                counter: TestPicture.counter(in: part.body),
                isWhole: self.judge(part.body),
                fields: part.fields
            )
            self.record.withLock { record in
                // The supervisor repeats a picture that nothing follows, for Chromium's sake.
                if part.body == record.lastPicture, part.fields["X-Timestamp"] != nil,
                    part.fields["X-Timestamp"] == record.sightings.last?.fields["X-Timestamp"]
                {
                    record.repeats += 1
                    return
                }
                if record.sightings.count == Record.maximumSightings { record.sightings.removeFirst(1000) }
                record.sightings.append(sighting)
                record.partCount += 1
                record.lastPicture = part.body
            }
        }
        return !self.stopped.load(ordering: .relaxed)
    }

    private func finish(_ result: Result<String, any Error>) {
        let end = self.stopped.load(ordering: .relaxed) ? .success("stopped by the test") : result
        self.record.withLock { record in
            switch end {
            case .success(let text): record.end = text
            case .failure(let error): record.end = "\(error)"
            }
        }
    }
}
