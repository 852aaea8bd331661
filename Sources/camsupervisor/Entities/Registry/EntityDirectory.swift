import IPC
import Shared

/// The entities of all cameras: who may speak for them, and what their states come to.
///
/// Pure. A worker speaks through a *session*; one that has ended, or was followed by another, changes nothing any more.
struct EntityDirectory: Sendable {
    /// One worker's right to speak for its camera; never given twice.
    struct Session: Sendable, Hashable {
        fileprivate var number: UInt64
        var camera: CameraID
    }

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
        var isAway = false
        var entities: [String: DeclaredEntity] = [:]
        /// Remembered from before, until a worker has declared what there is.
        var isRestored = false
    }

    private(set) var registry: EntityRegistry
    private var hosts: [CameraID: Host] = [:]
    private var owners: [EntityID: (camera: CameraID, key: String)] = [:]
    private var sessions: UInt64 = 0

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
        var host = Host(name: name, isRestored: true)
        for entry in self.registry.entries(of: camera) where entry.declaration.isEnabledByDefault {
            let key = entry.declaration.key
            host.entities[key] = DeclaredEntity(id: entry.id, declaration: entry.declaration)
            self.owners[entry.id] = (camera, key)
        }
        self.hosts[camera] = host
        return self.shown(camera)
    }

    /// A camera is gone from the configuration.
    mutating func remove(_ camera: CameraID) -> [Shown] {
        guard let host = self.hosts.removeValue(forKey: camera) else { return [] }
        return self.forget(host.entities.values.map(\.id), of: camera)
    }

    var cameras: Set<CameraID> { Set(self.hosts.keys) }

    /// Whether a camera can be reached, as far as is known.
    mutating func camera(_ camera: CameraID, isAway: Bool) -> [Shown] {
        guard let host = self.hosts[camera], host.isAway != isAway else { return [] }
        self.hosts[camera]?.isAway = isAway
        return self.shown(camera)
    }

    // MARK: Workers

    /// A worker is ready: it alone speaks for its camera from now on; `nil` for a camera that is not there.
    mutating func begin(_ camera: CameraID) -> (session: Session, shown: [Shown])? {
        guard self.hosts[camera] != nil else { return nil }
        self.sessions += 1
        let session = Session(number: self.sessions, camera: camera)
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
    /// - Parameter isElsewhere: whether an id is of something that no worker has declared.
    mutating func declare(
        _ declarations: [EntityDeclaration],
        by session: Session,
        on now: WallTime,
        isElsewhere: (EntityID) -> Bool
    ) -> [Shown] {
        guard var host = self.hosts[session.camera], host.session == session else { return [] }
        let before = host.entities
        host.entities = [:]
        host.isRestored = false
        for declaration in declarations.prefix(EntityDeclaration.most) {
            let owners = self.owners
            let id = self.registry.id(of: declaration, at: session.camera, named: host.name, on: now) {
                isElsewhere($0) && owners[$0] == nil
            }
            // Of two with one key the first counts.
            guard declaration.isEnabledByDefault, host.entities[declaration.key] == nil else { continue }
            var entity = DeclaredEntity(id: id, declaration: declaration)
            if let known = before[declaration.key], known.id == id, let told = known.told { entity.told = told }
            host.entities[declaration.key] = entity
            self.owners[id] = (session.camera, declaration.key)
        }
        self.hosts[session.camera] = host
        let gone = before.filter { host.entities[$0.key]?.id != $0.value.id }.map(\.value.id)
        return self.forget(gone, of: session.camera) + self.shown(session.camera)
    }

    /// What a worker says of some of its entities; what it has not declared is passed over.
    mutating func report(_ states: [EntityStates.Change], by session: Session) -> [Shown] {
        guard var host = self.hosts[session.camera], host.session == session else { return [] }
        var shown: [Shown] = []
        for change in states {
            guard host.entities[change.key] != nil else { continue }
            let told = DeclaredEntity.Told(
                state: change.state,
                attributes: change.attributes,
                isAvailable: change.isAvailable
            )
            host.entities[change.key]?.told = told
            if let entity = host.entities[change.key] { shown.append(host.shown(entity, of: session.camera)) }
        }
        self.hosts[session.camera] = host
        return shown
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
        for id in ids { self.owners[id] = nil }
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
