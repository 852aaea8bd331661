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
    /// Of what stands around a state's own texts.
    private static let overhead = 256

    let interest: Interest
    /// The last change of each that was sent.
    private var sent: [EntityID: EventContext] = [:]
    private var isBegun = false

    init(_ interest: Interest) {
        self.interest = interest
    }

    /// What the worker has to be told, in order: everything the first time, then what is different.
    mutating func next(from machine: StateMachine) -> [TemplateStates] {
        let wanted: [EntityState]
        switch self.interest {
        case .all: wanted = machine.all
        case .entities(let ids): wanted = ids.sorted { $0.text < $1.text }.compactMap { machine[$0] }
        }
        let changed = wanted.filter { self.sent[$0.entity] != $0.context }
        let removed = self.sent.keys.filter { machine[$0] == nil }.sorted { $0.text < $1.text }
        guard !self.isBegun || !changed.isEmpty || !removed.isEmpty else { return [] }
        for state in changed { self.sent[state.entity] = state.context }
        for id in removed { self.sent[id] = nil }
        defer { self.isBegun = true }
        return Self.messages(changed, removed, isComplete: !self.isBegun)
    }

    private static func messages(
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
    fileprivate init(_ state: EntityState) {
        self.init(
            entity: state.entity,
            state: state.state,
            attributes: state.attributes,
            lastChanged: state.lastChanged,
            lastUpdated: state.lastUpdated
        )
    }
}
