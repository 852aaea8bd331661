internal import IPC
internal import Shared

/// Listens to the camera's events: one connection, opened again whenever it ends.
final class AmcrestEventStream {
    private let configuration: AmcrestConfiguration
    private let connections: CameraConnections
    private let clock: () -> MonotonicTime
    private unowned let host: any CameraReporter
    private var machine: AttachStateMachine
    private var generator = SystemRandomNumberGenerator()
    private var open: Open?
    private(set) var deadline: MonotonicTime?

    /// What came, in order; called from inside of libcurl.
    var heard: (AttachStreamParser.Item) -> Void = { _ in }
    /// The camera has begun to tell, anew.
    var attached: () -> Void = {}
    /// It ended.
    var hasEnded: (End) -> Void = { _ in }

    /// How a connection for events ended.
    struct End {
        var reason: String
        /// 401.
        var isRefusal = false
        /// Whether events had come, or might have.
        var wasAttached = false
    }

    /// Bytes of an answer without events that are looked at for the camera's reason.
    private static let longestOpening = 512

    private struct Open {
        var transfer: CurlTransfer
        var parser = AttachStreamParser()
        var countedConnections = 0
        /// Why we end it ourselves.
        var complaint: String?
        /// What came before the first event.
        var opening: [UInt8] = []
    }

    init(
        _ configuration: AmcrestConfiguration,
        host: any CameraReporter,
        connections: CameraConnections,
        clock: @escaping () -> MonotonicTime
    ) {
        self.configuration = configuration
        self.clock = clock
        self.host = host
        self.connections = connections
        self.machine = AttachStateMachine(heartbeat: configuration.heartbeat)
    }

    /// Whether the camera is telling.
    var isAttached: Bool { self.machine.isAttached }
    /// Whether it was asked to, for tests.
    var isOpen: Bool { self.open != nil }
    /// Whether the camera has not answered yet, for tests.
    var isOpening: Bool { self.open.map { !$0.transfer.head.isSuccess } ?? false }

    func allow(_ isAllowed: Bool, at now: MonotonicTime) {
        self.perform(self.machine.allow(isAllowed, at: now), at: now)
    }

    func tick(at now: MonotonicTime) {
        self.noteHead(at: now)
        self.perform(self.machine.next(at: now), at: now)
    }

    private func perform(_ action: AttachStateMachine.Action, at now: MonotonicTime) {
        self.deadline = nil
        switch action {
        case .open:
            self.begin()
            self.perform(self.machine.next(at: now), at: now)
        case .close: self.drop()
        case .giveUp:
            let silence = self.open?.transfer.head.isSuccess == true ? self.machine.longestSilence.inSeconds : 0
            self.drop()
            self.failed(silence > 0 ? "the camera told nothing for \(silence) s" : "no answer to attach", at: now)
        case .wait(let time): self.deadline = time
        case .rest: break
        }
    }

    private func begin() {
        let command = AmcrestCommand.attach(heartbeat: Int(self.configuration.heartbeat.components.seconds))
        let request = HTTPRequest(
            url: self.configuration.url("/cgi-bin/\(command.path)", query: command.query),
            credentials: self.configuration.credentials,
            authentication: self.configuration.authentication,
            verifyTLS: self.configuration.verifyTLS
        )
        self.open = Open(transfer: self.connections.start(request, receiver: self))
    }

    private func drop() {
        if let open { self.connections.cancel(open.transfer) }
        self.open = nil
    }

    private func failed(_ reason: String, isRefusal: Bool = false, at now: MonotonicTime) {
        let end = End(reason: reason, isRefusal: isRefusal, wasAttached: self.machine.isAttached)
        let action = self.machine.ended(at: now, using: &self.generator)
        self.hasEnded(end)
        self.perform(action, at: now)
    }

    /// Nothing tells that a head has come when no body follows.
    private func noteHead(at now: MonotonicTime) {
        guard let head = self.open?.transfer.head, head.isSuccess else { return }
        self.machine.answered(at: now)
        // Firmware refuses with 200, too, and `Error` in the body.
        if head.contentType?.lowercased().hasPrefix("multipart/") == true { self.noteAttachment(at: now) }
    }

    private func noteAttachment(at now: MonotonicTime) {
        guard !self.machine.isAttached else { return }
        self.machine.attached(at: now)
        self.attached()
    }
}

extension AmcrestEventStream: TransferReceiver {
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
        guard self.open?.transfer === transfer else { return false }
        let room = Self.longestOpening - (self.open?.opening.count ?? 0)
        if room > 0, !self.machine.hasTold { self.open?.opening.append(contentsOf: bytes.prefix(room)) }
        guard transfer.head.isSuccess else { return true }
        let now = self.clock()
        let opened = transfer.connectionsOpened
        self.host.count(bytes: bytes.count, connections: opened - (self.open?.countedConnections ?? opened))
        self.open?.countedConnections = opened
        self.noteHead(at: now)
        var items: [AttachStreamParser.Item] = []
        self.open?.parser.feed(bytes) { items.append($0) }
        if !items.isEmpty { self.noteAttachment(at: now) }
        let isHeartbeat = items.contains(.heartbeat)
        let silence = self.machine.longestSilence
        self.machine.received(isNews: !items.isEmpty, isHeartbeat: isHeartbeat, at: now)
        // A deadline that has moved on does no harm until the next look at it; the first heartbeat brings it nearer.
        if self.machine.longestSilence < silence { self.deadline = now }
        for item in items { self.heard(item) }
        guard self.open?.parser.isStrange == true else { return true }
        self.open?.complaint = "what comes as events has none in \(AttachStreamParser.mostStrange / 1024) KiB"
        return false
    }

    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        guard let open, open.transfer === transfer else { return }
        self.open = nil
        let now = self.clock()
        let words = open.complaint ?? self.refusal(open)
        switch outcome {
        case .refused(let reason): self.failed(words ?? reason, isRefusal: transfer.head.status == 401, at: now)
        case .unavailable(let reason): self.failed(words ?? reason, at: now)
        case .body, .stopped, .unchanged: self.failed(words ?? "the camera ended its events", at: now)
        }
    }

    /// What the camera says instead of events.
    private func refusal(_ open: Open) -> String? {
        guard !self.machine.hasTold, open.transfer.head.status != 401 else { return nil }
        do throws(AmcrestAnswer.Refusal) {
            _ = try AmcrestAnswer(open.opening)
            return nil
        } catch {
            switch error {
            case .error: return "\(error)"
            case .page where open.transfer.head.isSuccess: return "\(error)"
            case .page, .empty, .status, .unreadable: return nil
            }
        }
    }
}
