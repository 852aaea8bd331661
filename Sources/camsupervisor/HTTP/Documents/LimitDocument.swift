/// A limit of a worker as the API shows it.
struct LimitDocument: Codable, Sendable {
    /// `memory`, `cpu`, `processes`.
    var name: String
    /// `256 MiB`, `50 %`, `32`.
    var limit: String
    /// `cgroup` or `rlimits`; absent when nothing keeps it.
    var by: String?
    /// Why it is no control group.
    var reason: String?

    /// What ``by`` is when the limit is kept as it should be.
    static let byGroup = "cgroup"

    init(_ limit: LimitInForce) {
        self.name = limit.kind.rawValue
        self.limit = limit.amount
        switch limit.keeper {
        case .cgroup: self.by = Self.byGroup
        case .resourceLimits(let reason): (self.by, self.reason) = ("rlimits", reason)
        case .nobody(let reason): self.reason = reason
        }
    }

    /// `memory 256 MiB by cgroup`.
    var words: String {
        let keeper = self.by.map { "by \($0)" } ?? "not kept"
        return "\(self.name) \(self.limit) \(keeper)\(self.reason.map { " (\($0))" } ?? "")"
    }
}
