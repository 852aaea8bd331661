internal import CLinux
internal import IPC

/// Landlock around this process.
enum Landlock {
    /// How the kernel's Landlock is taken.
    ///
    /// A worker takes it as it is. The others are for `--probe-confinement`, to see how older kernels would do.
    enum Version: Hashable {
        case ofKernel
        case atMost(Int)
        case absent
    }

    /// The layers, in their order in `ready`.
    enum Layer: String, CaseIterable {
        case files = "landlock-files"
        case ports = "landlock-ports"
        case scopes = "landlock-scopes"

        /// The first ABI that has it, and the kernel it came with.
        var since: (abi: Int, kernel: String) {
            switch self {
            case .files: (1, "5.13")
            case .ports: LandlockPlan.portsABI
            case .scopes: LandlockPlan.scopesABI
            }
        }
    }

    /// Confines this process to `reach`; a layer that cannot be is reported with the reason.
    static func confine(to reach: CameraReach, version: Version) -> [ConfinementLayer] {
        let kernels = version == .absent ? -ENOSYS : linux_landlock_abi()
        guard kernels > 0 else {
            let reason = "the kernel has no Landlock: \(Self.words(-kernels)) (Linux 5.13 or later, switched on, has)"
            return Layer.allCases.map { ConfinementLayer(name: $0.rawValue, active: false, reason: reason) }
        }
        let abi = if case .atMost(let limit) = version { min(Int(kernels), limit) } else { Int(kernels) }
        if let failure = Self.apply(LandlockPlan(abi: abi, reach: reach)) {
            return Layer.allCases.map { ConfinementLayer(name: $0.rawValue, active: false, reason: failure) }
        }
        return Layer.allCases.map { layer in
            guard abi < layer.since.abi else { return ConfinementLayer(name: layer.rawValue, active: true) }
            let needs = "needs ABI \(layer.since.abi) (Linux \(layer.since.kernel))"
            return ConfinementLayer(name: layer.rawValue, active: false, reason: "Landlock ABI \(abi), \(needs)")
        }
    }

    /// - Returns: what went wrong, in words.
    private static func apply(_ plan: LandlockPlan) -> String? {
        // It would hold for this thread and its children alone.
        guard linux_thread_count() <= 1 else { return "other threads are running already" }
        var ruleset = plan.ruleset
        let descriptor = linux_landlock_create(&ruleset)
        guard descriptor >= 0 else { return "landlock_create_ruleset: \(Self.words(-descriptor))" }
        let file = OwnedDescriptor(descriptor)
        for path in plan.paths {
            let folder = LandlockPlan.Right.readFile | LandlockPlan.Right.readFolder
            let result = linux_landlock_allow_path(file.rawValue, path, folder, LandlockPlan.Right.readFile)
            // One that is not there needs no rule; one that may not be seen could not be read either.
            guard result == 0 || result == -ENOENT || result == -EACCES || result == -ENOTDIR else {
                return "\(path): \(Self.words(-result))"
            }
        }
        for port in plan.ports {
            let result = linux_landlock_allow_port(file.rawValue, port, LandlockPlan.Right.connectPort)
            guard result == 0 else { return "port \(port): \(Self.words(-result))" }
        }
        let result = linux_landlock_restrict(file.rawValue)
        return result == 0 ? nil : "landlock_restrict_self: \(Self.words(-result))"
    }

    private static func words(_ number: Int32) -> String { String(cString: strerror(number)) }
}
