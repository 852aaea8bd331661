internal import Shared

/// Has a device post its notifications to an address of ours, and notices when it stops to.
///
/// Pure. A device that has nothing to tell is silent as well, so after a while it is asked to tell the state of everything; one
/// that does not even then cannot reach us, or has forgotten.
///
/// | what happens | then |
/// |---|---|
/// | 55 s, or 80 % of the time where that is less | renewal: the question whether the device still knows it, and us |
/// | it was away for a moment, or its clock has jumped | the same at once; of one that knows no renewal, another subscription |
/// | two subscriptions in a row are lost at their first renewal | renewal at 80 % of the time alone, until one succeeds |
/// | nothing for 10 min | it is asked to tell everything |
/// | nothing within 30 s of that | another subscription; the second time in a row we are deaf |
/// | a renewal finds none, or the end passes | another subscription, after 1, 2, 4 … 60 s |
/// | a renewal is refused | the same, once this one is given back: two would tell everything twice |
/// | the device knows no renewal | none is asked any more; each subscription lasts as long as it says |
/// | the user may not subscribe, or the device cannot | another try each ten minutes |
/// | we leave | one Unsubscribe |
struct PushSubscription {
    static let silence: Duration = .seconds(10 * 60)
    static let proof: Duration = .seconds(30)
    /// Between renewals at most: a device that starts anew within seconds forgets, and says nothing.
    ///
    /// A little less than ``SessionAgenda/liveness``, until the device would be asked whether it is there: this is in its place.
    static let verification: Duration = .seconds(55)
    /// Subscriptions in a row that are not there at their first renewal: then it is the renewal that is broken.
    private static let mostVain = 2
    /// Subscriptions in a row that brought nothing.
    static let mostDeaf = 2
    /// Beyond its end, until a subscription is given up: ours and the device's clocks differ a little.
    private static let margin: Duration = .seconds(20)
    private static let creation = Backoff(first: .seconds(1), initial: .seconds(2), maximum: .seconds(60))
    private static let renewalRetry: Duration = .seconds(5)

    enum Action: Equatable {
        case subscribe(SOAPRequest.Lifetime)
        case renew(EventSubscription, SOAPRequest.Lifetime)
        /// Its answer is of no interest, what comes by it is.
        case synchronize(EventSubscription)
        /// Whatever becomes of it.
        case unsubscribe(EventSubscription)
    }

    private struct Live {
        var subscription: EventSubscription
        /// As the device says.
        var endsAt: MonotonicTime
        var renewAt: MonotonicTime
        /// When it has to be renewed, to last.
        var mustRenewAt: MonotonicTime
        /// When the device was last known to know it.
        var knownAt: MonotonicTime
        var hasRenewed = false
        /// Renewals in a row that say nothing of it.
        var unclearRenewals = 0
        var isRenewing = false
        var heardAt: MonotonicTime
        /// When it was asked to tell everything.
        var askedAt: MonotonicTime?
    }

    private enum Phase {
        case off
        case waiting(until: MonotonicTime)
        case subscribing
        case live(Live)
    }

    private var phase = Phase.off
    private var failures = 0
    private var asksAbsolutely = false
    private var cannotRenew = false
    private var deafness = 0
    /// Subscriptions in a row that were lost at their first renewal.
    private var vainRenewals = 0
    /// Whether notifications have come, and nothing speaks against that they still do.
    private(set) var isProven = false
    /// The device's clock less ours.
    var clockOffset: Duration = .zero

    /// Whether it subscribes, but brings nothing.
    var isDeaf: Bool { self.deafness >= Self.mostDeaf }

    // MARK: - What is to be done

    mutating func allow(_ isAllowed: Bool, at now: MonotonicTime) -> [Action] {
        switch (self.phase, isAllowed) {
        case (.off, true):
            self.phase = .waiting(until: now)
            self.deafness = 0
        case (.live(let live), false):
            self.leave()
            return [.unsubscribe(live.subscription)]
        case (_, false): self.leave()
        default: break
        }
        return []
    }

    /// - Parameter wall: for absolute times only.
    mutating func next(at now: MonotonicTime, wall: WallTime) -> [Action] {
        switch self.phase {
        case .off, .subscribing: return []
        case .waiting(let until):
            guard now >= until else { return [] }
            self.phase = .subscribing
            return [.subscribe(self.lifetime(at: wall))]
        case .live(var live):
            guard now < self.end(of: live), !self.isUnheard(live, at: now) else {
                return self.replace(live, at: now) + self.next(at: now, wall: wall)
            }
            var actions: [Action] = []
            if now >= live.renewAt, !live.isRenewing, !self.cannotRenew {
                live.isRenewing = true
                actions.append(.renew(live.subscription, self.lifetime(at: wall)))
            }
            if live.askedAt == nil, now >= live.heardAt + Self.silence {
                live.askedAt = now
                actions.append(.synchronize(live.subscription))
            }
            self.phase = .live(live)
            return actions
        }
    }

    /// When ``next(at:wall:)`` may have something by time alone.
    var deadline: MonotonicTime? {
        switch self.phase {
        case .off, .subscribing: return nil
        case .waiting(let until): return until
        case .live(let live):
            let watch = live.askedAt.map { $0 + Self.proof } ?? live.heardAt + Self.silence
            let renewal = live.isRenewing || self.cannotRenew ? nil : live.renewAt
            return [renewal, watch, self.end(of: live)].compactMap(\.self).min()
        }
    }

    // MARK: - What came

    mutating func subscribed(_ subscription: EventSubscription, at now: MonotonicTime) -> [Action] {
        // Turned off meanwhile.
        guard case .subscribing = self.phase else { return [.unsubscribe(subscription)] }
        self.failures = 0
        let term = SubscriptionTerm.believed(subscription.current, subscription.termination)
        var live = Live(
            subscription: subscription,
            endsAt: now + term,
            renewAt: self.renewal(of: term, at: now),
            mustRenewAt: now + SubscriptionTerm.renewal(of: term),
            knownAt: now,
            heardAt: now
        )
        if SubscriptionTerm.isShort(subscription), !self.asksAbsolutely {
            self.asksAbsolutely = true
            live.renewAt = now
        }
        // The first proof is not waited for: the state of everything is wanted now.
        live.askedAt = now
        self.phase = .live(live)
        return [.synchronize(subscription)]
    }

    mutating func subscriptionFailed(
        _ failure: PullPoint.Failure = .refused,
        at now: MonotonicTime,
        using generator: inout some RandomNumberGenerator
    ) {
        guard case .subscribing = self.phase else { return }
        self.failures += 1
        self.isProven = false
        let isHopeless = failure == .unsupported || failure == .forbidden
        let wait = Self.creation.delay(attempt: self.failures, using: &generator)
        self.phase = .waiting(
            until: now + (isHopeless && self.failures > PullPoint.mostHopeless ? PullPoint.hopeless : wait)
        )
    }

    mutating func renewed(_ answer: EventSubscription, at now: MonotonicTime) {
        guard case .live(var live) = self.phase else { return }
        self.vainRenewals = 0
        live.isRenewing = false
        live.hasRenewed = true
        live.unclearRenewals = 0
        let term = SubscriptionTerm.believed(answer.current, answer.termination)
        live.endsAt = now + term
        live.renewAt = self.renewal(of: term, at: now)
        live.mustRenewAt = now + SubscriptionTerm.renewal(of: term)
        live.knownAt = now
        self.phase = .live(live)
    }

    mutating func renewalFailed(_ failure: PullPoint.Failure, at now: MonotonicTime) -> [Action] {
        guard case .live(var live) = self.phase else { return [] }
        live.isRenewing = false
        switch failure {
        case .silent, .unclear, .forbidden:
            live.unclearRenewals += 1
            // Each may be a login: as long as the subscription lasts it is not pressed.
            let isEarly = live.unclearRenewals > 1 && now < live.mustRenewAt
            live.renewAt = isEarly ? min(now + Self.verification, live.mustRenewAt) : now + Self.renewalRetry
            self.phase = .live(live)
        case .unsupported:
            self.cannotRenew = true
            self.phase = .live(live)
        // The device has forgotten it.
        case .lost: self.lose(live, at: now)
        case .refused:
            self.lose(live, at: now)
            return [.unsubscribe(live.subscription)]
        }
        return []
    }

    /// The device may have forgotten it: it was away for a moment, or its clock has jumped.
    mutating func verify(at now: MonotonicTime) {
        guard case .live(var live) = self.phase, !live.isRenewing, now >= live.knownAt + Self.renewalRetry else {
            return
        }
        if self.cannotRenew { live.endsAt = now } else { live.renewAt = now }
        self.phase = .live(live)
    }

    /// Has the device tell everything anew, unless it was asked already.
    func synchronize() -> [Action] {
        guard case .live(let live) = self.phase, live.askedAt == nil else { return [] }
        return [.synchronize(live.subscription)]
    }

    /// Whether a subscription is the one that there is; answers to others are of no interest any more.
    func has(_ subscription: EventSubscription) -> Bool {
        if case .live(let live) = self.phase { live.subscription == subscription } else { false }
    }

    /// A notification came, of whatever kind.
    mutating func heard(at now: MonotonicTime) {
        self.isProven = true
        self.deafness = 0
        guard case .live(var live) = self.phase else { return }
        live.heardAt = now
        live.askedAt = nil
        self.phase = .live(live)
    }
}

extension PushSubscription {
    private func lifetime(at wall: WallTime) -> SOAPRequest.Lifetime {
        guard self.asksAbsolutely else { return .seconds(SubscriptionTerm.asked) }
        return SubscriptionTerm.end(from: wall, clockOffset: self.clockOffset)
    }

    private func renewal(of term: Duration, at now: MonotonicTime) -> MonotonicTime {
        let latest = SubscriptionTerm.renewal(of: term)
        return now + (self.vainRenewals < Self.mostVain ? min(latest, Self.verification) : latest)
    }

    private mutating func lose(_ live: Live, at now: MonotonicTime) {
        if !live.hasRenewed { self.vainRenewals += 1 }
        self.phase = .waiting(until: now + Self.renewalRetry)
    }

    /// Of one that cannot be renewed no answer is waited for: what happens between it and the next is not told.
    private func end(of live: Live) -> MonotonicTime { self.cannotRenew ? live.endsAt : live.endsAt + Self.margin }

    private func isUnheard(_ live: Live, at now: MonotonicTime) -> Bool {
        live.askedAt.map { now >= $0 + Self.proof } ?? false
    }

    private mutating func replace(_ live: Live, at now: MonotonicTime) -> [Action] {
        let isUnheard = self.isUnheard(live, at: now)
        if isUnheard {
            self.deafness += 1
            self.isProven = false
        }
        // One that is deaf need not be made anew each half minute.
        self.phase = .waiting(until: self.isDeaf ? now + Self.silence : now)
        // One that was not renewed may live on at a device that does not say how long.
        let mayLive = self.cannotRenew || isUnheard && now < self.end(of: live)
        return mayLive ? [.unsubscribe(live.subscription)] : []
    }

    private mutating func leave() {
        self.phase = .off
        self.isProven = false
    }
}
