import Shared

/// The feeds of all workers whose templates ask for states, and whom of them a change concerns.
///
/// Pure; a change costs what those cost that asked for it, however many others there are.
struct TemplateFeeds {
    private struct Entry {
        var feed: TemplateFeed
        /// What has changed since it was asked last; `nil` when that may be anything.
        var changed: Set<EntityID>? = []
        var wake: @Sendable () -> Void
    }

    private var entries: [UInt64: Entry] = [:]
    private var byEntity: [EntityID: Set<UInt64>] = [:]
    private var forAll: Set<UInt64> = []
    private var due: Set<UInt64> = []
    private var newest: UInt64 = 0

    /// - Parameter wake: called, outside of every lock, when there may be something to send.
    mutating func add(_ interest: TemplateFeed.Interest, wake: @escaping @Sendable () -> Void) -> UInt64 {
        self.newest += 1
        self.entries[self.newest] = Entry(feed: TemplateFeed(interest), wake: wake)
        switch interest {
        case .all: self.forAll.insert(self.newest)
        case .entities(let ids): for id in ids { self.byEntity[id, default: []].insert(self.newest) }
        }
        return self.newest
    }

    mutating func remove(_ number: UInt64) {
        guard let entry = self.entries.removeValue(forKey: number) else { return }
        self.due.remove(number)
        switch entry.feed.interest {
        case .all: self.forAll.remove(number)
        case .entities(let ids):
            for id in ids {
                self.byEntity[id]?.remove(number)
                if self.byEntity[id]?.isEmpty == true { self.byEntity[id] = nil }
            }
        }
    }

    /// A state is another, or came or went.
    mutating func changed(_ entity: EntityID) {
        self.note(entity, for: self.byEntity[entity] ?? [])
        self.note(entity, for: self.forAll)
    }

    private mutating func note(_ entity: EntityID, for numbers: Set<UInt64>) {
        for number in numbers {
            self.due.insert(number)
            self.entries[number]?.changed?.insert(entity)
            // A worker that takes nothing for long: from then on everything is looked at.
            if let count = self.entries[number]?.changed?.count, count > StateMachine.most {
                self.entries[number]?.changed = nil
            }
        }
    }

    /// Whom the changes since the last call concern.
    mutating func takeWakes() -> [@Sendable () -> Void] {
        guard !self.due.isEmpty else { return [] }
        defer { self.due = [] }
        return self.due.compactMap { self.entries[$0]?.wake }
    }

    /// What a worker has to be told; `nil` when there is nothing, or no such worker.
    mutating func difference(for number: UInt64, from machine: StateMachine) -> TemplateFeed.Difference? {
        let changed = self.entries[number]?.changed
        self.entries[number]?.changed = []
        guard let changed else { return self.entries[number]?.feed.difference(from: machine) }
        return self.entries[number]?.feed.difference(from: machine, changed: changed)
    }
}
