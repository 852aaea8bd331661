import IPC
import Shared

/// The entities of all cameras: who may speak for them, and what their states come to.
///
/// Pure. A worker speaks through a *session*; one that has ended, or was followed by another, changes nothing any more.
struct EntityDirectory: Sendable {
    /// One worker's right to speak for its camera; never given twice.
    struct Session: Sendable, Hashable {
        fileprivate var turn: UInt64
        var camera: CameraID
    }

    /// Bytes of JSON that the attributes of all entities of one camera have together: twice what the largest NVR's have.
    ///
    /// As values they take several times as much.
    static let mostAttributes = 512 * 1024
    /// Entities of one camera that are told again a second, since it is away or back: each is an event for everybody.
    static let toldAgain = 200
    /// All that may be, some times in a row.
    static let toldAgainAtOnce = 5 * EntityRegistry.mostOfCamera

    /// An entity whose state may be another now.
    struct Shown: Sendable, Hashable {
        var id: EntityID
        var camera: CameraID
        /// `nil`: it is gone.
        var state: String?
        var attributes: [String: JSONValue] = [:]
    }

    fileprivate struct Host {
        var name: String
        var session: Session?
        /// The newest worker's that was ready: one that was started before it comes too late.
        var turn: UInt64 = 0
        var isAway = false
        var toldAgain = MessageBudget(
            perSecond: EntityDirectory.toldAgain,
            burst: EntityDirectory.toldAgainAtOnce
        )
        var entities: [String: DeclaredEntity] = [:]
        /// Remembered from before, until a worker has declared what there is.
        var isRestored = false
    }

    private(set) var registry: EntityRegistry
    private var hosts: [CameraID: Host] = [:]
    private var owners: [EntityID: (camera: CameraID, key: String)] = [:]
    private var turns: UInt64 = 0

    init(registry: EntityRegistry = EntityRegistry()) {
        self.registry = registry
    }

    /// The camera and the declaration of an entity; `nil` for what no worker has declared.
    func owner(of id: EntityID) -> (camera: CameraID, entity: DeclaredEntity)? {
        guard let owner = self.owners[id], let entity = self.hosts[owner.camera]?.entities[owner.key] else {
            return nil
        }
        return (owner.camera, entity)
    }

    /// The entities of a camera that can be shown.
    func entities(of camera: CameraID) -> [DeclaredEntity] {
        self.hosts[camera].map { $0.entities.values.sorted { $0.id.text < $1.id.text } } ?? []
    }

    // MARK: Cameras

    /// A camera is in the configuration, perhaps under another name than before.
    ///
    /// What is remembered of it is shown as unavailable until its worker tells.
    mutating func add(_ camera: CameraID, named name: String) -> [Shown] {
        guard self.hosts[camera] == nil else {
            guard self.hosts[camera]?.name != name else { return [] }
            self.hosts[camera]?.name = name
            return self.shown(camera)
        }
        // Workers that were started before are those of a camera that was there once.
        var host = Host(name: name, turn: self.turns, isRestored: true)
        for entry in self.registry.entries(of: camera)
        where entry.isDeclared && entry.declaration.isEnabledByDefault && entry.declaration.domain != .camera {
            let key = entry.declaration.key
            // Remembered with two domains, it has been declared with one last; the other keeps its id and is not shown.
            guard host.entities[key] == nil else { continue }
            host.entities[key] = DeclaredEntity(id: entry.id, declaration: entry.declaration)
            self.owners[entry.id] = (camera, key)
        }
        self.hosts[camera] = host
        return self.shown(camera)
    }

    /// A camera is gone from the configuration.
    mutating func remove(_ camera: CameraID, on today: WallTime) -> [Shown] {
        guard let host = self.hosts.removeValue(forKey: camera) else { return [] }
        self.registry.leave(camera, on: today)
        return self.forget(host.entities.values.map(\.id), of: camera)
    }

    /// All cameras of the configuration are there: what is remembered of others is cut to its bound.
    mutating func settle() {
        self.registry.settle(keeping: Set(self.hosts.keys))
    }

    /// Whether a camera can be reached, as far as is known.
    ///
    /// A worker that says so in turn would have everybody told of all its entities each time. What is held back here is asked
    /// again with the next look at the cameras.
    mutating func camera(_ camera: CameraID, isAway: Bool, at now: MonotonicTime) -> [Shown] {
        guard let host = self.hosts[camera], host.isAway != isAway,
            self.hosts[camera]?.toldAgain.take(max(1, host.entities.count), at: now) == true
        else { return [] }
        self.hosts[camera]?.isAway = isAway
        return self.shown(camera)
    }

    // MARK: Workers

    /// What tells a worker that is started now from those before it.
    mutating func nextTurn() -> UInt64 {
        self.turns += 1
        return self.turns
    }

    /// A worker is ready: it alone speaks for its camera from now on.
    ///
    /// - Parameter turn: given when it was started: the word of one that has been replaced may be read last.
    /// - Returns: `nil` for a camera that is not there, and for a worker that comes too late.
    mutating func begin(_ camera: CameraID, turn: UInt64) -> (session: Session, shown: [Shown])? {
        guard let host = self.hosts[camera], turn > host.turn else { return nil }
        let session = Session(turn: turn, camera: camera)
        self.hosts[camera]?.turn = turn
        self.hosts[camera]?.session = session
        return (session, self.forgetStates(camera))
    }

    /// The worker is gone.
    mutating func end(_ session: Session) -> [Shown] {
        guard self.hosts[session.camera]?.session == session else { return [] }
        self.hosts[session.camera]?.session = nil
        return self.forgetStates(session.camera)
    }

    private mutating func forgetStates(_ camera: CameraID) -> [Shown] {
        guard var host = self.hosts[camera] else { return [] }
        for key in host.entities.keys { host.entities[key]?.forget() }
        self.hosts[camera] = host
        return self.shown(camera)
    }

    /// All entities of a camera, in place of those before; what is left keeps what it was told.
    ///
    /// - Parameters:
    ///   - kept: what stays beside them without its state, see ``kept(beside:of:)``.
    ///   - isElsewhere: whether an id is of something that no worker has declared.
    mutating func declare(
        _ declarations: [EntityDeclaration],
        keeping kept: [EntityDeclaration] = [],
        by session: Session,
        on now: WallTime,
        isElsewhere: (EntityID) -> Bool
    ) -> [Shown] {
        guard var host = self.hosts[session.camera], host.session == session else { return [] }
        let listed = declarations.prefix(EntityDeclaration.most)
        // It was looked up before, and may be gone since.
        let stays = kept.filter { host.entities[$0.key]?.declaration.domain == $0.domain }
        let declarations = listed + stays.prefix(EntityDeclaration.most - listed.count)
        let owners = self.owners
        let ids = self.registry.declare(
            Array(declarations),
            listed: listed.count,
            of: session.camera,
            named: host.name,
            on: now
        ) { id, declaration in
            // Whoever shows an id has it, whether it is remembered or not.
            owners[id].map { $0.camera != session.camera || $0.key != declaration.key } ?? isElsewhere(id)
        }
        let before = host.entities
        host.entities = [:]
        host.isRestored = false
        for (number, (declaration, id)) in zip(declarations, ids).enumerated() {
            // Of two with one key the first counts.
            guard declaration.isEnabledByDefault, host.entities[declaration.key] == nil else { continue }
            var entity = DeclaredEntity(id: id, declaration: declaration)
            if let known = before[declaration.key], known.id == id, let told = known.told { entity.told = told }
            if number >= listed.count { entity.forget() }
            host.entities[declaration.key] = entity
        }
        self.hosts[session.camera] = host
        let gone = before.filter { host.entities[$0.key]?.id != $0.value.id }.map(\.value.id)
        let shown = self.forget(gone, of: session.camera)
        for (key, entity) in host.entities { self.owners[entity.id] = (session.camera, key) }
        return shown + self.shown(session.camera)
    }

    /// The ids of all views above 0 of a camera, in place of those before; `nil` for a worker that is not the present one.
    ///
    /// - Parameters:
    ///   - isCamera: whether an id is a camera's own.
    ///   - isElsewhere: whether it is of something that no worker has declared.
    mutating func declare(
        views: [EntityDeclaration],
        by session: Session,
        on now: WallTime,
        isCamera: (EntityID) -> Bool,
        isElsewhere: (EntityID) -> Bool
    ) -> [EntityID]? {
        guard let host = self.hosts[session.camera], host.session == session else { return nil }
        self.registry.release(isCamera, of: session.camera)
        let owners = self.owners
        return self.registry.declare(views, of: session.camera, named: host.name, ofViews: true, on: now) { id, _ in
            owners[id] != nil || isElsewhere(id)
        }
    }

    /// What a worker says of some of its entities; what it has not declared is passed over.
    mutating func report(_ states: [EntityStates.Change], by session: Session) -> [Shown] {
        guard var host = self.hosts[session.camera], host.session == session else { return [] }
        var shown: [Shown] = []
        var held = host.entities.values.reduce(0) { $0 + ($1.told?.bytes ?? 0) }
        for change in states {
            guard let before = host.entities[change.key] else { continue }
            let rest = held - (before.told?.bytes ?? 0)
            var told = DeclaredEntity.Told(change)
            // Its state counts all the same.
            if rest + told.bytes > Self.mostAttributes { told.forgetAttributes() }
            held = rest + told.bytes
            host.entities[change.key]?.told = told
            if let entity = host.entities[change.key] { shown.append(host.shown(entity, of: session.camera)) }
        }
        self.hosts[session.camera] = host
        return shown
    }

    /// An entity as its worker told it last; `nil` for what no worker has declared.
    func shown(_ id: EntityID) -> Shown? {
        guard let owner = self.owners[id], let host = self.hosts[owner.camera], let entity = host.entities[owner.key]
        else {
            return nil
        }
        return host.shown(entity, of: owner.camera)
    }

    /// A button was used; of nothing else anything comes.
    mutating func press(_ id: EntityID, at now: WallTime) -> [Shown] {
        guard let owner = self.owners[id], let session = self.hosts[owner.camera]?.session,
            let entity = self.hosts[owner.camera]?.entities[owner.key], entity.declaration.domain == .button
        else { return [] }
        return self.report([.init(key: owner.key, state: now.isoMilliseconds)], by: session)
    }

    /// Whether a session is the one that counts.
    func isCurrent(_ session: Session) -> Bool { self.hosts[session.camera]?.session == session }

    /// The entity that a worker calls by its own key.
    func entity(_ key: String, of session: Session) -> DeclaredEntity? {
        guard let host = self.hosts[session.camera], host.session == session else { return nil }
        return host.entities[key]
    }

    // MARK: -

    private func shown(_ camera: CameraID) -> [Shown] {
        guard let host = self.hosts[camera] else { return [] }
        return host.entities.values.sorted { $0.id.text < $1.id.text }.map { host.shown($0, of: camera) }
    }

    private mutating func forget(_ ids: [EntityID], of camera: CameraID) -> [Shown] {
        for id in ids where self.owners[id]?.camera == camera { self.owners[id] = nil }
        return ids.sorted { $0.text < $1.text }.map { Shown(id: $0, camera: camera, state: nil) }
    }
}

extension EntityDirectory.Host {
    fileprivate func shown(_ entity: DeclaredEntity, of camera: CameraID) -> EntityDirectory.Shown {
        let state = entity.state(hasWorker: self.session != nil, isCameraAway: self.isAway)
        let attributes = entity.attributes(with: state, camera: self.name, isRestored: self.isRestored)
        return .init(id: entity.id, camera: camera, state: state, attributes: attributes)
    }
}
