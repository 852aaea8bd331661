/// What one camera's worker may use of the machine.
///
/// Kept by a cgroup where one is delegated to the supervisor, else by what the kernel offers without (docs/configuration.md, "limits").
package struct WorkerLimits: Sendable, Hashable, Codable {
    /// Memory at any time, bytes.
    ///
    /// Decoding 1080p needs 60 MiB, scaling an 8K picture 120.
    package var memory: Int
    /// Share of the processor, percent of one core; 200 is two cores.
    package var processorPercent: Int
    /// Processes and threads together; an honest worker is one process of up to eight threads.
    package var processes: Int
    /// TCP connections to the camera at a time, its video included; `nil` for what its platform needs.
    ///
    /// Cheap cameras take three or four for everybody, and answer 401 or nothing beyond.
    package var connections: Int?

    package init(
        memory: Int = 256 << 20,
        processorPercent: Int = 100,
        processes: Int = 32,
        connections: Int? = nil
    ) {
        self.connections = connections
        self.memory = memory
        self.processorPercent = processorPercent
        self.processes = processes
    }

    /// Address space, bytes: the limit every kernel keeps, and far above what is used, since libraries and freed memory
    /// count too (design §7).
    package var addressSpace: UInt64 { UInt64(clamping: self.memory) * 4 }
}
