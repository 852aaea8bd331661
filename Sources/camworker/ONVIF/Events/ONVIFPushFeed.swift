internal import Shared

/// Performs what ``PushSubscription`` decides.
final class ONVIFPushFeed {
    /// Why the device does not post.
    var failed: (PullPoint.Failure, _ complaint: String) -> Void = { _, _ in }
    /// Where the device is asked; nothing is before that is known.
    var places: ONVIFPlaces?
    /// While it is so nothing is asked.
    var isHeld = false

    private(set) var subscription = PushSubscription()
    private let webhook: ONVIFWebhook?
    private unowned let client: any ONVIFAsking
    private let clock: () -> MonotonicTime
    private let wallClock: () -> WallTime
    private var generator: any RandomNumberGenerator
    private var isAllowed = false
    /// Nothing has come by the subscription that there is.
    private var awaitsFirst = false
    /// Where subscriptions are asked; another place where one was not found.
    private var whereabouts = ONVIFPlaces.Whereabouts.announced
    /// Whether the subscription that there is was found where it is asked.
    private var isFound = false

    /// - Parameter webhook: where the device is to post; without it nothing is done.
    init(
        webhook: ONVIFWebhook?,
        client: any ONVIFAsking,
        clock: @escaping () -> MonotonicTime,
        wallClock: @escaping () -> WallTime,
        generator: any RandomNumberGenerator
    ) {
        self.webhook = webhook
        self.client = client
        self.clock = clock
        self.wallClock = wallClock
        self.generator = generator
    }

    /// Whether there is an address that the device can post to.
    var canPush: Bool { self.webhook != nil }

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? { self.isHeld || self.places == nil ? nil : self.subscription.deadline }

    /// The device's clock less ours.
    func note(clockOffset: Duration) { self.subscription.clockOffset = clockOffset }

    func allow(_ isAllowed: Bool, at now: MonotonicTime) {
        self.isAllowed = isAllowed
        self.perform(self.subscription.allow(isAllowed, at: now))
    }

    func synchronize() { self.perform(self.subscription.synchronize()) }

    /// Has the device say whether it still knows the subscription.
    func verify(at now: MonotonicTime) {
        self.subscription.verify(at: now)
        self.tick(at: now)
    }

    func tick(at now: MonotonicTime) {
        guard !self.isHeld, self.places != nil else { return }
        self.perform(self.subscription.next(at: now, wall: self.wallClock()))
    }

    /// Something was posted.
    ///
    /// - Returns: whether it is the first by its subscription; `nil` where nothing of the kind is wanted, which is then
    ///   what a process before this one asked for.
    func heard(at now: MonotonicTime) -> Bool? {
        guard self.isAllowed else { return nil }
        self.subscription.heard(at: now)
        defer { self.awaitsFirst = false }
        return self.awaitsFirst
    }

    // MARK: - Asking

    private func perform(_ actions: [PushSubscription.Action]) {
        for action in actions {
            switch action {
            case .subscribe(let lifetime): self.subscribe(lifetime)
            case .renew(let subscription, let lifetime): self.renew(subscription, lifetime)
            case .synchronize(let subscription): self.synchronize(subscription)
            // Whatever becomes of it.
            case .unsubscribe(let subscription): self.ask(self.order(.unsubscribe, subscription)) { _ in }
            }
        }
    }

    private func subscribe(_ lifetime: SOAPRequest.Lifetime) {
        guard let webhook else { return }
        let request = SOAPRequest.subscribe(consumer: webhook.url.reveal(), lifetime)
        self.ask(self.places?.order(request)) { [unowned self] reply in
            let now = self.clock()
            if let answer = reply.answer {
                self.awaitsFirst = true
                self.isFound = false
                self.perform(self.subscription.subscribed(EventSubscription(answer), at: now))
            } else {
                let failure = PullPoint.Failure(reply) ?? .refused
                self.subscription.subscriptionFailed(failure, at: now, using: &self.generator)
                self.failed(failure, reply.complaint(about: "Subscribe") ?? "")
            }
        }
    }

    private func renew(_ old: EventSubscription, _ lifetime: SOAPRequest.Lifetime) {
        self.ask(self.order(.renew(lifetime), old)) { [unowned self] reply in
            guard self.subscription.has(old) else { return }
            let now = self.clock()
            if let answer = reply.answer {
                self.isFound = true
                self.subscription.renewed(EventSubscription(answer), at: now)
            } else {
                let failure = PullPoint.Failure(reply) ?? .refused
                // Asked for elsewhere it may be there still.
                let isElsewhere = self.looksElsewhere(failure, old)
                if !isElsewhere { self.failed(failure, reply.complaint(about: "Renew") ?? "") }
                self.perform(self.subscription.renewalFailed(isElsewhere ? .unclear : failure, at: now))
            }
        }
    }

    /// Of interest is what comes by it; and whether anybody answers, which is known long before the renewal so.
    private func synchronize(_ subscription: EventSubscription) {
        self.ask(self.order(.setSynchronizationPoint, subscription)) { [unowned self] reply in
            guard self.subscription.has(subscription) else { return }
            guard let failure = PullPoint.Failure(reply) else {
                self.isFound = true
                return
            }
            if self.looksElsewhere(failure, subscription) { self.synchronize(subscription) }
        }
    }

    /// - Returns: whether there is another place, where the subscription was not found at this one.
    private func looksElsewhere(_ failure: PullPoint.Failure, _ subscription: EventSubscription) -> Bool {
        switch failure {
        case .silent, .lost: break
        // Somebody knows it.
        case .refused, .unsupported:
            self.isFound = true
            return false
        case .unclear, .forbidden: return false
        }
        guard !self.isFound else { return false }
        guard self.whereabouts == .announced else {
            self.whereabouts = .announced
            return false
        }
        if failure == .lost {
            self.whereabouts = .service
        } else if self.places?.isElsewhere(subscription) == true {
            self.whereabouts = .home
        }
        return self.whereabouts != .announced
    }

    private func order(_ request: SOAPRequest, _ subscription: EventSubscription) -> ONVIFOrder? {
        self.places?.order(request, of: subscription, at: self.whereabouts)
    }

    private func ask(_ order: ONVIFOrder?, then: @escaping (ConnectFlow.Reply) -> Void) {
        guard let order else { return then(.silence("the device has no events")) }
        self.client.ask(order, then: then)
    }
}
