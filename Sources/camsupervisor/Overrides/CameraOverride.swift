import Shared

/// The operator's word that a camera is off, which stands above the file until it is taken back or over.
struct CameraOverride: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, Codable {
        /// Until `start` or `restart`.
        case stopped
        /// The same, and by its own end too, where it has one.
        case paused
    }

    var kind: Kind
    var since: WallTime
    /// By the calendar, so that it holds over a reboot; `nil` for no end.
    var until: WallTime?

    func isOver(at now: WallTime) -> Bool { self.until.map { $0 <= now } ?? false }

    /// `paused since 2026-11-21T09:00:00Z until 2026-11-21T10:00:00Z`.
    var words: String {
        let end = self.until.map { " until \(Timestamp($0))" } ?? ""
        return "\(self.kind.rawValue) since \(Timestamp(self.since))\(end)"
    }
}
