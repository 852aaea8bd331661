internal import CLinux
internal import IPC
internal import Shared

/// How large this process may grow: a leak ends here instead of in the machine's memory.
///
/// A limit of memory itself there is none without a control group (RLIMIT_RSS has had no effect since Linux 2.4); address
/// space is what every kernel keeps.
enum AddressSpace {
    /// Until the camera's limits are known; only the soft limit, since a hard one could not be raised again.
    static func limitForNow() -> String? {
        Self.failure(linux_set_soft_rlimit(Self.resource, WorkerLimits().addressSpace))
    }

    /// For good, before the first byte of the camera.
    ///
    /// - Returns: the layers, with the failure in that of the limits if there is one.
    static func limit(to limits: WorkerLimits, in layers: [ConfinementLayer]) -> [ConfinementLayer] {
        guard let failure = Self.failure(linux_set_rlimit(Self.resource, limits.addressSpace)) else { return layers }
        return layers.map { layer in
            guard layer.name == "rlimits" else { return layer }
            let reasons = [layer.reason, failure].compactMap { $0 }.joined(separator: ", ")
            return ConfinementLayer(name: layer.name, active: false, reason: reasons)
        }
    }

    private static let resource = Int32(linux_rlimit_address_space)

    private static func failure(_ result: Int32) -> String? {
        result == 0 ? nil : "as: \(String(cString: strerror(-result)))"
    }
}
