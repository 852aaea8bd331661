import Shared

/// The states of all entities: Home Assistant's state machine.
///
/// Pure. What is returned is to be told to those who listen, in that order.
struct StateMachine: Sendable {
    /// Entities: 100 NVRs of 64 channels with three each.
    ///
    /// More are refused.
    static let most = 20_000

    /// A state that is another now, or came or went.
    struct Change: Sendable, Hashable {
        var entity: EntityID
        var old: EntityState?
        var new: EntityState?

        var camera: CameraID? { (self.new ?? self.old)?.camera }
    }

    /// What a setting came to.
    enum Outcome: Sendable, Hashable {
        /// Nothing is different; only ``EntityState/lastReported`` is newer.
        case reported
        case changed(Change)
        case full
    }

    /// In the order in which they came; what was removed leaves a gap until there are many.
    private var slots: [EntityState?] = []
    private var places: [EntityID: Int] = [:]

    var count: Int { self.places.count }

    subscript(entity: EntityID) -> EntityState? { self.places[entity].flatMap { self.slots[$0] } }

    /// In the order in which they came.
    var all: [EntityState] { self.slots.compactMap(\.self) }

    /// Sets a state as Home Assistant's `async_set` does.
    ///
    /// - Parameters:
    ///   - isForced: it counts as changed though it is the same (`force_update`).
    ///   - camera: whose entity it is.
    mutating func set(
        _ entity: EntityID,
        to state: String,
        attributes: [String: JSONValue],
        isForced: Bool = false,
        camera: CameraID?,
        context: @autoclosure () -> EventContext,
        at now: WallTime
    ) -> Outcome {
        guard let place = self.places[entity], var record = self.slots[place] else {
            guard self.count < Self.most else { return .full }
            let new = EntityState(
                entity: entity,
                state: state,
                attributes: attributes,
                lastChanged: now,
                lastUpdated: now,
                lastReported: now,
                context: context(),
                camera: camera
            )
            self.places[entity] = self.slots.count
            self.slots.append(new)
            return .changed(Change(entity: entity, old: nil, new: new))
        }
        let old = record
        let isSameState = old.state == state && !isForced
        guard !isSameState || old.attributes != attributes else {
            self.slots[place]?.lastReported = now
            return .reported
        }
        record.state = state
        record.attributes = attributes
        record.lastReported = now
        record.lastUpdated = now
        if !isSameState { record.lastChanged = now }
        record.context = context()
        record.camera = camera
        self.slots[place] = record
        return .changed(Change(entity: entity, old: old, new: record))
    }

    /// - Returns: `nil` when there was none.
    mutating func remove(_ entity: EntityID) -> Change? {
        guard let place = self.places.removeValue(forKey: entity), let old = self.slots[place] else { return nil }
        self.slots[place] = nil
        if self.slots.count > 2 * self.places.count + Self.mostGaps { self.closeGaps() }
        return Change(entity: entity, old: old, new: nil)
    }

    /// Gaps that are left anyhow.
    private static let mostGaps = 64

    private mutating func closeGaps() {
        let states = self.all
        self.slots = states
        self.places = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1.entity, $0) })
    }
}
