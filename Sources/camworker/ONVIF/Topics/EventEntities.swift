internal import Shared

/// The entities that a device's notifications have made, and what is known of them.
///
/// Pure. An `on` whose end was lost is not believed: after each new subscription what is not told again within a moment
/// is over, and of motion, sound and presence the device is asked when they last. What lasts is over only where the device
/// tells such things anew: not all do (ONVIF Core §9.4), and a door that stays open is no news.
struct EventEntities {
    /// Entities of one device that its notifications may make: the rest of what a camera may have is for others.
    static let most = 256
    /// From the beginning of a subscription, or from asking, to what must have been told again by then.
    static let grace: Duration = .seconds(10)
    /// How long motion is believed without hearing of it.
    static let belief: Duration = .seconds(5 * 60)
    /// Where one is asked about, all are that have lasted that long: one question for all of them.
    private static let company: Duration = .seconds(2 * 60)

    /// What a batch of notifications comes to.
    struct Outcome: Equatable {
        /// Entities that were not there before.
        var declared: [EntityDeclaration] = []
        /// In order: an `off` between two `on`s is news as well.
        var changes: [Change] = []
        /// What happened, in order.
        var occurrences: [Occurrence] = []
        /// The places, within the batch, of messages that no rule takes.
        var unknown: [Int] = []
    }

    struct Change: Hashable {
        var key: String
        var value: EventValue
    }

    struct Occurrence: Hashable {
        /// Of the message, within the batch.
        var place: Int
        var reading: EventReading
    }

    private struct Known {
        var entity: EntityDeclaration
        var path: String
        var value: EventValue
        /// When it was told last, not when it changed.
        var toldAt: MonotonicTime
        /// It is over at that time unless it is told again.
        var doubtedUntil: MonotonicTime?
        /// Whether it was told since the last subscription has begun.
        var isTold = true
    }

    private var known: [String: Known] = [:]
    /// Until then a subscription that has begun may show that the device tells anew what lasts.
    private var retellsUntil: MonotonicTime?

    var entities: [EntityDeclaration] { self.known.values.map(\.entity).sorted { $0.key < $1.key } }

    /// The value of an entity; `nil` for one that there is not.
    subscript(key: String) -> EventValue? { self.known[key]?.value }

    /// All that is known, for who has been told that nothing is; entities of what happens have no value.
    var values: [Change] {
        self.entities.filter { $0.domain != .event }
            .map { Change(key: $0.key, value: self.known[$0.key]?.value ?? .unknown) }
    }

    /// Takes what one answer told, in its order; each message on its own, whatever the others are.
    mutating func take(_ messages: [EventMessage], at now: MonotonicTime) -> Outcome {
        var outcome = Outcome()
        if messages.contains(where: { $0.operation == .initialized }) { self.retold(at: now) }
        for (place, message) in messages.enumerated() {
            let readings = message.isBare ? self.ended(message) : EventReading.all(in: message)
            if readings.isEmpty, TopicTable.rules[message.path] == nil { outcome.unknown.append(place) }
            for reading in readings {
                self.take(reading, of: message.path, at: now, into: &outcome)
                guard case .occurred = reading.value, self.known[reading.entity.key] != nil else { continue }
                outcome.occurrences.append(Occurrence(place: place, reading: reading))
            }
        }
        return outcome
    }

    private mutating func take(
        _ reading: EventReading,
        of path: String,
        at now: MonotonicTime,
        into outcome: inout Outcome
    ) {
        let key = reading.entity.key
        if self.known[key] == nil {
            guard self.known.count < Self.most, reading.value != .unavailable else { return }
            self.known[key] = Known(entity: reading.entity, path: path, value: .unknown, toldAt: now)
            outcome.declared.append(reading.entity)
        }
        if case .occurred = reading.value { return }
        self.known[key]?.toldAt = now
        self.known[key]?.isTold = true
        self.known[key]?.doubtedUntil = nil
        guard self.known[key]?.value != reading.value else { return }
        self.known[key]?.value = reading.value
        outcome.changes.append(Change(key: key, value: reading.value))
    }

    /// A topic without a message: what it told of is over, or gone where it says so.
    private func ended(_ message: EventMessage) -> [EventReading] {
        let path = message.path
        guard message.operation != .deleted else {
            return self.known.values.filter { $0.path == path && $0.entity.domain != .event }
                .map { EventReading(entity: $0.entity, value: .unavailable) }
        }
        return self.known.values.filter { $0.path == path && $0.value == .flag(true) }
            .map { EventReading(entity: $0.entity, value: .flag(false)) }
    }

    // MARK: - What was lost

    /// A new subscription has begun: what is on has to be told again.
    mutating func began(at now: MonotonicTime) {
        self.retellsUntil = now + Self.grace
        for (key, one) in self.known {
            self.known[key]?.isTold = false
            guard one.value == .flag(true), one.doubtedUntil == nil, Self.isFleeting(one.entity) else { continue }
            self.known[key]?.doubtedUntil = now + Self.grace
        }
    }

    /// The device tells how things are to a new subscription, then also those that last.
    private mutating func retold(at now: MonotonicTime) {
        guard let retellsUntil else { return }
        self.retellsUntil = nil
        // Later than that it is something new, and not everything.
        guard now <= retellsUntil else { return }
        for (key, one) in self.known where one.value == .flag(true) && one.doubtedUntil == nil && !one.isTold {
            self.known[key]?.doubtedUntil = now + Self.grace
        }
    }

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? {
        self.known.values.compactMap { one in
            guard one.value == .flag(true) else { return nil }
            return one.doubtedUntil ?? (Self.isFleeting(one.entity) ? one.toldAt + Self.belief : nil)
        }.min()
    }

    /// - Returns: what is over, by key, and whether the device is to be asked to tell everything anew.
    mutating func tick(at now: MonotonicTime) -> (over: [String], asks: Bool) {
        var over: [String] = []
        var asks = false
        for (key, one) in self.known where one.value == .flag(true) {
            if let end = one.doubtedUntil {
                guard now >= end else { continue }
                self.known[key]?.value = .flag(false)
                self.known[key]?.doubtedUntil = nil
                over.append(key)
            } else if Self.isFleeting(one.entity), now >= one.toldAt + Self.belief {
                asks = true
            }
        }
        guard asks else { return (over.sorted(), false) }
        for (key, one) in self.known where one.value == .flag(true) && one.doubtedUntil == nil {
            guard Self.isFleeting(one.entity), now >= one.toldAt + Self.company else { continue }
            self.known[key]?.doubtedUntil = now + Self.grace
        }
        return (over.sorted(), true)
    }

    /// Nothing is told any more: what ends by itself has ended, as far as anybody knows.
    mutating func lost() {
        for (key, one) in self.known where one.value == .flag(true) && Self.isFleeting(one.entity) {
            self.known[key]?.value = .flag(false)
            self.known[key]?.doubtedUntil = nil
        }
    }

    /// Whether it ends by itself soon: a door contact may be open for a week.
    private static func isFleeting(_ entity: EntityDeclaration) -> Bool {
        entity.domain == .binarySensor && ["motion", "sound", "occupancy"].contains(entity.deviceClass ?? "")
    }
}
