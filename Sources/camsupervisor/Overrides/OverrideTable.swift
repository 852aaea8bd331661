import Shared

/// Which cameras the operator has switched off.
///
/// Pure. A camera that is gone from the file keeps its place: should it come back, by a mended typing mistake, it is to
/// be as off as it was, for whoever pauses a camera wants not to be seen.
struct OverrideTable: Sendable, Hashable {
    /// As many as there can be cameras; beyond that the oldest go.
    static let most = CameraSet.mostCameras

    private(set) var overrides: [CameraID: CameraOverride] = [:]

    subscript(camera: CameraID) -> CameraOverride? { self.overrides[camera] }

    var cameras: Set<CameraID> { Set(self.overrides.keys) }

    /// - Returns: whether anything has changed; one who stops what is stopped changes nothing, not even since when.
    @discardableResult
    mutating func set(_ override: CameraOverride, on camera: CameraID) -> Bool {
        if let there = self.overrides[camera], there.kind == override.kind, there.until == override.until {
            return false
        }
        self.overrides[camera] = override
        if self.overrides.count > Self.most, let oldest = self.oldest(but: camera) { self.overrides[oldest] = nil }
        return true
    }

    /// - Parameter camera: not that one, even if the clock was set back.
    private func oldest(but camera: CameraID) -> CameraID? {
        self.overrides.filter { $0.key != camera }
            .min { ($0.value.since, $0.key.slug) < ($1.value.since, $1.key.slug) }?.key
    }

    /// - Returns: whether there was one.
    @discardableResult
    mutating func remove(_ camera: CameraID) -> Bool {
        self.overrides.removeValue(forKey: camera) != nil
    }

    /// Takes out those whose time is over.
    mutating func takeOver(at now: WallTime) -> [CameraID] {
        let over = self.overrides.filter { $0.value.isOver(at: now) }.map(\.key)
        for camera in over { self.overrides[camera] = nil }
        return over.sorted { $0.slug < $1.slug }
    }
}

// MARK: - As a file

extension OverrideTable {
    /// What is written: `{"overrides":[{"camera":"yard","is":"stopped","since":1795228867}],"version":1}`.
    private struct Document: Codable {
        static let version = 1

        struct Entry: Codable {
            var camera: CameraID
            var `is`: CameraOverride.Kind
            /// Seconds since 1970.
            var since: UInt64
            var until: UInt64?
        }

        var version: Int
        var overrides: [Entry]
    }

    /// Why a file's contents cannot be used.
    enum Unreadable: Error, Equatable, CustomStringConvertible {
        case tooLong
        case otherVersion(Int)
        case malformed

        var description: String {
            switch self {
            case .tooLong: "it is longer than \(OverrideTable.longestFile) bytes"
            case .otherVersion(let version): "it is of version \(version), and this program knows \(Document.version)"
            case .malformed: "it is not what this program writes"
            }
        }
    }

    /// Bytes; each entry has a hundred and a half at most.
    static let longestFile = 256 * 1024
    private static let second: UInt64 = 1_000_000_000

    init(decoding bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count <= Self.longestFile else { throw .tooLong }
        struct Version: Decodable { var version: Int }
        guard let version = OverrideCoding.decode(Version.self, bytes)?.version else { throw .malformed }
        guard version == Document.version else { throw .otherVersion(version) }
        guard let document = OverrideCoding.decode(Document.self, bytes) else { throw .malformed }
        for entry in document.overrides.prefix(Self.most) {
            let since = WallTime(nanoseconds: Self.nanoseconds(entry.since))
            let until = entry.until.map { WallTime(nanoseconds: Self.nanoseconds($0)) }
            self.set(CameraOverride(kind: entry.is, since: since, until: until), on: entry.camera)
        }
    }

    var encoded: [UInt8] {
        let entries = self.overrides.sorted { $0.key.slug < $1.key.slug }.map { camera, override in
            Document.Entry(
                camera: camera,
                is: override.kind,
                since: override.since.nanoseconds / Self.second,
                until: override.until.map { $0.nanoseconds / Self.second }
            )
        }
        return OverrideCoding.encode(Document(version: Document.version, overrides: entries)) + Array("\n".utf8)
    }

    private static func nanoseconds(_ seconds: UInt64) -> UInt64 {
        let (nanoseconds, isTooMuch) = seconds.multipliedReportingOverflow(by: Self.second)
        return isTooMuch ? .max : nanoseconds
    }
}
