internal import IPC
internal import Shared

/// The MJPEG camera's stream: one connection, however many watch, and its pictures.
final class MJPEGStream {
    /// Bytes after which a body without any picture is not waited for any longer, though it may still come to one.
    private static let mostWithoutPicture = 4 * 1024 * 1024

    /// Pictures in a row that cannot be passed on, after which a stream that was well is said not to be; one may be a
    /// transmission error.
    private static let mostRefusals = 3

    private unowned let host: any PictureSink
    private let connections: CameraConnections
    private let request: HTTPRequest
    private var trouble: CameraTrouble
    private var open: Open?
    private(set) var deadline: MonotonicTime?
    /// Said once: it is so with every answer.
    private var hasSaidThatItIsAStill = false

    /// What belongs to one connection.
    private struct Open {
        var transfer: CurlTransfer
        var parser: MultipartStreamParser?
        var bytes = 0
        /// What is wrong with what came last, or why we end it ourselves, in words.
        var complaint: String?
        /// Whether a picture came that could be passed on.
        var hasDelivered = false
        /// Pictures in a row that could not.
        var refusals = 0
        var countedConnections = 0
    }

    init(_ request: HTTPRequest, staleAfter: Duration?, host: any PictureSink, connections: CameraConnections) {
        self.request = request
        self.trouble = CameraTrouble(CameraStreamStateMachine(staleAfter: staleAfter), shownURL: "\(request.url)")
        self.host = host
        self.connections = connections
    }

    /// Whether a picture may be expected of it without opening anything.
    var isOpen: Bool { self.trouble.machine.isOpen }

    /// Whether the open connection has brought a picture.
    var hasDelivered: Bool { self.open?.hasDelivered ?? false }

    /// - Parameter isAsked: Whether somebody waits for a frame, and is told what keeps it from coming.
    func demandChanged(isNeeded: Bool, isAsked: Bool, at now: MonotonicTime) {
        self.perform(self.trouble.machine.demandChanged(isNeeded: isNeeded, at: now), at: now)
        if isAsked, !self.isOpen { self.reportTrouble(at: now) }
    }

    func retuned(staleAfter: Duration?, at now: MonotonicTime) {
        self.perform(self.trouble.machine.retuned(staleAfter: staleAfter, at: now), at: now)
    }

    func letInElsewhere(at now: MonotonicTime) {
        guard self.trouble.machine.letInElsewhere(at: now) else { return }
        self.perform(self.trouble.machine.next(at: now), at: now)
        self.reportTrouble(at: now)
    }

    func logins(_ check: LoginCheck, at now: MonotonicTime) {
        self.perform(self.trouble.machine.logins(check, at: now), at: now)
    }

    var isHeldBack: Bool { self.trouble.machine.isHeldBack }
    var isRefused: Bool { self.trouble.machine.schedule.isRefused }

    func tick(at now: MonotonicTime) {
        if let open, open.transfer.head.isSuccess { self.trouble.machine.answered() }
        self.perform(self.trouble.machine.next(at: now), at: now)
    }

    private func perform(_ action: CameraStreamStateMachine.Action, at now: MonotonicTime) {
        self.deadline = nil
        switch action {
        case .open: self.begin(at: now)
        case .close:
            self.drop()
            self.host.report(self.trouble.closingReport(at: now))
        case .giveUp(let silence): self.giveUp(silence, at: now)
        case .wait(let time): self.deadline = time
        case .rest: break
        }
    }

    private func begin(at now: MonotonicTime) {
        if self.trouble.machine.schedule.retryAt == nil { self.host.report(StateReport(connection: .connecting)) }
        self.open = Open(transfer: self.connections.start(self.request, receiver: self))
        self.perform(self.trouble.machine.next(at: now), at: now)
    }

    private func giveUp(_ silence: CameraStreamStateMachine.Silence, at now: MonotonicTime) {
        let reason =
            switch silence {
            case .answer: "no answer within \(self.trouble.machine.patience.opening.components.seconds) s"
            case .bytes: "the camera sent nothing for \(self.trouble.machine.longestSilence.components.seconds) s"
            case .pictures:
                self.open?.complaint ?? self.open?.parser?.lastProblem ?? "the camera sends bytes, but no picture"
            }
        self.drop()
        self.failed(.unavailable, reason)
    }

    private func drop() {
        if let open { self.connections.cancel(open.transfer) }
        self.open = nil
    }

    // MARK: Trouble

    private func failed(
        _ failure: RetrySchedule.Failure,
        _ reason: String,
        as connection: StateReport.Connection = .offline
    ) {
        let now = MonotonicTime.now()
        let action = self.trouble.failed(failure, reason, as: connection, at: now)
        self.reportTrouble(at: now)
        self.perform(action, at: now)
    }

    private func reportTrouble(at now: MonotonicTime) {
        if let report = self.trouble.report(at: now) { self.host.report(report) }
    }
}

extension MJPEGStream: TransferReceiver {
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
        guard self.open?.transfer === transfer, transfer.head.isSuccess else { return false }
        let now = MonotonicTime.now()
        self.trouble.machine.received(at: now)
        self.countConnections(of: transfer, bytes: bytes.count)
        var pictures: [StreamedPicture] = []
        if self.open?.parser == nil {
            self.open?.parser = MultipartStreamParser(contentType: transfer.head.contentType)
        }
        self.open?.parser?.feed(bytes, now: now) { pictures.append($0) }
        for picture in pictures { self.deliver(picture, at: now) }
        return self.isWorthwhile()
    }

    /// Ends a body that is no stream of pictures, with the parser's word for it.
    private func isWorthwhile() -> Bool {
        // Of a stream that was well before, what is wrong may pass.
        guard let open, !open.hasDelivered else { return true }
        if open.complaint != nil { return false }
        guard let parser = open.parser, parser.counters.pictures == 0 else { return true }
        guard let problem = parser.lastProblem, open.bytes > Self.mostWithoutPicture else { return true }
        self.open?.complaint = problem
        return false
    }

    private func deliver(_ streamed: StreamedPicture, at now: MonotonicTime) {
        guard streamed.identity.pixels <= Limits.decodedPixels else {
            return self.refuse("\(PictureRefusal.tooManyPixels(streamed.identity))")
        }
        self.open?.complaint = nil
        self.open?.refusals = 0
        self.open?.hasDelivered = true
        self.trouble.machine.delivered(at: now)
        self.host.report(StateReport(connection: .connected))
        let age = now.since(streamed.firstByteAt)
        let wall = WallTime.now().nanoseconds - UInt64(age.wholeNanoseconds)
        let picture = Picture(
            streamed.bytes,
            streamed.identity,
            captured: streamed.firstByteAt,
            wall: WallTime(nanoseconds: wall)
        )
        self.host.publish(picture)
    }

    /// The picture is left out; a stream that has shown none ends with it (``isWorthwhile()``).
    private func refuse(_ complaint: String) {
        self.open?.complaint = complaint
        self.open?.refusals += 1
        guard let open, open.hasDelivered, open.refusals == Self.mostRefusals else { return }
        self.host.report(StateReport(connection: .offline, reason: "\(self.request.url): \(complaint)"))
    }

    private func countConnections(of transfer: CurlTransfer, bytes: Int) {
        let opened = transfer.connectionsOpened
        self.host.count(bytes: bytes, connections: opened - (self.open?.countedConnections ?? opened))
        self.open?.countedConnections = opened
        self.open?.bytes += bytes
    }

    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        guard self.open?.transfer === transfer else { return }
        self.countConnections(of: transfer, bytes: 0)
        if outcome == .body { self.finish() }
        guard let open else { return }
        self.open = nil
        if let complaint = open.complaint { return self.failed(.unavailable, complaint) }
        switch outcome {
        case .refused(let reason): self.failed(.refused, reason)
        case .unavailable(let reason): self.failed(.unavailable, reason)
        case .body, .unchanged, .stopped: self.streamEnded(open)
        }
    }

    private func streamEnded(_ open: Open) {
        let pictures = open.parser?.counters.pictures ?? 0
        if pictures == 1, let type = open.transfer.head.contentType, type.hasPrefix("image/") {
            self.sayThatItIsAStill(type)
        }
        self.failed(.unavailable, Self.words(forEndOf: open), as: pictures > 0 ? .connecting : .offline)
    }

    /// It works, one picture a connection; the operator took the still's address for the stream's.
    private func sayThatItIsAStill(_ type: String) {
        guard !self.hasSaidThatItIsAStill else { return }
        self.hasSaidThatItIsAStill = true
        WorkerLog.write(
            .warning,
            "\(self.request.url) answers a single picture (\(type.prefix(40))) and no stream: "
                + "'platform: generic' with 'still_image_url' is made for that"
        )
    }

    /// Delivers the picture that only the end of the body completes.
    private func finish() {
        var last: [StreamedPicture] = []
        self.open?.parser?.finish { last.append($0) }
        let now = MonotonicTime.now()
        for picture in last { self.deliver(picture, at: now) }
    }

    private static func words(forEndOf open: Open) -> String {
        guard let parser = open.parser else { return "the camera answered an empty body" }
        guard parser.counters.pictures == 0 else { return "the camera ended the stream; connecting again" }
        return parser.lastProblem ?? "the camera answered no picture"
    }
}
