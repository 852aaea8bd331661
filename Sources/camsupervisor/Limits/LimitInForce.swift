import Shared

/// One limit of a worker: how much, and what keeps it.
struct LimitInForce: Sendable, Hashable {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case memory
        case processor = "cpu"
        case processes

        var controller: CgroupController {
            switch self {
            case .memory: .memory
            case .processor: .processor
            case .processes: .processes
            }
        }

        func amount(of limits: WorkerLimits) -> String {
            switch self {
            case .memory: ByteSize.shown(limits.memory)
            case .processor: "\(limits.processorPercent) %"
            case .processes: "\(limits.processes)"
            }
        }
    }

    enum Keeper: Sendable, Hashable {
        case cgroup
        /// The worker's own words on its memory, looked at each second, and a limit of its address space.
        case resourceLimits(because: String)
        case nobody(because: String)
    }

    var kind: Kind
    /// `256 MiB`, `50 %`, `32`.
    var amount: String
    var keeper: Keeper

    /// A limit that no control group keeps.
    ///
    /// Neither share of the processor nor number of processes can be limited for one process of several of the same user
    /// (RLIMIT_NPROC counts all of the user's; setrlimit(2)).
    static func without(_ reason: String, _ kind: Kind, of limits: WorkerLimits) -> Self {
        let keeper: Keeper = kind == .memory ? .resourceLimits(because: reason) : .nobody(because: reason)
        return Self(kind: kind, amount: kind.amount(of: limits), keeper: keeper)
    }

    /// For a machine, or a service, without control groups.
    static func all(without reason: String, of limits: WorkerLimits) -> [Self] {
        Kind.allCases.map { .without(reason, $0, of: limits) }
    }
}
