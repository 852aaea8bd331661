internal import IPC
internal import Shared

/// What happens at a device: by a pull-point or by what it posts, and the entities that come of it.
///
/// Nothing is believed for ever: what the device stops to tell of is asked about, and when nothing is told any more for
/// ``longestDeafness`` the entities are unavailable.
final class ONVIFEventFeed {
    /// A device that starts anew is back before.
    static let longestDeafness: Duration = .seconds(2 * 60)
    /// Topics that no entity is made of and that were named in the log, once each.
    private static let mostNamed = 64
    /// Refused subscriptions until it is said that the user may not make any: the first may be a matter of the password, which
    /// the session finds out.
    private static let mostForbidden = 2

    /// There are entities that were not there before, see ``entities``.
    var declared: () -> Void = {}
    /// How some of the entities are now, in order.
    var reported: ([EntityStates.Change]) -> Void = { _ in }
    var happened: (CameraEvent) -> Void = { _ in }
    /// The device told something, or that there is nothing to tell.
    var heard: () -> Void = {}
    /// ``problem`` is another than before.
    var problemChanged: () -> Void = {}

    /// Why nothing is heard of what happens, for the operator; `nil` while it is, or may be soon.
    private(set) var problem: String? {
        didSet { if self.problem != oldValue { self.problemChanged() } }
    }

    let pull: ONVIFPullFeed
    let push: ONVIFPushFeed
    let mode: ONVIFEventsMode
    private let name: String
    private let clock: () -> MonotonicTime
    private let wallClock: () -> WallTime
    private var known = EventEntities()
    private var clockOffset: Duration = .zero
    private var isWanted = false
    /// Since when nothing is heard that was, or should be.
    private var deafSince: MonotonicTime?
    /// Whether the entities were called unavailable.
    private var isStale = false
    private var lastTrouble = "nothing came"
    private var named: Set<String> = []
    /// Subscriptions that were refused since this process began.
    private var forbidden = 0

    /// - Parameters:
    ///   - webhook: where the device is to post, where it can reach us.
    ///   - name: of the device, for the log.
    ///   - wallClock: for absolute times, and for what happens without a time.
    init(
        _ mode: ONVIFEventsMode,
        webhook: ONVIFWebhook?,
        name: String,
        client: any ONVIFAsking,
        clock: @escaping () -> MonotonicTime = { .now() },
        wallClock: @escaping () -> WallTime = { .now() },
        generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
    ) {
        self.mode = mode
        self.name = name
        self.clock = clock
        self.wallClock = wallClock
        self.pull = ONVIFPullFeed(client: client, clock: clock, wallClock: wallClock, generator: generator)
        self.push = ONVIFPushFeed(
            webhook: webhook,
            client: client,
            clock: clock,
            wallClock: wallClock,
            generator: generator
        )
        self.pull.came = { [unowned self] in self.came($0, isFirst: $1) }
        self.pull.failed = { [unowned self] in self.failed($0, $1) }
        self.push.failed = { [unowned self] in self.failed($0, $1) }
    }

    /// The entities that notifications have made up to now.
    var entities: [EntityDeclaration] { self.known.entities }

    /// Whether what happens is told: a pull-point is answered, or the device has posted.
    var isAlive: Bool { self.pull.point.isHearing || self.push.subscription.isProven }

    // MARK: - What the source says

    /// The device is known, for the first time or anew.
    ///
    /// - Parameter clockOffset: of the device's clock less ours.
    func connected(_ places: ONVIFPlaces, clockOffset: Duration, at now: MonotonicTime) {
        self.clockOffset = clockOffset
        self.pull.note(clockOffset: clockOffset)
        self.push.note(clockOffset: clockOffset)
        (self.pull.places, self.push.places) = (places, places)
        guard places.services.announced[.events] != nil else {
            self.isWanted = false
            self.problem = self.mode == .off ? nil : "the device has no events"
            return self.arrange(at: now)
        }
        if !self.isWanted {
            self.isWanted = self.mode != .off
            self.deafSince = now
            if self.mode == .webhook, !self.push.canPush { self.problem = "there is no webhook that it can post to" }
        }
        self.tick(at: now)
    }

    /// Nothing is asked while it is so: each question to a device that refuses us is a login.
    func hold(_ isHeld: Bool, at now: MonotonicTime) {
        (self.pull.isHeld, self.push.isHeld) = (isHeld, isHeld)
        if !isHeld { self.tick(at: now) }
    }

    /// Takes what the device posted.
    ///
    /// - Parameter body: a `Notify`; whatever else it is is passed over.
    func notified(_ body: [UInt8], at now: MonotonicTime) {
        let messages: [EventMessage]
        let unreadable: Int
        do throws(SOAPTrouble) {
            (messages, unreadable) = try EventMessage.notification(body)
        } catch {
            return WorkerLog.write(.debug, "\(self.name): what was posted is not taken: \(error)")
        }
        guard let isFirst = self.push.heard(at: now) else {
            return WorkerLog.write(.debug, "\(self.name): it posts what was asked for before, which is not taken")
        }
        self.take(messages, unreadable: unreadable, isFirst: isFirst, at: now)
        self.arrange(at: now)
    }

    /// Has the device tell the state of everything anew.
    func synchronize(at now: MonotonicTime) {
        self.pull.synchronize()
        self.push.synchronize()
        self.pull.tick(at: now)
    }

    /// The device may have started anew, and forgotten whom it is to post to.
    ///
    /// A pull-point's next pull says so by itself.
    func verify(at now: MonotonicTime) { self.push.verify(at: now) }

    /// Leaves: what the device keeps for us is given back, as far as it hears.
    func farewell(at now: MonotonicTime) {
        self.isWanted = false
        self.arrange(at: now)
    }

    // MARK: - Time

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? {
        let deafness = self.isStale || !self.isWanted ? nil : self.deafSince.map { $0 + Self.longestDeafness }
        return [self.pull.deadline, self.push.deadline, self.known.deadline, deafness].compactMap(\.self).min()
    }

    func tick(at now: MonotonicTime) {
        self.pull.tick(at: now)
        self.push.tick(at: now)
        let (over, asks) = self.known.tick(at: now)
        if !over.isEmpty, !self.isStale {
            self.reported(over.map { EventEntities.Change(key: $0, value: .flag(false)).state })
        }
        if asks { self.synchronize(at: now) }
        self.arrange(at: now)
    }

    /// Which way it is to go.
    var wish: ONVIFEventsMode.Wish {
        guard self.isWanted else { return ONVIFEventsMode.Wish(pulls: false, pushes: false) }
        return self.mode.wish(pull: self.pull.point, push: self.push.subscription, canPush: self.push.canPush)
    }

    /// Takes the way that it is to go, and looks whether anything comes by it.
    private func arrange(at now: MonotonicTime) {
        let wish = self.wish
        self.pull.allow(wish.pulls, at: now)
        self.push.allow(wish.pushes, at: now)
        self.noteDeafness(at: now)
    }

    private func noteDeafness(at now: MonotonicTime) {
        guard self.isWanted else { return }
        if self.isAlive {
            self.deafSince = nil
            self.problem = nil
            return self.revive()
        }
        let since = self.deafSince ?? now
        self.deafSince = since
        guard !self.isStale, now >= since + Self.longestDeafness else { return }
        self.isStale = true
        self.known.lost()
        self.reported(self.known.values.map { EventEntities.Change(key: $0.key, value: .unavailable).state })
        self.problem = self.problem ?? self.lastTrouble
        WorkerLog.write(.debug, "\(self.name): events: \(self.lastTrouble)")
    }

    private func revive() {
        guard self.isStale else { return }
        self.isStale = false
        self.reported(self.known.values.map(\.state))
    }

    private func failed(_ failure: PullPoint.Failure, _ complaint: String) {
        let words = failure.words(complaint)
        if failure == .forbidden {
            self.forbidden += 1
            // Once: the camera's `problems` have it as long as it is so.
            if self.forbidden == Self.mostForbidden { WorkerLog.write(.warning, "\(self.name): \(words)") }
        }
        if words != self.lastTrouble { WorkerLog.write(.debug, "\(self.name): events: \(words)") }
        self.lastTrouble = words
        // Another try may be better than the first.
        if self.isWanted, self.pull.point.failures > 1, !self.isAlive { self.problem = words }
        if self.isWanted { self.noteDeafness(at: self.clock()) }
    }

    // MARK: - What came

    private func came(_ answer: XMLElement, isFirst: Bool) {
        let (messages, unreadable) = EventMessage.all(in: answer)
        let now = self.clock()
        self.take(messages, unreadable: unreadable, isFirst: isFirst, at: now)
        self.noteDeafness(at: now)
    }

    private func take(_ messages: [EventMessage], unreadable: Int, isFirst: Bool, at now: MonotonicTime) {
        self.heard()
        if unreadable > 0 { WorkerLog.write(.debug, "\(self.name): \(unreadable) notifications make no sense") }
        if isFirst { self.known.began(at: now) }
        let outcome = self.known.take(messages, at: now)
        if !outcome.declared.isEmpty { self.declared() }
        // What is unavailable as a whole is told as a whole, with what came now, by who finds it alive.
        if !outcome.changes.isEmpty, !self.isStale { self.reported(outcome.changes.map(\.state)) }
        self.tell(messages, outcome)
        for place in outcome.unknown { self.nameTopic(of: messages[place]) }
    }

    private func tell(_ messages: [EventMessage], _ outcome: EventEntities.Outcome) {
        let wall = self.wallClock()
        for (place, message) in messages.enumerated() where message.operation != .initialized {
            let event = message.cameraEvent(at: wall, offset: self.clockOffset)
            self.happened(event)
            for occurrence in outcome.occurrences where occurrence.place == place {
                guard case .occurred(let kind) = occurrence.reading.value else { continue }
                var entityEvent = event
                entityEvent.kind = kind
                entityEvent.entity = occurrence.reading.entity.key
                self.happened(entityEvent)
            }
        }
    }

    private func nameTopic(of message: EventMessage) {
        guard self.named.count < Self.mostNamed, self.named.insert(message.path).inserted else { return }
        WorkerLog.write(.debug, "\(self.name): no entity is made of \(TextExcerpt.of(message.topic, longest: 200))")
    }
}
