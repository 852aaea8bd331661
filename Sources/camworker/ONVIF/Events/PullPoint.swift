internal import Shared

/// Keeps one pull-point subscription: made, pulled, renewed, and made anew when it is lost.
///
/// Pure. What is asked may be under way twice: a pull that waits at the device, and a renewal beside it.
///
/// | what happens | then |
/// |---|---|
/// | a pull is answered | the next at once; not more often than each second where nothing came, ten times a second where something did |
/// | 80 % of the time is over | renewal, unless the answers to pulls move the end by themselves |
/// | a subscription lasts less than half of what was asked | from then on an absolute time is asked for |
/// | a fault to a pull, or the end passes | another subscription, after 1, 2, 4 … 60 s while none brings an answer |
/// | no answer to a pull | the next after 1, 2, 4 … 30 s; a device that starts anew forgets, and says so by a fault |
/// | we leave | one Unsubscribe, only to a subscription that is believed to be alive |
struct PullPoint {
    /// Whole seconds that a device may wait, and the messages of one answer; Home Assistant's.
    static let patience = 60
    static let messages = 100
    /// Beyond `patience`, until an answer is given up.
    static let margin: Duration = .seconds(20)
    /// Between the beginnings of pulls that are answered at once with nothing, and with something.
    static let idleFloor: Duration = .seconds(1)
    static let busyFloor: Duration = .milliseconds(100)
    private static let renewalRetry: Duration = .seconds(5)
    /// Of ten subscriptions that a device can hold, ours must not take all.
    private static let creation = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(60))
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
        /// The device answered, and it was no success.
        case refused
        /// The same, and it does not know what was asked.
        case unsupported
        /// No answer, or none that can be read.
        case silent
    }

    private struct Live {
        var lease: Lease
        var endsAt: MonotonicTime
        var renewAt: MonotonicTime?
        /// By the device's clock.
        var termination: WallTime?
        var needsSynchronization = true
        var isSynchronizing = false
        var isRenewing = false
        var pullBegan: MonotonicTime?
        var nextPull: MonotonicTime
        var failedPulls = 0
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
    /// Subscriptions that came to nothing since one brought an answer.
    private(set) var failures = 0
    /// Firmware that reckons from the wrong clock is asked for a time of its own.
    private var asksAbsolutely = false
    private var cannotRenew = false
    private var cannotSynchronize = false
    private var leases = 0
    /// The device's clock less ours.
    var clockOffset: Duration = .zero

    /// Whether notifications come in.
    var isLive: Bool { if case .live(let live) = self.phase { live.hasAnswered } else { false } }

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
            return [.create(self.lifetime(at: wall))]
        case .live(var live):
            guard now < live.endsAt else {
                // Its time is over; the device has forgotten it by itself.
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
        var live = Live(lease: lease, endsAt: now, nextPull: now)
        self.note(subscription.current, subscription.termination, in: &live, at: now)
        if SubscriptionTerm.isShort(subscription), !self.asksAbsolutely {
            self.asksAbsolutely = true
            live.renewAt = now
        }
        self.phase = .live(live)
        return []
    }

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
        live.pullBegan = nil
        live.nextPull = max(now, began + (count > 0 ? Self.busyFloor : Self.idleFloor))
        // An end that does not move says nothing new.
        if let end = answer.termination, live.termination.map({ end > $0 }) ?? true {
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
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) {
        guard case .creating = self.phase else { return }
        self.wait(at: now, using: &generator)
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
        guard failure == .silent else { return self.wait(at: now, using: &generator) }
        live.nextPull = now + Self.retry.delay(attempt: live.failedPulls, using: &generator)
        self.phase = .live(live)
    }

    mutating func renewalFailed(_ lease: Lease, _ failure: Failure, at now: MonotonicTime) {
        guard var live = self.live(lease) else { return }
        live.isRenewing = false
        switch failure {
        // Then it lasts as long as it lasts: pulls keep it alive with some devices.
        case .unsupported: self.cannotRenew = true
        case .refused:
            // The pull under way will hear the same; what asks too early is no news.
            live.renewAt = nil
            live.endsAt = min(live.endsAt, now + SubscriptionTerm.assumed)
        case .silent: live.renewAt = now + Self.renewalRetry
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
