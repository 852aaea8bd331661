import IPC
import Shared

/// Which entity has which id, for as long as the state folder lasts: an id that stands in somebody's automation is never
/// another entity's because workers came up in another order.
///
/// Pure. An entity that is not declared any more keeps its id; beyond ``most`` those go that were not seen for longest.
struct EntityRegistry: Sendable, Hashable {
    /// Entities remembered: each has a kilobyte at most.
    static let most = 5_000

    struct Entry: Sendable, Hashable {
        var id: EntityID
        /// As it was declared last, to show it before its worker has come up.
        var declaration: EntityDeclaration
        /// Seconds since 1970 when it was declared last; by days, or the file would be another with every restart.
        var seenOn: UInt64
    }

    private(set) var entries: [EntityKey: Entry] = [:]
    /// Counts changes, so that who writes it knows of them.
    private(set) var revision: UInt64 = 0
    private var taken: Set<EntityID> = []

    private static let day: UInt64 = 86_400

    subscript(key: EntityKey) -> Entry? { self.entries[key] }

    func isTaken(_ id: EntityID) -> Bool { self.taken.contains(id) }

    /// The id of a declared entity: the one it has had, else a new one made of the camera's name and its own.
    ///
    /// - Parameter isElsewhere: whether an id is of something that is not in here.
    mutating func id(
        of declaration: EntityDeclaration,
        at camera: CameraID,
        named name: String,
        on now: WallTime,
        isElsewhere: (EntityID) -> Bool
    ) -> EntityID {
        let key = EntityKey(camera: camera, domain: declaration.domain, key: declaration.key)
        let seenOn = now.nanoseconds / 1_000_000_000 / Self.day * Self.day
        if var entry = self.entries[key] {
            guard entry.declaration != declaration || entry.seenOn < seenOn else { return entry.id }
            entry.declaration = declaration
            entry.seenOn = max(entry.seenOn, seenOn)
            self.entries[key] = entry
            self.revision += 1
            return entry.id
        }
        let object = Self.objectID(camera: camera, name: name, declaration)
        let id = EntityID.free(domain: declaration.domain.rawValue, object: object) {
            self.taken.contains($0) || isElsewhere($0)
        }
        self.insert(Entry(id: id, declaration: declaration, seenOn: seenOn), for: key)
        return id
    }

    /// `front_door_motion`; the camera's own id stands for a name that has no letter we can spell.
    static func objectID(camera: CameraID, name: String, _ declaration: EntityDeclaration) -> String {
        // Home Assistant's word for what leaves nothing.
        let names = [Slug.make(name), Slug.make(camera.slug), "unknown"]
        let first = names.first { !$0.isEmpty } ?? ""
        let second = declaration.name.map(Slug.make) ?? ""
        return second.isEmpty ? first : "\(first)_\(second)"
    }

    private mutating func insert(_ entry: Entry, for key: EntityKey) {
        self.entries[key] = entry
        self.revision += 1
        self.taken.insert(entry.id)
        guard self.entries.count > Self.most else { return }
        let others = self.entries.filter { $0.key != key }
        let oldest = others.min { ($0.value.seenOn, $0.value.id.text) < ($1.value.seenOn, $1.value.id.text) }
        if let oldest { self.remove(oldest.key) }
    }

    private mutating func remove(_ key: EntityKey) {
        if let entry = self.entries.removeValue(forKey: key) { self.taken.remove(entry.id) }
    }

    /// What is remembered of a camera, in the order of its ids.
    func entries(of camera: CameraID) -> [Entry] {
        self.entries.filter { $0.key.camera == camera }.map(\.value).sorted { $0.id.text < $1.id.text }
    }
}

// MARK: - As a file

extension EntityRegistry {
    /// Bytes of the file at most: as many entities as there may be, with names as long as they may be.
    static let longestFile = 8 * 1024 * 1024

    private struct Document: Codable {
        static let version = 1

        struct Entity: Codable {
            var id: EntityID
            var camera: CameraID
            var declaration: EntityDeclaration
            var seenOn: UInt64
        }

        var version: Int
        var entities: [Entity]
    }

    /// Why a file's contents cannot be used.
    enum Unreadable: Error, Equatable, CustomStringConvertible {
        case tooLong
        case otherVersion(Int)
        case malformed

        var description: String {
            switch self {
            case .tooLong: "it is longer than \(EntityRegistry.longestFile) bytes"
            case .otherVersion(let version): "it is of version \(version), and this program knows \(Document.version)"
            case .malformed: "it is not what this program writes"
            }
        }
    }

    init(decoding bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count <= Self.longestFile else { throw .tooLong }
        struct Version: Decodable { var version: Int }
        guard let version = OverrideCoding.decode(Version.self, bytes)?.version else { throw .malformed }
        guard version == Document.version else { throw .otherVersion(version) }
        guard let document = OverrideCoding.decode(Document.self, bytes) else { throw .malformed }
        for entity in document.entities.prefix(Self.most) where !self.taken.contains(entity.id) {
            let key = EntityKey(camera: entity.camera, domain: entity.declaration.domain, key: entity.declaration.key)
            guard self.entries[key] == nil else { continue }
            self.insert(Entry(id: entity.id, declaration: entity.declaration, seenOn: entity.seenOn), for: key)
        }
    }

    var encoded: [UInt8] {
        let entities = self.entries.sorted { $0.value.id.text < $1.value.id.text }.map { key, entry in
            Document.Entity(id: entry.id, camera: key.camera, declaration: entry.declaration, seenOn: entry.seenOn)
        }
        return OverrideCoding.encode(Document(version: Document.version, entities: entities)) + Array("\n".utf8)
    }
}
