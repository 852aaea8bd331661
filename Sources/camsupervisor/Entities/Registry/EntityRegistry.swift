import IPC
import Shared

/// Which entity has which id, for as long as the state folder lasts: an id that stands in somebody's automation is never
/// another entity's because workers came up in another order.
///
/// Pure. An entity that is not declared any more keeps its id. What a camera has too much of goes at its own cost: those
/// of it that were not seen for longest, never another camera's.
struct EntityRegistry: Sendable, Hashable {
    /// Of one camera: what it declares, and as many that it did once.
    static let mostOfCamera = 2 * (EntityDeclaration.most + ViewDeclaration.most)
    /// ``Entry/weight`` of one camera's: what a list may hold, all of it escaped, and what stands around it.
    static let mostWeightOfCamera = 1024 * 1024
    /// Of cameras that are not in the configuration any more, all together: they may come back.
    static let mostOfGone = 5_000
    static let mostWeightOfGone = 8 * 1024 * 1024

    struct Entry: Sendable, Hashable {
        var id: EntityID
        /// As it was declared last, to show it before its worker has come up.
        var declaration: EntityDeclaration
        /// Seconds since 1970 when it was seen last; by days, or the file would be another with every restart.
        var seenOn: UInt64
        /// Whether it is in its camera's last list; of a camera that is away, in the one that it had.
        var isDeclared = true
    }

    /// What an entity is called within its camera.
    struct Name: Sendable, Hashable {
        var domain: EntityDeclaration.Domain
        /// ``EntityDeclaration/key``.
        var key: String
    }

    /// One camera's.
    private struct Shelf: Sendable, Hashable {
        var entries: [Name: Entry] = [:]
        /// In its last list.
        var declared: Set<Name> = []

        var weight: Int { self.entries.values.reduce(0) { $0 + $1.weight } }
    }

    private var shelves: [CameraID: Shelf] = [:]
    /// Counts changes, so that who writes it knows of them.
    private(set) var revision: UInt64 = 0
    private var taken: Set<EntityID> = []

    init() {}

    var count: Int { self.taken.count }

    func isTaken(_ id: EntityID) -> Bool { self.taken.contains(id) }

    /// What is remembered of a camera, in the order of its ids.
    func entries(of camera: CameraID) -> [Entry] {
        self.shelves[camera]?.entries.values.sorted { $0.id.text < $1.id.text } ?? []
    }

    /// An id that is another camera's own now: whoever had it gets another one with its next declaration.
    mutating func release(_ isAnothers: (EntityID) -> Bool, of camera: CameraID) {
        guard let entries = self.shelves[camera]?.entries else { return }
        for (name, entry) in entries where name.domain == .camera && isAnothers(entry.id) {
            self.shelves[camera]?.entries[name] = nil
            self.taken.remove(entry.id)
            self.revision += 1
        }
    }

    /// The ids of all that a camera declares, in its order: for each the one it has had, else a new one made of the camera's
    /// name and its own; of views, which are declared by themselves, of the camera's id and theirs.
    ///
    /// - Parameters:
    ///   - listed: how many of them the camera has named itself; the others are kept, and were last seen when they were.
    ///   - isElsewhere: whether an id is of something else than that entity; what is in here need not be asked.
    mutating func declare(
        _ declarations: [EntityDeclaration],
        listed: Int = .max,
        of camera: CameraID,
        named name: String,
        ofViews: Bool = false,
        on now: WallTime,
        isElsewhere: (EntityID, EntityDeclaration) -> Bool
    ) -> [EntityID] {
        // Taken out and put back, so that it is changed in its place.
        var shelf = self.shelves.removeValue(forKey: camera) ?? Shelf()
        let today = Self.day(of: now)
        var numbers: [Substring: Int] = [:]
        var declared: Set<Name> = []
        var ids: [EntityID] = []
        for (number, declaration) in declarations.enumerated() {
            let key = Name(domain: declaration.domain, key: declaration.key)
            declared.insert(key)
            if let known = shelf.entries[key] {
                ids.append(known.id)
                let seenOn = number < listed ? max(known.seenOn, today) : known.seenOn
                guard known.declaration != declaration || known.seenOn < seenOn || !known.isDeclared else { continue }
                shelf.entries[key] = Entry(id: known.id, declaration: declaration, seenOn: seenOn)
            } else {
                let object = Self.objectID(camera: camera, name: name, declaration)
                // By what is left of it when it is cut to have room for a number.
                let first = "\(declaration.domain.rawValue).\(object)".prefix(Self.unnumbered)
                let id = EntityID.free(
                    domain: declaration.domain.rawValue,
                    object: object,
                    from: &numbers[first, default: 1]
                ) { self.taken.contains($0) || isElsewhere($0, declaration) }
                self.taken.insert(id)
                shelf.entries[key] = Entry(id: id, declaration: declaration, seenOn: today)
                ids.append(id)
            }
            self.revision += 1
        }
        for name in shelf.entries.keys where (name.domain == .camera) == ofViews && !declared.contains(name) {
            guard shelf.entries[name]?.isDeclared == true else { continue }
            shelf.entries[name]?.isDeclared = false
            self.revision += 1
        }
        let others = shelf.declared.filter { ($0.domain == .camera) != ofViews }
        self.leave(shelf.declared.subtracting(declared).subtracting(others), &shelf, today)
        shelf.declared = declared.union(others)
        self.settle(&shelf)
        self.shelves[camera] = shelf
        return ids
    }

    /// Bytes of an id that no number takes.
    private static let unnumbered = 240
    private static let secondsOfDay: UInt64 = 86_400

    private static func day(of time: WallTime) -> UInt64 {
        time.nanoseconds / 1_000_000_000 / self.secondsOfDay * self.secondsOfDay
    }

    /// `front_door_motion`; the camera's own id stands for a name that has no letter we can spell.
    static func objectID(camera: CameraID, name: String, _ declaration: EntityDeclaration) -> String {
        if declaration.domain == .camera {
            // By the id that stands in the file, as the camera's own entity; the number of what has no name comes behind it.
            let name = Slug.make(declaration.name ?? "")
            return "\(camera.slug)_\(name.isEmpty ? "view" : name)"
        }
        // Home Assistant's word for what leaves nothing.
        let names = [Slug.make(name), Slug.make(camera.slug), "unknown"]
        let first = names.first { !$0.isEmpty } ?? ""
        let second = declaration.name.map { Slug.make($0) } ?? ""
        return second.isEmpty ? first : "\(first)_\(second)"
    }
}

// MARK: - Bounds

extension EntityRegistry.Entry {
    /// Bytes in the file at most: every letter of its texts as an escape of two, and the names of the members.
    fileprivate var weight: Int { self.declaration.weight + 2 * self.id.text.utf8.count }
}

extension EntityDeclaration {
    /// Of an ``EntityRegistry/Entry``'s what is not its id.
    fileprivate var weight: Int {
        let texts = [self.name, self.deviceClass, self.unit, self.stateClass, self.icon]
        let bytes =
            texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
            + self.eventTypes.reduce(0) { $0 + $1.utf8.count + 2 }
        return 512 + 2 * (self.key.utf8.count + bytes)
    }
}

extension EntityRegistry {
    /// ``Entry/weight`` of a declaration, whichever id it has.
    static func mostWeight(of declaration: EntityDeclaration) -> Int {
        declaration.weight + 2 * EntityID.maximumLength
    }

    /// What is not declared any more was seen until now.
    private mutating func leave(_ names: Set<Name>, _ shelf: inout Shelf, _ today: UInt64) {
        for name in names where (shelf.entries[name]?.seenOn ?? today) < today {
            shelf.entries[name]?.seenOn = today
            self.revision += 1
        }
    }

    /// Forgets what a camera has too much of, never what it declares; once for each list, since it walks through all of them.
    private mutating func settle(_ shelf: inout Shelf) {
        var excess = shelf.entries.count - Self.mostOfCamera
        var weight = shelf.weight - Self.mostWeightOfCamera
        guard excess > 0 || weight > 0 else { return }
        let old = shelf.entries.filter { !shelf.declared.contains($0.key) }
        for (name, entry) in old.sorted(by: { Self.isOlder($0.value, $1.value) }) where excess > 0 || weight > 0 {
            shelf.entries[name] = nil
            self.taken.remove(entry.id)
            self.revision += 1
            excess -= 1
            weight -= entry.weight
        }
    }

    private static func isOlder(_ one: Entry, _ other: Entry) -> Bool {
        (one.seenOn, one.id.text) < (other.seenOn, other.id.text)
    }

    /// A camera is in the configuration no more: what it declared was seen until now.
    mutating func leave(_ camera: CameraID, on now: WallTime) {
        guard var shelf = self.shelves.removeValue(forKey: camera) else { return }
        self.leave(shelf.declared, &shelf, Self.day(of: now))
        shelf.declared = []
        self.shelves[camera] = shelf
    }

    /// Forgets what there is too much of from cameras that are in the configuration no more: whole cameras, those that left
    /// first.
    mutating func settle(keeping cameras: Set<CameraID>) {
        let gone = self.shelves.filter { !cameras.contains($0.key) }
        var excess = gone.values.reduce(0) { $0 + $1.entries.count } - Self.mostOfGone
        var weight = gone.values.reduce(0) { $0 + $1.weight } - Self.mostWeightOfGone
        guard excess > 0 || weight > 0 else { return }
        let byAge = gone.map {
            (camera: $0.key, shelf: $0.value, seenOn: $0.value.entries.values.map(\.seenOn).max() ?? 0)
        }
        .sorted { ($0.seenOn, $0.camera.slug) < ($1.seenOn, $1.camera.slug) }
        for (camera, shelf, _) in byAge where excess > 0 || weight > 0 {
            self.shelves[camera] = nil
            for entry in shelf.entries.values { self.taken.remove(entry.id) }
            self.revision += 1
            excess -= shelf.entries.count
            weight -= shelf.weight
        }
    }
}

// MARK: - As a file

extension EntityRegistry {
    /// Bytes of the file at most: sixty cameras that all have as much as one may.
    ///
    /// Longer than this it is neither written nor read, so that what was written can be read.
    static let longestFile = 64 * 1024 * 1024

    private struct Document: Codable {
        static let version = 1

        struct Entity: Codable {
            var id: EntityID
            var camera: CameraID
            var declaration: EntityDeclaration
            var seenOn: UInt64
            /// Written when it is `false` only: what older files have was taken for declared.
            var isDeclared: Bool?
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
        for entity in document.entities where !self.taken.contains(entity.id) {
            let name = Name(domain: entity.declaration.domain, key: entity.declaration.key)
            guard self.shelves[entity.camera]?.entries[name] == nil else { continue }
            let entry = Entry(
                id: entity.id,
                declaration: entity.declaration,
                seenOn: entity.seenOn,
                isDeclared: entity.isDeclared ?? true
            )
            self.shelves[entity.camera, default: Shelf()].entries[name] = entry
            self.taken.insert(entity.id)
        }
        for camera in self.shelves.keys {
            guard var shelf = self.shelves.removeValue(forKey: camera) else { continue }
            self.settle(&shelf)
            self.shelves[camera] = shelf
        }
    }

    var encoded: [UInt8] {
        let entities = self.shelves.flatMap { camera, shelf in
            shelf.entries.values.map { entry in
                Document.Entity(
                    id: entry.id,
                    camera: camera,
                    declaration: entry.declaration,
                    seenOn: entry.seenOn,
                    isDeclared: entry.isDeclared ? nil : false
                )
            }
        }
        let sorted = entities.sorted { $0.id.text < $1.id.text }
        return OverrideCoding.encode(Document(version: Document.version, entities: sorted)) + Array("\n".utf8)
    }
}
