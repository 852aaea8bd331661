internal import IPC
internal import Shared

/// What a source tells of its entities, on its way to the supervisor.
///
/// Pure. A camera may say more than the supervisor takes: of states the newest are kept, of events the newest
/// ``mostEvents``, in their order, and everything is sent as fast as ``EntityPace`` lets it.
struct EntityReports {
    /// Events that wait: some seconds of a camera that reports each passer-by.
    static let mostEvents = 1_000
    /// Left out at a time, so that a flood does not walk through the queue for each.
    private static let droppedAtOnce = 100
    /// States of one message.
    private static let statesAtOnce = 32
    /// Bytes behind which a message takes no further state; one has 20 KiB at most, and the message may have 64.
    private static let fullAt = 16 * 1024
    /// Until the next attempt when the supervisor would not take more.
    private static let pause: Duration = .milliseconds(100)

    struct Message: Equatable {
        var type: MessageType
        var body: [UInt8]
        /// Entities that it speaks of.
        var changes = 0
    }

    private enum Item {
        case state(key: String)
        case event(CameraEvent)
    }

    private var list: EntityList?
    private var declared: Set<String> = []
    /// As the source said last, and as the supervisor knows.
    private var newest: [String: EntityStates.Change] = [:]
    private var told: [String: EntityStates.Change] = [:]
    private var waiting = Fifo<Item>()
    private var waitingKeys: Set<String> = []
    private var waitingEvents = 0
    private var droppedEvents = 0
    private var pace = EntityPace()
    /// Made, and not to be sent before then.
    private var held: (message: Message, until: MonotonicTime)?

    /// When ``take(at:)`` will have something; `nil` when all is told.
    var deadline: MonotonicTime? {
        if let held { return held.until }
        return self.list == nil && self.waiting.isEmpty ? nil : MonotonicTime(nanoseconds: 0)
    }

    func isDeclared(_ key: String) -> Bool { self.declared.contains(key) }

    /// - Returns: what of it the supervisor would not take, and was left out.
    mutating func declare(
        _ entities: [EntityDeclaration],
        growing: [EntityDeclaration.Domain] = []
    ) -> [String] {
        var complaints: [String] = []
        var seen: Set<String> = []
        let sayable = entities.filter { entity in
            let complaint = entity.complaint ?? (seen.insert(entity.key).inserted ? nil : "is declared twice")
            if let complaint { complaints.append("the entity '\(entity.key.prefix(80))' \(complaint)") }
            return complaint == nil
        }
        var list = EntityList(entities: sayable.fitting, growing: growing)
        // Control characters take six bytes each.
        while ControlCoding.encode(list).count > EntityPace.bytesAtOnce {
            list.entities.removeLast(list.entities.count / 4 + 1)
        }
        if list.entities.count < sayable.count {
            complaints.append("of \(sayable.count) entities the first \(list.entities.count) are told")
        }
        self.declared = Set(list.entities.map(\.key))
        self.list = list
        self.newest = self.newest.filter { self.declared.contains($0.key) }
        // Whether the supervisor still counts them as told depends on what of them is different now.
        self.told = [:]
        for key in self.newest.keys.sorted() { self.wait(for: key) }
        return complaints
    }

    /// - Returns: what of it the supervisor would not take, and was left out.
    mutating func report(_ changes: [EntityStates.Change]) -> [String] {
        var complaints: [String] = []
        for change in changes where self.declared.contains(change.key) {
            let (sayable, complaint) = change.sayable
            if let complaint { complaints.append("the state of '\(change.key)': \(complaint)") }
            guard sayable != self.newest[change.key] else { continue }
            self.newest[change.key] = sayable
            self.wait(for: change.key)
        }
        return complaints
    }

    /// - Returns: what of it the supervisor would not take, and was left out.
    mutating func happened(_ event: CameraEvent) -> [String] {
        let (sayable, complaint) = event.sayable
        if let sayable {
            if self.waitingEvents >= Self.mostEvents { self.dropOldestEvents() }
            self.waiting.append(.event(sayable))
            self.waitingEvents += 1
        }
        return complaint.map { ["the event '\(event.kind.prefix(80))': \($0)"] } ?? []
    }

    /// How many events were left out since it was asked last; `nil` for none, and while that goes on.
    mutating func takeDropped() -> Int? {
        guard self.droppedEvents > 0, self.waitingEvents < Self.mostEvents else { return nil }
        defer { self.droppedEvents = 0 }
        return self.droppedEvents
    }

    /// The next message that may be sent.
    mutating func take(at now: MonotonicTime) -> Message? {
        guard let message = self.held?.message ?? self.nextMessage() else { return nil }
        guard self.pace.take(message.type, message.body, changes: message.changes, at: now) else {
            self.held = (message, now + Self.pause)
            return nil
        }
        self.held = nil
        return message
    }

    /// Whether an answer of that body may be sent now.
    mutating func admits(answer body: [UInt8], at now: MonotonicTime) -> Bool {
        self.pace.take(.result, body, at: now)
    }

    // MARK: -

    private mutating func wait(for key: String) {
        guard self.waitingKeys.insert(key).inserted else { return }
        self.waiting.append(.state(key: key))
    }

    private mutating func nextMessage() -> Message? {
        if let list {
            self.list = nil
            return Message(type: .entities, body: ControlCoding.encode(list), changes: list.entities.count)
        }
        while let item = self.waiting.first {
            if case .event(let event) = item {
                _ = self.waiting.popFirst()
                self.waitingEvents -= 1
                return Message(type: .event, body: ControlCoding.encode(event))
            }
            let changes = self.takeStates()
            guard !changes.isEmpty else { continue }
            let body = ControlCoding.encode(EntityStates(states: changes))
            return Message(type: .entityStates, body: body, changes: changes.count)
        }
        return nil
    }

    /// The states up to the next event, as many as make a message.
    private mutating func takeStates() -> [EntityStates.Change] {
        var changes: [EntityStates.Change] = []
        var bytes = 0
        while changes.count < Self.statesAtOnce, bytes < Self.fullAt, case .state(let key)? = self.waiting.first {
            _ = self.waiting.popFirst()
            self.waitingKeys.remove(key)
            guard let change = self.newest[key], change != self.told[key] else { continue }
            self.told[key] = change
            bytes += ControlCoding.encode(change).count
            changes.append(change)
        }
        return changes
    }

    private mutating func dropOldestEvents() {
        var kept = Fifo<Item>()
        var dropped = 0
        while let item = self.waiting.popFirst() {
            if dropped < Self.droppedAtOnce, case .event = item {
                dropped += 1
            } else {
                kept.append(item)
            }
        }
        self.waiting = kept
        self.waitingEvents -= dropped
        self.droppedEvents += dropped
    }
}
