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
    /// Of them with one token, so that whoever has it cannot shut everybody else out.
    static let mostListenersOfToken = 50

    struct State {
        var directory: EntityDirectory
        var machine = StateMachine()
        var ring = EventRing()
        var cameras: [CameraID: ToldCamera] = [:]
        var feeds = TemplateFeeds()
        /// Those whose state stands in the configuration.
        var fixed: Set<EntityID> = []
        fileprivate var listeners: [UInt64: Listening] = [:]
        fileprivate var nextListener: UInt64 = 0
        fileprivate var random = SystemRandomNumberGenerator()
    }

    /// A camera as it was told last.
    struct ToldCamera {
        var entity: CameraEntity
        var words = MessageBudget(perSecond: EntityHub.wordsOfCamera, burst: EntityHub.wordsOfCameraAtOnce)
    }

    fileprivate struct Listening {
        var wake: @Sendable () -> Void
        /// Event types; `nil` for all.
        var types: Set<String>?
        /// Its token's name; `nil` where none is needed.
        var token: String?
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

    /// An entity with what its worker declared.
    struct Described: Sendable {
        var state: EntityState
        /// `nil` for the camera itself, and for what a client has set.
        var declaration: EntityDeclaration?
        /// Whether its worker has said how it is.
        var isTold = false
    }

    /// All entities of a camera, in the order of their ids.
    func described(_ camera: CameraID) -> [Described] {
        self.state.withLock { state in
            let own = state.machine.all.filter { $0.camera == camera }.sorted { $0.entity.text < $1.entity.text }
            return own.map { entity in
                let declared = state.directory.owner(of: entity.entity)?.entity
                return Described(state: entity, declaration: declared?.declaration, isTold: declared?.told != nil)
            }
        }
    }

    /// What a service may be called on.
    enum Target: Sendable {
        case camera(CameraID)
        /// One above 0.
        case view(CameraID)
        case declared(CameraID, EntityDeclaration)
        /// A state that somebody has set; nobody is behind it.
        case stateOnly
    }

    func target(_ id: EntityID) -> Target? {
        self.state.withLock { state in
            if let owner = state.directory.owner(of: id) { return .declared(owner.camera, owner.entity.declaration) }
            guard let known = state.machine[id] else { return nil }
            guard let camera = known.camera else { return .stateOnly }
            return id == EntityID(of: camera) ? .camera(camera) : .view(camera)
        }
    }

    /// What is remembered of a camera's entities.
    func remembered(of camera: CameraID) -> [EntityRegistry.Entry] {
        self.state.withLock { $0.directory.registry.entries(of: camera) }
    }

    /// A camera as it was told last.
    func toldCamera(_ camera: CameraID) -> CameraEntity? { self.state.withLock { $0.cameras[camera]?.entity } }

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
            let wakes =
                state.listeners.values.filter { listener in
                    !types.isEmpty && listener.types?.isDisjoint(with: types) != true
                }.map(\.wake) + state.feeds.takeWakes()
            let registry = state.directory.registry
            return (result, wakes, registry.revision == before ? nil : registry)
        }
        for wake in wakes { wake() }
        if let registry { self.keeper?.note(registry) } else { self.keeper?.retry(at: .now()) }
        return result
    }

    /// Workers' templates; nothing is told to anybody.
    func withFeeds<Result: Sendable>(_ body: (inout TemplateFeeds, StateMachine) -> Result) -> Result {
        self.state.withLock { body(&$0.feeds, $0.machine) }
    }

    /// The service ends: which entity has which id is brought to the disk.
    func flush() async { await self.keeper?.flush() }

    // MARK: Listening

    /// - Parameter wake: called from anywhere, whenever there is more to read.
    /// - Returns: what ``stop(listening:)`` is told; `nil` when too many listen.
    func listen(
        types: Set<String>?,
        token: String? = nil,
        wake: @escaping @Sendable () -> Void
    ) -> UInt64? {
        self.state.withLock { state in
            guard state.listeners.count < state.mostListeners(of: token) else { return nil }
            state.nextListener += 1
            state.listeners[state.nextListener] = Listening(wake: wake, types: types, token: token)
            return state.nextListener
        }
    }

    /// - Parameter token: its name; `nil` where none is needed.
    /// - Returns: why no other client may listen.
    func refusal(ofListenerWith token: String?) -> String? {
        self.state.withLock { state in
            guard state.listeners.count < Self.mostListeners else {
                return "\(Self.mostListeners) clients listen already"
            }
            guard state.listeners.count < state.mostListeners(of: token) else {
                return "\(Self.mostListenersOfToken) clients listen with this token already"
            }
            return nil
        }
    }

    func stop(listening number: UInt64) {
        self.state.withLock { $0.listeners[number] = nil }
    }

    /// Number of the event to come.
    var nextEvent: UInt64 { self.state.withLock { $0.ring.next } }

    /// Number of the oldest event that is kept.
    var oldestEvent: UInt64 { self.state.withLock { $0.ring.oldest } }

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
    /// Listeners there may be for another with this token to be one of them.
    fileprivate func mostListeners(of token: String?) -> Int {
        guard let token else { return EntityHub.mostListeners }
        let own = self.listeners.values.count { $0.token == token }
        return own < EntityHub.mostListenersOfToken ? EntityHub.mostListeners : 0
    }

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
        if case .changed(let change) = outcome {
            self.feeds.changed(id)
            changes.drafts.append(EventDraft(change, context: context, at: now))
        }
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
        self.feeds.changed(id)
        changes.drafts.append(EventDraft(change, context: context, at: now))
        return true
    }
}
