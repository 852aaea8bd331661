internal import Shared

/// `snapshot_auth: auto`: how a camera wants to know who fetches its pictures.
///
/// Pure. The camera's challenge decides mostly; this is for those that give none, or one that they do not keep to.
struct SnapshotAuthentication: Hashable, Sendable {
    enum Way: String, Hashable, Sendable, CaseIterable {
        case digest
        case basic
        /// The address with its own credentials taken out of the query, then by challenge.
        case stripped
        /// The address lets in whoever knows it.
        case open
    }

    /// What is tried, in this order; Home Assistant's, with two more.
    private static let order: [Way] = [.digest, .basic, .stripped, .open]

    /// The one that worked; it is kept until it does not any more.
    private(set) var found: Way?
    private var tried: Set<Way> = []

    /// What to try next; `nil` when everything was refused.
    var way: Way? { self.found ?? Self.order.first { !self.tried.contains($0) } }

    mutating func succeeded(_ way: Way) {
        self.found = way
        self.tried = []
    }

    /// The camera refused; a failure of another kind says nothing.
    mutating func refused(_ way: Way) {
        // A password may have changed, or firmware: from the beginning, but with this one last.
        if self.found == way { self.found = nil }
        self.tried.insert(way)
    }

    /// From the beginning, after a pause.
    mutating func startOver() { self.tried = [] }

    /// An address without what some firmware puts into its query, to be refused by its own server.
    static func stripped(_ url: CameraURL) -> CameraURL {
        guard let query = url.query?.reveal() else { return url }
        let names = ["username", "password", "user", "pass", "usr", "pwd"]
        let kept = query.split(separator: "&").filter { part in
            !names.contains(part.prefix { $0 != "=" }.lowercased())
        }
        var url = url
        url.query = kept.isEmpty ? nil : Secret(kept.joined(separator: "&"))
        return url
    }
}
