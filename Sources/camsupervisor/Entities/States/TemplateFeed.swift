import IPC
import Shared

/// Which states a worker's templates ask for, and which of them it has been sent.
///
/// Pure. One feed for each worker, begun anew with the next generation.
struct TemplateFeed: Sendable {
    /// What templates name.
    enum Interest: Sendable, Hashable {
        /// A template iterates over `states`, or makes up a name as it goes.
        case all
        case entities(Set<EntityID>)
    }

    /// Bytes of states in one message; half of what it may have, since they are estimated.
    private static let longest = Limits.listMessage / 2
    /// Entities that a worker is told of, the first that came; a template over all `states` of a large house has some
    /// thousand.
    static let most = 5_000
    /// Of what stands around a state's own texts.
    private static let overhead = 256

    let interest: Interest
    /// The last change of each that was sent.
    private var sent: [EntityID: EventContext] = [:]
    private var isBegun = false

    init(_ interest: Interest) {
        self.interest = interest
    }

    /// What a worker does not know yet.
    struct Difference: Sendable {
        var states: [EntityState]
        var removed: [EntityID]
        /// It knows nothing.
        var isComplete: Bool

        /// In order; takes its time where the states are many.
        var messages: [TemplateStates] {
            TemplateFeed.messages(self.states, self.removed, isComplete: self.isComplete)
        }
    }

    /// What the worker has to be told, in order: everything the first time, then what is different.
    mutating func next(from machine: StateMachine) -> [TemplateStates] {
        self.difference(from: machine)?.messages ?? []
    }

    /// What is different from what it was told; `nil` when it is nothing.
    mutating func difference(from machine: StateMachine) -> Difference? {
        let wanted: [EntityState]
        switch self.interest {
        case .all: wanted = machine.all
        case .entities(let ids): wanted = ids.sorted { $0.text < $1.text }.compactMap { machine[$0] }
        }
        let changed = self.admitted(wanted.filter { self.sent[$0.entity] != $0.context })
        let removed = self.sent.keys.filter { machine[$0] == nil }.sorted { $0.text < $1.text }
        return self.told(changed, removed)
    }

    /// The same when only these may be different.
    mutating func difference(from machine: StateMachine, changed ids: Set<EntityID>) -> Difference? {
        guard self.isBegun else { return self.difference(from: machine) }
        let mine: [EntityID] =
            switch self.interest {
            case .all: Array(ids)
            case .entities(let wanted): ids.filter { wanted.contains($0) }
            }
        let sorted = mine.sorted { $0.text < $1.text }
        let changed = self.admitted(sorted.compactMap { machine[$0] }.filter { self.sent[$0.entity] != $0.context })
        let removed = sorted.filter { self.sent[$0] != nil && machine[$0] == nil }
        return self.told(changed, removed)
    }

    /// Those that there is room for; one that is known already is always told.
    private mutating func admitted(_ states: [EntityState]) -> [EntityState] {
        guard self.sent.count + states.count > Self.most else { return states }
        var room = max(0, Self.most - self.sent.count)
        return states.filter { state in
            if self.sent[state.entity] != nil { return true }
            room -= 1
            return room >= 0
        }
    }

    private mutating func told(_ changed: [EntityState], _ removed: [EntityID]) -> Difference? {
        guard !self.isBegun || !changed.isEmpty || !removed.isEmpty else { return nil }
        for state in changed { self.sent[state.entity] = state.context }
        for id in removed { self.sent[id] = nil }
        defer { self.isBegun = true }
        return Difference(states: changed, removed: removed, isComplete: !self.isBegun)
    }

    static func messages(
        _ states: [EntityState],
        _ removed: [EntityID],
        isComplete: Bool
    ) -> [TemplateStates] {
        var messages = [TemplateStates(isComplete: isComplete, states: [], removed: removed)]
        var bytes = removed.reduce(0) { $0 + $1.text.utf8.count + 4 }
        for state in states {
            let entry = TemplateStates.Entry(state)
            let size = JSONWriter.bytes(of: .object(state.attributes)).count + state.state.utf8.count + self.overhead
            if bytes + size > self.longest, bytes > 0 {
                messages.append(TemplateStates(isComplete: false, states: []))
                bytes = 0
            }
            bytes += size
            messages[messages.count - 1].states.append(entry)
        }
        return messages
    }
}

extension TemplateStates.Entry {
    /// Without what opens a camera's pictures: a worker has no business with another camera's.
    fileprivate init(_ state: EntityState) {
        let isCamera = state.entity.domain == "camera"
        self.init(
            entity: state.entity,
            state: state.state,
            attributes: state.attributes.filter { !isCamera || !CameraEntity.secrets.contains($0.key) },
            lastChanged: state.lastChanged,
            lastUpdated: state.lastUpdated
        )
    }
}
