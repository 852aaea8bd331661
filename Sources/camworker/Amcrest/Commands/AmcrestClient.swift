internal import Shared

/// Asks the camera its commands: one after the other over one connection that is kept.
final class AmcrestClient {
    /// For one try: connecting, a challenge and the answer.
    ///
    /// Home Assistant's.
    private static let time: Duration = .seconds(6)
    static let tries = 2
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
        var isAnew = false
        var body: [UInt8] = []
    }

    private let configuration: AmcrestConfiguration
    private let connections: CameraConnections
    private unowned let host: any CameraReporter
    /// Hears of each command how it went, before who asked does.
    var heard: (AmcrestTrouble?, AmcrestCommand) -> Void = { _, _ in }
    /// Hears that a login which was good before was refused, and is made from scratch now.
    var lostLogin: () -> Void = {}
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

    /// Whether it is being found out if the user and password are still right.
    var isProvingLogin: Bool { self.current?.job.hasLostLogin ?? false }

    /// Asks as soon as what was asked before is answered.
    ///
    /// - Parameters:
    ///   - isUrgent: before all that is not; somebody waits for it, or something moves until it comes.
    ///   - isAnew: with a login from scratch, whose outcome is certain: a camera may have forgotten the last one.
    ///   - tries: those of a command that nothing comes of.
    ///   - then: Called exactly once, and never before this returns.
    func ask(
        _ command: AmcrestCommand,
        isUrgent: Bool = false,
        isAnew: Bool = false,
        tries: Int = AmcrestClient.tries,
        then: @escaping (Result) -> Void
    ) {
        var job = Job(command: command, then: then)
        job.isUrgent = isUrgent
        job.isAnew = isAnew
        job.triesLeft = tries
        let place = isUrgent ? self.waiting.firstIndex { !$0.isUrgent } : nil
        self.waiting.insert(job, at: place ?? self.waiting.endIndex)
        if self.waiting.count > Self.mostWaiting, let last = self.waiting.lastIndex(where: { !$0.isUrgent }) {
            let dropped = self.waiting.remove(at: last)
            dropped.then(.failure(.notAsked("more than \(Self.mostWaiting) commands wait for the camera")))
        }
        self.next()
    }

    /// Ends what waits with these words; what is under way ends by itself.
    ///
    /// - Parameter sparesUrgent: what somebody waits for is still asked.
    func dropAll(_ reason: String, sparesUrgent: Bool = false) {
        let dropped = self.waiting.filter { !(sparesUrgent && $0.isUrgent) }
        self.waiting = sparesUrgent ? self.waiting.filter(\.isUrgent) : []
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
        if job.isAnew { self.reusable = nil }
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
        switch self.meaning(of: outcome, transfer.head.status, job) {
        case .failure(.refused) where job.isReused:
            // The nonce of the last time may be forgotten: only a login from scratch says that the password is wrong.
            var again = job
            again.hasLostLogin = true
            self.begin(again)
            self.lostLogin()
        case .failure(.unavailable) where job.triesLeft > 1:
            self.reusable = nil
            var again = job
            again.triesLeft -= 1
            // Who waits for something else need not wait for a second try, too.
            let place = again.isUrgent ? 0 : self.waiting.firstIndex { !$0.isUrgent }
            self.waiting.insert(again, at: place ?? self.waiting.endIndex)
            self.next()
        case let result:
            if case .failure(.unavailable) = result { self.reusable = nil }
            self.tell(result, job)
        }
    }

    private func tell(_ result: Result, _ job: Job) {
        switch result {
        case .success, .failure(.camera(.error)): self.heard(nil, job.command)
        case .failure(let trouble): self.heard(trouble, job.command)
        }
        job.then(result)
        self.next()
    }

    /// Firmware refuses a command with 200, 400, 403, 404 or 501, and `Error` in the body.
    private func meaning(of outcome: TransferOutcome, _ status: Int, _ job: Job) -> Result {
        let answer = Swift.Result { () throws(AmcrestAnswer.Refusal) in try AmcrestAnswer(job.body) }
        if outcome == .body, job.command.mayBeEmpty, answer == .failure(.empty) { return .success(.nothing) }
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
