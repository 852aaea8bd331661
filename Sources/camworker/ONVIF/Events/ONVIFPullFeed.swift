internal import Shared

/// Performs what ``PullPoint`` decides.
final class ONVIFPullFeed {
    /// What came with a pull, and whether it is the first of its subscription.
    var came: (_ answer: XMLElement, _ isFirst: Bool) -> Void = { _, _ in }
    /// Why there is no subscription, or none any more.
    var failed: (PullPoint.Failure, _ complaint: String) -> Void = { _, _ in }
    /// Where the device is asked; nothing is before that is known.
    var places: ONVIFPlaces?
    /// While it is so nothing is asked; what is under way ends by itself.
    var isHeld = false

    private(set) var point = PullPoint()
    private unowned let client: any ONVIFAsking
    private let clock: () -> MonotonicTime
    private let wallClock: () -> WallTime
    private var generator: any RandomNumberGenerator
    private var patience = PullPatience()
    /// Where subscriptions are asked; another place where one brought nothing.
    private var whereabouts = ONVIFPlaces.Whereabouts.announced
    /// The subscription that a pull is under way of.
    private var pulling: Int?
    /// A pull of a lost subscription keeps the way from the next.
    private var mustStopListening = false

    init(
        client: any ONVIFAsking,
        clock: @escaping () -> MonotonicTime,
        wallClock: @escaping () -> WallTime,
        generator: any RandomNumberGenerator
    ) {
        self.client = client
        self.clock = clock
        self.wallClock = wallClock
        self.generator = generator
    }

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? {
        if self.mustStopListening { return MonotonicTime(nanoseconds: 0) }
        return self.isHeld || self.places == nil ? nil : self.point.deadline
    }

    /// The device's clock less ours.
    func note(clockOffset: Duration) { self.point.clockOffset = clockOffset }

    func allow(_ isAllowed: Bool, at now: MonotonicTime) {
        self.perform(self.point.allow(isAllowed, at: now))
        if !isAllowed, self.pulling != nil { self.mustStopListening = true }
    }

    func synchronize() { self.point.synchronize() }

    func tick(at now: MonotonicTime) {
        if self.mustStopListening {
            self.mustStopListening = false
            self.pulling = nil
            self.client.stopListening()
        }
        self.turn(at: now)
    }

    private func turn(at now: MonotonicTime) {
        guard !self.isHeld, self.places != nil, !self.mustStopListening else { return }
        self.perform(self.point.next(at: now, wall: self.wallClock()))
    }

    // MARK: - Asking

    private func perform(_ actions: [PullPoint.Action]) {
        for action in actions {
            switch action {
            case .create(let lifetime): self.create(lifetime)
            case .synchronize(let lease): self.synchronize(lease)
            case .pull(let lease): self.pull(lease)
            case .renew(let lease, let lifetime): self.renew(lease, lifetime)
            case .unsubscribe(let subscription): self.unsubscribe(subscription)
            }
        }
    }

    private func create(_ lifetime: SOAPRequest.Lifetime) {
        self.ask(self.places?.order(.createPullPointSubscription(lifetime))) { [unowned self] reply in
            let now = self.clock()
            if let answer = reply.answer {
                // A pull of the one before keeps the way from this one's.
                if self.pulling != nil { self.mustStopListening = true }
                self.perform(self.point.created(EventSubscription(answer), at: now))
            } else {
                let failure = PullPoint.Failure(reply) ?? .refused
                self.point.creationFailed(failure, at: now, using: &self.generator)
                self.failed(failure, reply.complaint(about: "CreatePullPointSubscription") ?? "")
            }
            self.turn(at: now)
        }
    }

    private func synchronize(_ lease: PullPoint.Lease) {
        self.ask(self.order(.setSynchronizationPoint, lease.subscription)) { [unowned self] reply in
            self.point.synchronized(lease, PullPoint.Failure(reply))
            self.turn(at: self.clock())
        }
    }

    private func renew(_ lease: PullPoint.Lease, _ lifetime: SOAPRequest.Lifetime) {
        self.ask(self.order(.renew(lifetime), lease.subscription)) { [unowned self] reply in
            let now = self.clock()
            if let answer = reply.answer {
                self.point.renewed(lease, EventSubscription(answer), at: now)
            } else {
                self.point.renewalFailed(lease, PullPoint.Failure(reply) ?? .refused, at: now)
            }
            self.turn(at: now)
        }
    }

    private func unsubscribe(_ subscription: EventSubscription) {
        self.ask(self.order(.unsubscribe, subscription)) { [unowned self] reply in
            self.point.unsubscribed(subscription, PullPoint.Failure(reply))
        }
    }

    private func ask(_ order: ONVIFOrder?, then: @escaping (ConnectFlow.Reply) -> Void) {
        guard let order else { return then(.silence("the device has no events")) }
        self.client.ask(order, then: then)
    }

    private func order(_ request: SOAPRequest, _ subscription: EventSubscription) -> ONVIFOrder? {
        self.places?.order(request, of: subscription, at: self.whereabouts)
    }

    // MARK: - Pulling

    private func pull(_ lease: PullPoint.Lease) {
        let (seconds, messages) = self.patience.numbers(isHearing: self.point.isHearing)
        guard var order = self.order(.pullMessages(timeout: seconds, limit: messages), lease.subscription) else {
            return self.pulled(lease, seconds, .silence("the device has no events"))
        }
        order.time = .seconds(seconds) + PullPoint.margin
        self.pulling = lease.number
        self.client.listen(order) { [unowned self] in self.pulled(lease, seconds, $0) }
    }

    /// - Parameter seconds: that the pull asked for.
    private func pulled(_ lease: PullPoint.Lease, _ seconds: Int, _ reply: ConnectFlow.Reply) {
        let now = self.clock()
        if self.pulling == lease.number { self.pulling = nil }
        let isFresh = self.point.isFresh(lease)
        if let answer = reply.answer {
            let count = answer.children("NotificationMessage").count
            self.patience.answered(seconds: seconds, at: now)
            self.point.pulled(lease, count, EventSubscription(answer), at: now)
            self.came(answer, isFresh)
        } else if let failure = PullPoint.Failure(reply) {
            let limits = reply.fault?.pullLimits ?? PullLimits()
            self.patience.failed(failure, seconds: seconds, isFresh: isFresh, limits: limits, at: now)
            if isFresh { self.note(failure, of: lease) }
            self.point.pullFailed(lease, failure, at: now, using: &self.generator)
            self.failed(failure, reply.complaint(about: "PullMessages") ?? "")
        }
        self.turn(at: now)
    }

    /// Another place to ask, where the device never answered in this one.
    private func note(_ failure: PullPoint.Failure, of lease: PullPoint.Lease) {
        switch failure {
        case .silent where self.whereabouts != .announced: self.whereabouts = .announced
        case .silent where self.places?.isElsewhere(lease.subscription) == true: self.whereabouts = .home
        case .lost: self.whereabouts = self.whereabouts == .service ? .announced : .service
        case .silent, .refused, .unsupported, .unclear, .forbidden: break
        }
    }
}
