/// What `--probe-confinement` is asked for.
struct ProbeOptions: Hashable {
    var isJSON = false
    /// Who stands for the supervisor; only root can become somebody else.
    var supervisor: UInt32?
    /// Who stands for the worker where the supervisor is root; 0 for root as well.
    var worker: UInt32 = 61_184
    var landlock = Landlock.Version.ofKernel
    var hasFilter = true

    /// - Parameter arguments: behind `--probe-confinement`; `nil` when one of them is wrong.
    init?(_ arguments: some Collection<String>) {
        var rest = Array(arguments)
        while !rest.isEmpty {
            let option = rest.removeFirst()
            switch option {
            case "--json": self.isJSON = true
            // For the tests; none of these is heard by a worker.
            case "--without-landlock": self.landlock = .absent
            case "--without-seccomp": self.hasFilter = false
            case "--landlock-abi", "--as", "--user":
                guard !rest.isEmpty, let number = UInt32(rest.removeFirst()), number < .max else { return nil }
                switch option {
                case "--as": self.supervisor = number
                case "--user": self.worker = number
                default: self.landlock = .atMost(Int(number))
                }
            default: return nil
            }
        }
    }
}
