internal import Shared

/// Performs what ``PushSubscription`` decides.
final class ONVIFPushFeed {
    /// Why the device does not post.
    var failed: (String) -> Void = { _ in }
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
            // Of interest is what comes by them, or nothing.
            case .synchronize(let subscription): self.tell(.setSynchronizationPoint, subscription)
            case .unsubscribe(let subscription): self.tell(.unsubscribe, subscription)
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
                self.perform(self.subscription.subscribed(EventSubscription(answer), at: now))
            } else {
                self.subscription.subscriptionFailed(at: now, using: &self.generator)
                self.failed(reply.complaint(about: "Subscribe") ?? "")
            }
        }
    }

    private func renew(_ old: EventSubscription, _ lifetime: SOAPRequest.Lifetime) {
        self.ask(self.places?.order(.renew(lifetime), of: old)) { [unowned self] reply in
            guard self.subscription.has(old) else { return }
            let now = self.clock()
            if let answer = reply.answer {
                self.subscription.renewed(EventSubscription(answer), at: now)
            } else {
                self.subscription.renewalFailed(PullPoint.Failure(reply) ?? .refused, at: now)
            }
        }
    }

    private func tell(_ request: SOAPRequest, _ subscription: EventSubscription) {
        self.ask(self.places?.order(request, of: subscription)) { _ in }
    }

    private func ask(_ order: ONVIFOrder?, then: @escaping (ConnectFlow.Reply) -> Void) {
        guard let order else { return then(.silence("the device has no events")) }
        self.client.ask(order, then: then)
    }
}
