internal import Shared

/// Asks the camera its commands: one after the other over one connection that is kept.
final class AmcrestClient {
    /// For one try: connecting, a challenge and the answer.
    ///
    /// Home Assistant's.
    private static let time: Duration = .seconds(6)
    private static let tries = 2
    /// Commands that wait; what polls and calls together make is far below.
    private static let mostWaiting = 32
    /// Logins lost in a row after which they are no longer kept (``StillSource``).
    private static let mostLostLogins = 2

    typealias Result = Swift.Result<AmcrestAnswer, AmcrestTrouble>

    private struct Job {
        var command: AmcrestCommand
        var then: (Result) -> Void
        var triesLeft = AmcrestClient.tries
        var isReused = false
        /// A handle that was let in before was not any more; it is asked from scratch.
        var hasLostLogin = false
        var isUrgent = false
        var isLoginAllowed = true
        var body: [UInt8] = []
    }

    private let configuration: AmcrestConfiguration
    private let connections: CameraConnections
    private unowned let host: any CameraReporter
    /// Hears of each command how it went, before who asked does.
    var heard: (AmcrestTrouble?) -> Void = { _ in }
    private var waiting: [Job] = []
    private var current: (job: Job, transfer: CurlTransfer)?
    private var reusable: CurlTransfer?
    private var lostLogins = 0

    init(
        _ configuration: AmcrestConfiguration,
        host: any CameraReporter,
        connections: CameraConnections
    ) {
        self.configuration = configuration
        self.host = host
        self.connections = connections
    }

    /// Whether an answer is still to come, for tests.
    var isBusy: Bool { self.current != nil }

    /// Asks as soon as what was asked before is answered.
    ///
    /// - Parameters:
    ///   - isUrgent: before all that is not; somebody waits for it, or something moves until it comes.
    ///   - isLoginAllowed: whether a login that was good before and is not any more may be made anew; a camera may have
    ///     forgotten it, or have another password since.
    ///   - then: Called exactly once, and never before this returns.
    func ask(
        _ command: AmcrestCommand,
        isUrgent: Bool = false,
        isLoginAllowed: Bool = true,
        then: @escaping (Result) -> Void
    ) {
        var job = Job(command: command, then: then)
        job.isUrgent = isUrgent
        job.isLoginAllowed = isLoginAllowed
        let place = isUrgent ? self.waiting.firstIndex { !$0.isUrgent } : nil
        self.waiting.insert(job, at: place ?? self.waiting.endIndex)
        if self.waiting.count > Self.mostWaiting, let last = self.waiting.lastIndex(where: { !$0.isUrgent }) {
            let dropped = self.waiting.remove(at: last)
            dropped.then(.failure(.notAsked("more than \(Self.mostWaiting) commands wait for the camera")))
        }
        self.next()
    }

    /// Ends what waits with these words; what is under way ends by itself.
    func dropAll(_ reason: String) {
        let dropped = self.waiting
        self.waiting = []
        for job in dropped { job.then(.failure(.notAsked(reason))) }
    }

    private func next() {
        guard self.current == nil, !self.waiting.isEmpty else { return }
        self.begin(self.waiting.removeFirst())
    }

    private func begin(_ job: Job) {
        var job = job
        let request = HTTPRequest(
            url: self.configuration.url("/cgi-bin/\(job.command.path)", query: job.command.query),
            credentials: self.configuration.credentials,
            authentication: self.configuration.authentication,
            verifyTLS: self.configuration.verifyTLS,
            totalTime: Self.time,
            // What is too long is ended here, with words of its own: it says nothing of the camera's other answers.
            largestBody: AmcrestAnswer.longest * 2
        )
        job.body = []
        job.isReused = self.reusable != nil
        if let reusable {
            self.reusable = nil
            self.current = (job, reusable)
            self.connections.restart(reusable, with: request)
        } else {
            self.current = (job, self.connections.start(request, receiver: self))
        }
    }

    // MARK: - What came

    private func ended(_ job: Job, _ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        switch self.meaning(of: outcome, transfer.head.status, job.body) {
        case .failure(.refused) where job.isReused && job.isLoginAllowed:
            // The nonce of the last time may be forgotten: only a login from scratch says that the password is wrong.
            var again = job
            again.hasLostLogin = true
            self.begin(again)
        case .failure(.unavailable) where job.triesLeft > 1:
            self.reusable = nil
            var again = job
            again.triesLeft -= 1
            self.begin(again)
        case let result:
            if case .failure(.unavailable) = result { self.reusable = nil }
            self.tell(result, job)
        }
    }

    private func tell(_ result: Result, _ job: Job) {
        switch result {
        case .success, .failure(.camera(.error)): self.heard(nil)
        case .failure(let trouble): self.heard(trouble)
        }
        job.then(result)
        self.next()
    }

    /// Firmware refuses a command with 200, 400, 403, 404 or 501, and `Error` in the body.
    private func meaning(of outcome: TransferOutcome, _ status: Int, _ body: [UInt8]) -> Result {
        let answer = Swift.Result { () throws(AmcrestAnswer.Refusal) in try AmcrestAnswer(body) }
        if outcome == .body { return answer.mapError { .camera($0) } }
        if status != 401, (400..<600).contains(status), case .failure(.error(let words)) = answer {
            return .failure(.camera(.error(words)))
        }
        switch outcome {
        // A right that this user has not: no matter of the password.
        case .refused where status == 403: return .failure(.camera(.status(403)))
        case .refused(let reason): return .failure(.refused(reason))
        case .unavailable where [400, 404, 501].contains(status): return .failure(.camera(.status(status)))
        case .unavailable(let reason): return .failure(.unavailable(reason))
        case .stopped:
            return .failure(.camera(.unreadable("it is longer than \(AmcrestAnswer.longest / 1024) KiB")))
        case .body, .unchanged: return .failure(.unavailable("the camera answered \(status)"))
        }
    }
}

extension AmcrestClient: TransferReceiver {
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
        self.host.count(bytes: bytes.count, connections: 0)
        let held = self.current?.job.body.count ?? 0
        guard held + bytes.count <= AmcrestAnswer.longest else { return false }
        self.current?.job.body.append(contentsOf: bytes)
        return true
    }

    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        guard let (job, current) = self.current, current === transfer else { return }
        self.current = nil
        self.host.count(bytes: 0, connections: transfer.connectionsOpened)
        if transfer.head.isSuccess, job.hasLostLogin { self.lostLogins += 1 }
        if transfer.head.isSuccess, job.isReused { self.lostLogins = 0 }
        // One that was refused would log in once more, only to be refused and asked from scratch.
        let isLetIn = transfer.head.status != 401
        self.reusable = isLetIn && self.lostLogins < Self.mostLostLogins ? transfer : nil
        self.ended(job, transfer, outcome)
    }
}
