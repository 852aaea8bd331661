internal import IPC
internal import Shared

/// Asks a device: one question after the other over one kept connection, and beside them what waits for events.
///
/// Cheap devices serve one question at a time; a pull that waits a minute has a connection of its own.
///
/// Who asks is told with a token in the message, or by HTTP where the device wants that (``LoginWay``): libcurl answers
/// its challenge within the same order.
final class ONVIFClient: ONVIFAsking {
    /// Hears of each order how it went, before who asked does.
    var heard: (ConnectFlow.Reply, ONVIFOrder) -> Void = { _, _ in }
    /// By how much tokens are ahead of our clock.
    var tokenOffset: Duration = .zero

    private let configuration: ONVIFConfiguration
    private let connections: CameraConnections
    private unowned let host: any CameraReporter
    private let wallClock: () -> WallTime
    private let random: (Int) -> [UInt8]
    private var login = LoginWay()
    private lazy var questions = self.lane()
    private lazy var pulls = self.lane()

    /// - Parameters:
    ///   - wallClock: what tokens are made with.
    ///   - random: so many bytes nobody can guess; nonces are made of them.
    init(
        _ configuration: ONVIFConfiguration,
        host: any CameraReporter,
        connections: CameraConnections,
        wallClock: @escaping () -> WallTime = { .now() },
        random: @escaping (Int) -> [UInt8] = { ONVIFClient.randomBytes($0) }
    ) {
        self.configuration = configuration
        self.host = host
        self.connections = connections
        self.wallClock = wallClock
        self.random = random
    }

    /// Asks as soon as what was asked before is answered.
    ///
    /// - Parameter then: called exactly once, and never before this returns; not where the process is being replaced.
    func ask(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        guard order.isAuthenticated, self.configuration.credentials != nil else {
            return self.questions.ask(order, then: then)
        }
        guard let isOpenToAll = order.isOpenToAll, self.login.way == .unknown else {
            return self.askAsUser(order, then: then)
        }
        var bare = order
        bare.isAuthenticated = false
        self.questions.ask(bare) { [unowned self] reply in
            let wantsDigest = self.questions.isDigestWanted
            guard self.login.foundOut(reply, wantsDigest: wantsDigest, isOpenToAll: isOpenToAll) else {
                return then(reply)
            }
            self.askAsUser(order, then: then)
        }
    }

    private func askAsUser(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        self.questions.ask(order) { [unowned self] reply in
            guard self.login.answered(reply, isChallenge: self.questions.isChallenged) else { return then(reply) }
            self.questions.ask(order, then: then)
        }
    }

    /// The device does not let us in: how it wants to know who asks is to be found out again.
    func loginRefused() { self.login.refused() }

    /// Asks what the device may answer late, beside everything else.
    ///
    /// - Parameter then: as of ``ask(_:then:)``.
    func listen(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        self.pulls.ask(order, then: then)
    }

    /// Ends what waits with these words; what is under way ends by itself.
    func dropAll(_ reason: String) {
        self.questions.dropAll(reason)
        self.pulls.dropAll(reason)
    }

    /// Gives up what waits for events, without a word to who asked.
    ///
    /// Not to be called while anything receives.
    func stopListening() { self.pulls.cancel() }

    /// Gives up everything without a word to anybody: this process is about to leave, and has something to say before.
    ///
    /// Not to be called while anything receives.
    func abandonAll() {
        self.questions.cancel()
        self.pulls.cancel()
    }

    /// When ``tick()`` has something to do.
    var deadline: MonotonicTime? { [self.questions.deadline, self.pulls.deadline].compactMap(\.self).min() }

    /// Tells who ordered what could not be asked at all.
    func tick() {
        self.questions.tick()
        self.pulls.tick()
    }

    /// Whether an answer is still to come, for tests.
    var isBusy: Bool { self.questions.isBusy }

    private func lane() -> ONVIFLane {
        ONVIFLane(
            host: self.host,
            connections: self.connections,
            request: { [unowned self] in self.request(for: $0) },
            heard: { [unowned self] reply, order in self.heard(reply, order) }
        )
    }

    // MARK: - Requests

    /// - Returns: `nil` for what is too long.
    private func request(for order: ONVIFOrder) -> HTTPRequest? {
        let credentials = order.isAuthenticated ? self.configuration.credentials : nil
        let envelope = SOAPEnvelope(
            request: order.request,
            to: order.to,
            referenceParameters: order.referenceParameters,
            token: self.login.way == .http ? nil : credentials.map { self.token(of: $0) },
            messageID: self.random(SOAPEnvelope.messageIDBytes)
        )
        guard let body = HTTPRequest.Body(envelope.text, contentType: order.request.contentType) else { return nil }
        return HTTPRequest(
            url: order.url,
            body: body,
            credentials: credentials,
            authentication: ServiceAddress(device: self.configuration.device).authentication(at: order.url),
            verifyTLS: self.configuration.verifyTLS,
            totalTime: order.time,
            largestBody: XMLLimits.standard.bytes
        )
    }

    private func token(of credentials: Credentials) -> UsernameToken {
        UsernameToken(
            user: credentials.user,
            password: credentials.password,
            now: self.wallClock(),
            offset: self.tokenOffset,
            nonce: self.random(UsernameToken.nonceBytes)
        )
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...UInt8.max, using: &generator) }
    }
}

extension ONVIFOrder {
    init(_ question: ConnectFlow.Question) {
        self.init(
            request: question.request,
            url: question.url,
            to: question.to,
            isAuthenticated: question.isAuthenticated,
            time: question.step.time,
            isOpenToAll: !question.step.provesLogin
        )
    }
}
