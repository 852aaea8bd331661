internal import Shared

/// Keeps one pull-point subscription: made, pulled, renewed, and made anew when it is lost.
///
/// Pure. What is asked may be under way twice: a pull that waits at the device, and a renewal beside it.
///
/// | what happens | then |
/// |---|---|
/// | a pull is answered | the next at once, as ``PullPace`` allows |
/// | 80 % of the time is over | renewal, unless the answers to pulls move the end by themselves |
/// | a subscription lasts less than half of what was asked | from then on an absolute time is asked for |
/// | a fault to a pull, or the end passes | another subscription, after 1, 2, 4 … 60 s while none brings an answer |
/// | no answer to a pull | the next after 1, 2, 4 … 30 s; a device that starts anew forgets, and says so by a fault |
/// | an answer that says nothing of the subscription | the same, but only three times |
/// | another subscription, and the last may be alive | it is unsubscribed first, until the device has heard it |
/// | a device without pull-points | another try each ten minutes: it may get other firmware, or was starting |
/// | the user may not subscribe | the same: each try is a login |
/// | we leave | one Unsubscribe, only to a subscription that is believed to be alive |
struct PullPoint {
    /// Whole seconds that a device may wait, and the messages of one answer; Home Assistant's.
    static let patience = 60
    static let messages = 100
    /// Beyond `patience`, until an answer is given up.
    static let margin: Duration = .seconds(20)
    private static let renewalRetry: Duration = .seconds(5)
    /// Of ten subscriptions that a device can hold, ours must not take all.
    private static let creation = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(60))
    /// Failed subscriptions in a row, two minutes of them, until it is believed that there are none for us.
    static let mostHopeless = 8
    static let hopeless: Duration = .seconds(10 * 60)
    /// Pulls of one subscription in a row that are answered without a word about it: it may be lost, or the device is not itself.
    private static let mostUnclear = 3
    private static let retry = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(30))

    /// A subscription with a number of its own: an answer may come when there is another already.
    struct Lease: Hashable {
        var number: Int
        var subscription: EventSubscription
    }

    enum Action: Equatable {
        case create(SOAPRequest.Lifetime)
        case synchronize(Lease)
        case pull(Lease)
        case renew(Lease, SOAPRequest.Lifetime)
        /// Whatever becomes of it.
        case unsubscribe(EventSubscription)
    }

    /// How a request failed.
    enum Failure: Hashable {
        /// The device does not know the subscription any more.
        case lost
        /// The device answered, and it was no success.
        case refused
        /// The device answered something else than SOAP, or does not let us in: nothing about what was asked.
        case unclear
        /// The same, and it does not know what was asked.
        case unsupported
        /// It makes no subscription for the user that we are.
        case forbidden
        /// No answer, or none that can be read.
        case silent
    }

    private struct Live {
        var lease: Lease
        var endsAt: MonotonicTime
        /// When the device has forgotten it by itself; later than ``endsAt`` where it refuses to renew.
        var forgottenAt: MonotonicTime
        var renewAt: MonotonicTime?
        /// By the device's clock.
        var termination: WallTime?
        var needsSynchronization = true
        var isSynchronizing = false
        var isRenewing = false
        var pullBegan: MonotonicTime?
        var nextPull: MonotonicTime
        var failedPulls = 0
        var unclearPulls = 0
        /// Counted up to the first answer.
        var hasAnswered = false
    }

    private enum Phase {
        case off
        case waiting(until: MonotonicTime)
        case creating
        case live(Live)
    }

    private var phase = Phase.off
    /// The last one, which the device may still have, and when it will have forgotten it.
    private var abandoned: (subscription: EventSubscription, endsAt: MonotonicTime)?
    /// Subscriptions that came to nothing since one brought an answer.
    private(set) var failures = 0
    /// Firmware that reckons from the wrong clock is asked for a time of its own.
    private var asksAbsolutely = false
    private var cannotRenew = false
    private var cannotSynchronize = false
    private var leases = 0
    private var pace = PullPace()
    /// The device's clock less ours.
    var clockOffset: Duration = .zero

    /// Whether notifications come in.
    var isLive: Bool { if case .live(let live) = self.phase { live.hasAnswered } else { false } }

    /// The same, and the last pull was answered.
    var isHearing: Bool {
        if case .live(let live) = self.phase { live.hasAnswered && live.failedPulls == 0 } else { false }
    }

    // MARK: - What is to be done

    /// Everything that is to be asked now.
    ///
    /// - Parameter wall: for absolute times only.
    mutating func next(at now: MonotonicTime, wall: WallTime) -> [Action] {
        switch self.phase {
        case .off, .creating: return []
        case .waiting(let until):
            guard now >= until else { return [] }
            self.phase = .creating
            if let abandoned, now >= abandoned.endsAt { self.abandoned = nil }
            let last = self.abandoned.map { [Action.unsubscribe($0.subscription)] } ?? []
            return last + [.create(self.lifetime(at: wall))]
        case .live(var live):
            guard now < live.endsAt else {
                if now < live.forgottenAt { self.abandoned = (live.lease.subscription, live.forgottenAt) }
                self.phase = .waiting(until: now)
                return self.next(at: now, wall: wall)
            }
            var actions: [Action] = []
            if live.needsSynchronization, !live.isSynchronizing, !self.cannotSynchronize {
                live.isSynchronizing = true
                actions.append(.synchronize(live.lease))
            }
            if let renewAt = live.renewAt, now >= renewAt, !live.isRenewing, !self.cannotRenew {
                live.isRenewing = true
                actions.append(.renew(live.lease, self.lifetime(at: wall)))
            }
            // Not before the first synchronisation: some serve one request at a time.
            if live.pullBegan == nil, now >= live.nextPull, live.hasAnswered || !live.isSynchronizing {
                live.pullBegan = now
                actions.append(.pull(live.lease))
            }
            self.phase = .live(live)
            return actions
        }
    }

    /// When ``next(at:wall:)`` may have something by time alone.
    var deadline: MonotonicTime? {
        switch self.phase {
        case .off, .creating: return nil
        case .waiting(let until): return until
        case .live(let live):
            let pull = live.pullBegan == nil && (live.hasAnswered || !live.isSynchronizing) ? live.nextPull : nil
            let renewal = live.isRenewing || self.cannotRenew ? nil : live.renewAt
            return [pull, renewal, live.endsAt].compactMap(\.self).min()
        }
    }

    /// Turns it on or off; off leaves nothing behind at the device.
    mutating func allow(_ isAllowed: Bool, at now: MonotonicTime) -> [Action] {
        switch (self.phase, isAllowed) {
        case (.off, true): self.phase = .waiting(until: now)
        case (.live(let live), false):
            self.phase = .off
            return live.failedPulls == 0 ? [.unsubscribe(live.lease.subscription)] : []
        case (.waiting, false):
            self.phase = .off
            defer { self.abandoned = nil }
            return self.abandoned.map { now < $0.endsAt ? [.unsubscribe($0.subscription)] : [] } ?? []
        case (_, false): self.phase = .off
        default: break
        }
        return []
    }

    /// Has the device tell everything anew, as soon as it may be asked.
    mutating func synchronize() {
        guard case .live(var live) = self.phase else { return }
        live.needsSynchronization = true
        self.phase = .live(live)
    }

    // MARK: - What came

    mutating func created(_ subscription: EventSubscription, at now: MonotonicTime) -> [Action] {
        guard case .creating = self.phase else {
            // Turned off meanwhile.
            return [.unsubscribe(subscription)]
        }
        self.leases += 1
        let lease = Lease(number: self.leases, subscription: subscription)
        var live = Live(lease: lease, endsAt: now, forgottenAt: now, nextPull: now)
        self.note(subscription.current, subscription.termination, in: &live, at: now)
        if SubscriptionTerm.isShort(subscription), !self.asksAbsolutely {
            self.asksAbsolutely = true
            live.renewAt = now
        }
        self.phase = .live(live)
        // It hears us now.
        defer { self.abandoned = nil }
        return self.abandoned.map { now < $0.endsAt ? [.unsubscribe($0.subscription)] : [] } ?? []
    }

    /// Whether a subscription is the one that there is, and no pull of it was answered yet.
    func isFresh(_ lease: Lease) -> Bool { self.live(lease).map { !$0.hasAnswered } ?? false }

    /// A pull was answered.
    ///
    /// - Parameters:
    ///   - lease: that of the action, here and below; what is answered of an older one is not looked at.
    ///   - count: of messages.
    ///   - answer: with the times that the device says.
    mutating func pulled(_ lease: Lease, _ count: Int, _ answer: EventSubscription, at now: MonotonicTime) {
        guard var live = self.live(lease), let began = live.pullBegan else { return }
        self.failures = 0
        live.hasAnswered = true
        live.failedPulls = 0
        live.unclearPulls = 0
        live.pullBegan = nil
        live.nextPull = self.pace.next(after: began, count: count, at: now)
        // An end that does not move says nothing new, and one that makes no sense may move as it likes.
        if let end = answer.termination, live.termination.map({ end > $0 }) ?? true,
            SubscriptionTerm.isSaid(answer.current, end)
        {
            self.note(answer.current, end, in: &live, at: now)
        }
        self.phase = .live(live)
    }

    mutating func renewed(_ lease: Lease, _ answer: EventSubscription, at now: MonotonicTime) {
        guard var live = self.live(lease) else { return }
        live.isRenewing = false
        self.note(answer.current, answer.termination, in: &live, at: now)
        self.phase = .live(live)
    }

    /// Whatever became of it: some devices do not know it.
    mutating func synchronized(_ lease: Lease, _ failure: Failure?) {
        if failure == .unsupported { self.cannotSynchronize = true }
        guard var live = self.live(lease) else { return }
        live.needsSynchronization = false
        live.isSynchronizing = false
        self.phase = .live(live)
    }

    mutating func creationFailed(
        _ failure: Failure = .refused,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) {
        guard case .creating = self.phase else { return }
        self.wait(at: now, using: &generator)
        if failure == .unsupported || failure == .forbidden, self.failures > Self.mostHopeless {
            self.phase = .waiting(until: now + Self.hopeless)
        }
    }

    /// What became of an Unsubscribe; what the device has not heard is said again before the next subscription.
    mutating func unsubscribed(_ subscription: EventSubscription, _ failure: Failure?) {
        guard self.abandoned?.subscription == subscription, failure != .silent, failure != .unclear else { return }
        self.abandoned = nil
    }

    mutating func pullFailed(
        _ lease: Lease,
        _ failure: Failure,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) {
        guard var live = self.live(lease), live.pullBegan != nil else { return }
        live.pullBegan = nil
        live.failedPulls += 1
        if failure == .unclear { live.unclearPulls += 1 }
        guard failure == .silent || failure == .unclear && live.unclearPulls <= Self.mostUnclear else {
            // That a new one is lost may mean that it was asked for in the wrong place.
            if failure != .lost || !live.hasAnswered { self.abandoned = (live.lease.subscription, live.forgottenAt) }
            return self.wait(at: now, using: &generator)
        }
        live.nextPull = now + Self.retry.delay(attempt: live.failedPulls, using: &generator)
        self.phase = .live(live)
    }

    mutating func renewalFailed(_ lease: Lease, _ failure: Failure, at now: MonotonicTime) {
        guard var live = self.live(lease) else { return }
        live.isRenewing = false
        switch failure {
        // Then it lasts as long as it lasts: pulls keep it alive with some devices.
        case .unsupported: self.cannotRenew = true
        case .lost, .refused:
            if failure == .lost { live.forgottenAt = now }
            // The pull under way will hear the same; what asks too early is no news.
            live.renewAt = nil
            live.endsAt = min(live.endsAt, now + SubscriptionTerm.assumed)
        case .silent, .unclear, .forbidden: live.renewAt = now + Self.renewalRetry
        }
        self.phase = .live(live)
    }
}

// MARK: - Times

extension PullPoint {
    private func lifetime(at wall: WallTime) -> SOAPRequest.Lifetime {
        guard self.asksAbsolutely else { return .seconds(SubscriptionTerm.asked) }
        return SubscriptionTerm.end(from: wall, clockOffset: self.clockOffset)
    }

    private func note(
        _ current: WallTime?,
        _ termination: WallTime?,
        in live: inout Live,
        at now: MonotonicTime
    ) {
        let term = SubscriptionTerm.believed(current, termination)
        live.termination = termination
        live.renewAt = now + SubscriptionTerm.renewal(of: term)
        // What lasts longer than it says does no harm; of one that cannot be renewed the pulls will tell.
        live.endsAt = now + (self.cannotRenew ? SubscriptionTerm.longest : term + Self.margin)
        // Of one that does not say how long, what was asked for may have been granted.
        let isSaid = SubscriptionTerm.isSaid(current, termination)
        live.forgottenAt = isSaid ? live.endsAt : now + .seconds(SubscriptionTerm.asked) + Self.margin
    }

    private func live(_ lease: Lease) -> Live? {
        guard case .live(let live) = self.phase, live.lease.number == lease.number else { return nil }
        return live
    }

    private mutating func wait(at now: MonotonicTime, using generator: inout some RandomNumberGenerator) {
        self.failures += 1
        self.phase = .waiting(until: now + Self.creation.delay(attempt: self.failures, using: &generator))
    }
}
