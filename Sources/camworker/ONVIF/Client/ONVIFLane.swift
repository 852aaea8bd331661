internal import Shared

/// Orders to a device, one after the other through one transfer that is kept.
final class ONVIFLane {
    /// Orders that wait; a recorder's streams, its events and what is called together make 60.
    private static let mostWaiting = 128
    /// Logins lost in a row after which they are no longer kept (``StillSource``).
    private static let mostLostLogins = 2

    private struct Job {
        var order: ONVIFOrder
        var then: (ConnectFlow.Reply) -> Void
        /// The transfer was let in before, and answers the challenge of then.
        var isProven = false
        var hasLostLogin = false
        var body: [UInt8] = []
    }

    /// A transfer that ended well: it knows how the device wants to be asked.
    private struct Kept {
        var transfer: CurlTransfer
        /// Whether it was let in with user and password.
        var isProven: Bool
    }

    private unowned let host: any CameraReporter
    private let connections: CameraConnections
    private let request: (ONVIFOrder) -> HTTPRequest?
    private let heard: (ConnectFlow.Reply, ONVIFOrder) -> Void
    private var waiting: [Job] = []
    private var current: (job: Job, transfer: CurlTransfer)?
    private var kept: Kept?
    private var lostLogins = 0
    /// Whether the answer that is told of at the moment wants to know by HTTP who asks.
    private(set) var isChallenged = false
    /// Whether Digest would do.
    private(set) var isDigestWanted = false
    /// Orders that came to nothing before they were sent.
    private var settled: [(job: Job, reply: ConnectFlow.Reply)] = []

    /// - Parameters:
    ///   - request: makes the request of an order anew for each try; `nil` for one that cannot be sent.
    ///   - heard: is told how each went, before who ordered it.
    init(
        host: any CameraReporter,
        connections: CameraConnections,
        request: @escaping (ONVIFOrder) -> HTTPRequest?,
        heard: @escaping (ConnectFlow.Reply, ONVIFOrder) -> Void
    ) {
        self.host = host
        self.connections = connections
        self.request = request
        self.heard = heard
    }

    var isBusy: Bool { self.current != nil }

    func ask(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        let place = order.isUrgent ? self.waiting.firstIndex { !$0.order.isUrgent } : nil
        self.waiting.insert(Job(order: order, then: then), at: place ?? self.waiting.endIndex)
        if self.waiting.count > Self.mostWaiting, let last = self.waiting.lastIndex(where: { !$0.order.isUrgent }) {
            let dropped = self.waiting.remove(at: last)
            self.settled.append((dropped, .silence("more than \(Self.mostWaiting) requests wait for the device")))
        }
        self.next()
    }

    func dropAll(_ reason: String) {
        self.settled += self.waiting.map { ($0, .silence(reason)) }
        self.waiting = []
    }

    /// At once while something has come to nothing; nobody is told of it before ``ask(_:then:)`` has returned.
    var deadline: MonotonicTime? { self.settled.isEmpty ? nil : MonotonicTime(nanoseconds: 0) }

    func tick() {
        let settled = self.settled
        self.settled = []
        (self.isChallenged, self.isDigestWanted) = (false, false)
        for (job, reply) in settled { job.then(reply) }
    }

    func cancel() {
        self.waiting = []
        self.settled = []
        guard let current else { return }
        self.connections.cancel(current.transfer)
        self.current = nil
        self.kept = nil
    }

    private func next() {
        while self.current == nil, !self.waiting.isEmpty { self.begin(self.waiting.removeFirst()) }
    }

    private func begin(_ job: Job) {
        guard let request = self.request(job.order) else {
            return self.settled.append((job, .silence("\(job.order.request.operation): the request is too long")))
        }
        switch self.connections.passage(to: job.order.url) {
        case .open: break
        // The successor asks; who asked here leaves with this process.
        case .afterReplacement: return
        case .closed:
            let words = "it is at TCP port \(job.order.url.effectivePort), where no camera is expected"
            return self.settled.append((job, .silence("\(job.order.request.operation): \(words)")))
        }
        var job = job
        job.body = []
        let kept = self.kept.flatMap { $0.transfer.request.url.origin == request.url.origin ? $0 : nil }
        self.kept = nil
        job.isProven = kept?.isProven ?? false
        if let kept {
            self.current = (job, kept.transfer)
            self.connections.restart(kept.transfer, with: request)
        } else {
            self.current = (job, self.connections.start(request, receiver: self))
        }
    }

    // MARK: - What came

    private func ended(_ job: Job, _ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        let head = transfer.head
        self.isChallenged = head.status == 401 && head.isChallenge
        self.isDigestWanted = self.isChallenged && head.offersDigest
        if head.status == 401, head.isChallenge, job.isProven, job.order.isAuthenticated {
            // The nonce of the last time may be forgotten: only a login from scratch says that the password is wrong.
            var again = job
            again.hasLostLogin = true
            return self.begin(again)
        }
        let authentication = transfer.request.authentication
        let reply = ONVIFAnswer.reply(outcome, head, job.body, to: job.order, authentication: authentication)
        self.finish(job, reply)
    }

    private func finish(_ job: Job, _ reply: ConnectFlow.Reply) {
        self.heard(reply, job.order)
        job.then(reply)
        self.next()
    }

    private func keep(_ transfer: CurlTransfer, after job: Job, isOver: Bool) {
        let isLetIn = transfer.head.isSuccess && job.order.isAuthenticated
        if isLetIn { self.lostLogins = job.hasLostLogin ? self.lostLogins + 1 : job.isProven ? 0 : self.lostLogins }
        guard isOver, transfer.head.status != 401, self.lostLogins < Self.mostLostLogins else { return }
        // One that was let in before is not less so for a question that needs nobody's name.
        self.kept = Kept(transfer: transfer, isProven: isLetIn || job.isProven && !job.order.isAuthenticated)
    }
}

extension ONVIFLane: TransferReceiver {
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
        self.host.count(bytes: bytes.count, connections: 0)
        // Bounded by the request's limit, or that of error pages, which may be faults.
        self.current?.job.body.append(contentsOf: bytes)
        return true
    }

    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        guard let (job, current) = self.current, current === transfer else { return }
        self.current = nil
        self.host.count(bytes: 0, connections: transfer.connectionsOpened)
        let isOver: Bool
        if case .unavailable = outcome { isOver = transfer.head.status >= 400 } else { isOver = true }
        self.keep(transfer, after: job, isOver: isOver)
        self.ended(job, transfer, outcome)
    }
}
