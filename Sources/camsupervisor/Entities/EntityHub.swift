import IPC
import Logging
import NIOCore
import Shared
import Synchronization

/// The states of all entities and what happens to them, for everybody: workers and clients set, clients read and listen.
///
/// One lock around what is pure, so that events are in the order of the states they tell of. Whoever waits is woken
/// outside of it.
final class EntityHub: Sendable {
    /// Clients that listen at a time; each is a connection, and costs a wake for every event.
    static let mostListeners = 200

    struct State {
        var directory: EntityDirectory
        var machine = StateMachine()
        var ring = EventRing()
        var cameras: [CameraID: CameraEntity] = [:]
        fileprivate var listeners: [UInt64: Listening] = [:]
        fileprivate var nextListener: UInt64 = 0
        fileprivate var random = SystemRandomNumberGenerator()
    }

    fileprivate struct Listening {
        var wake: @Sendable () -> Void
        /// Event types; `nil` for all.
        var types: Set<String>?
    }

    /// Tells this run's event ids from those of others.
    let run = String(WallTime.now().nanoseconds / 1_000_000, radix: 36)
    let tokens = CameraTokens()
    private let state: Mutex<State>
    private let keeper: EntityKeeper?

    init(keeper: EntityKeeper? = nil) {
        self.keeper = keeper
        self.state = Mutex(State(directory: EntityDirectory(registry: keeper?.initial ?? EntityRegistry())))
    }

    // MARK: Reading

    subscript(id: EntityID) -> EntityState? { self.state.withLock { $0.machine[id] } }

    /// In the order in which they came.
    var all: [EntityState] { self.state.withLock { $0.machine.all } }

    /// What a service may be called on.
    enum Target: Sendable {
        case camera(CameraID)
        case declared(CameraID, EntityDeclaration)
        /// A state that somebody has set; nobody is behind it.
        case stateOnly
    }

    func target(_ id: EntityID) -> Target? {
        self.state.withLock { state in
            if let owner = state.directory.owner(of: id) { return .declared(owner.camera, owner.entity.declaration) }
            guard let known = state.machine[id] else { return nil }
            return known.camera.map { .camera($0) } ?? .stateOnly
        }
    }

    // MARK: Changing

    /// What changes under the lock, and what of it is an event.
    struct Changes {
        var drafts: [EventDraft] = []
    }

    /// Changes states and tells who listens.
    ///
    /// - Parameter body: gets the state, and the time and the context of all that it changes.
    @discardableResult
    func change<Result>(
        at now: WallTime = .now(),
        _ body: (inout State, inout Changes, EventContext) -> Result
    ) -> Result {
        let (result, wakes, registry) = self.state.withLock { state in
            let before = state.directory.registry.revision
            let context = EventContext(at: now, using: &state.random)
            var changes = Changes()
            let result = body(&state, &changes, context)
            var types: Set<String> = []
            for draft in changes.drafts {
                state.ring.append(draft)
                types.insert(draft.type)
            }
            let wakes = state.listeners.values.filter { listener in
                !types.isEmpty && listener.types?.isDisjoint(with: types) != true
            }.map(\.wake)
            let registry = state.directory.registry
            return (result, wakes, registry.revision == before ? nil : registry)
        }
        for wake in wakes { wake() }
        if let registry { self.keeper?.note(registry) }
        return result
    }

    // MARK: Listening

    /// - Parameter wake: called from anywhere, whenever there is more to read.
    /// - Returns: what ``stop(listening:)`` is told; `nil` when too many listen.
    func listen(types: Set<String>?, wake: @escaping @Sendable () -> Void) -> UInt64? {
        self.state.withLock { state in
            guard state.listeners.count < Self.mostListeners else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = Listening(wake: wake, types: types)
            return state.nextListener
        }
    }

    var hasRoomForListener: Bool { self.state.withLock { $0.listeners.count < Self.mostListeners } }

    func stop(listening number: UInt64) {
        self.state.withLock { $0.listeners[number] = nil }
    }

    /// Number of the event to come.
    var nextEvent: UInt64 { self.state.withLock { $0.ring.next } }

    func read(from cursor: inout UInt64, most: Int, where isWanted: (BusEvent) -> Bool) -> EventRing.Reading {
        // Inside, since a copy of the ring would make the next event copy all that is in it.
        self.state.withLock { $0.ring.read(from: &cursor, most: most, where: isWanted) }
    }

    /// How many listen, by event type; `nil` stands for all types.
    var listenerCounts: [String?: Int] {
        self.state.withLock { state in
            var counts: [String?: Int] = [:]
            for listener in state.listeners.values {
                guard let types = listener.types else {
                    counts[nil, default: 0] += 1
                    continue
                }
                for type in types { counts[type, default: 0] += 1 }
            }
            return counts
        }
    }
}

extension EntityHub.State {
    /// Puts into the state machine what the directory shows.
    mutating func show(
        _ shown: [EntityDirectory.Shown],
        _ changes: inout EntityHub.Changes,
        _ context: EventContext,
        at now: WallTime
    ) {
        for entity in shown {
            guard let state = entity.state else {
                self.remove(entity.id, &changes, context, at: now)
                continue
            }
            self.set(entity.id, to: state, entity.attributes, of: entity.camera, &changes, context, at: now)
        }
    }

    @discardableResult
    mutating func set(
        _ id: EntityID,
        to state: String,
        _ attributes: [String: JSONValue],
        isForced: Bool = false,
        of camera: CameraID?,
        _ changes: inout EntityHub.Changes,
        _ context: EventContext,
        at now: WallTime
    ) -> StateMachine.Outcome {
        let outcome = self.machine.set(
            id,
            to: state,
            attributes: attributes,
            isForced: isForced,
            camera: camera,
            context: context,
            at: now
        )
        if case .changed(let change) = outcome { changes.drafts.append(EventDraft(change, context: context, at: now)) }
        return outcome
    }

    /// - Returns: whether there was one.
    @discardableResult
    mutating func remove(
        _ id: EntityID,
        _ changes: inout EntityHub.Changes,
        _ context: EventContext,
        at now: WallTime
    ) -> Bool {
        guard let change = self.machine.remove(id) else { return false }
        changes.drafts.append(EventDraft(change, context: context, at: now))
        return true
    }
}
