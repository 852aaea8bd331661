import CLinux
import Glibc
import IPC
import Shared

/// The control group of one worker.
struct CgroupLeaf: Sendable {
    /// How often `cpu.max` is accounted for, microseconds: the kernel's own default.
    private static let period = 100_000

    let path: String
    let files: any CgroupFiles
    /// What was asked for and who keeps it.
    private(set) var limits: [LimitInForce] = []

    init(path: String, files: any CgroupFiles) {
        self.path = path
        self.files = files
    }

    /// Sets the limits whose controllers there are.
    mutating func set(
        _ limits: WorkerLimits,
        controllers: Set<CgroupController>,
        missing: [CgroupController: String]
    ) {
        self.limits = LimitInForce.Kind.allCases.map { kind in
            guard controllers.contains(kind.controller) else {
                return .without(missing[kind.controller] ?? "no control group", kind, of: limits)
            }
            do throws(SystemCallError) {
                for (file, value) in Self.settings(kind, limits) {
                    try self.files.write(value, to: "\(self.path)/\(file)")
                }
                return LimitInForce(kind: kind, amount: kind.amount(of: limits), keeper: .cgroup)
            } catch {
                return .without("\(error)", kind, of: limits)
            }
        }
        if controllers.contains(.memory) {
            // Pages that are swapped out would be beside the limit. Absent where swap is not accounted for.
            try? self.files.write("0", to: "\(self.path)/memory.swap.max")
        }
    }

    private static func settings(_ kind: LimitInForce.Kind, _ limits: WorkerLimits) -> [(String, String)] {
        switch kind {
        // The whole leaf ends, not the one process the kernel picks.
        case .memory: [("memory.max", "\(limits.memory)"), ("memory.oom.group", "1")]
        case .processor: [("cpu.max", "\(limits.processorPercent * Self.period / 100) \(Self.period)")]
        case .processes: [("pids.max", "\(limits.processes)")]
        }
    }

    /// Puts a process, with all its threads, into this group; its children will be in it too.
    func enter(_ pid: Int32) throws(SystemCallError) {
        try self.files.write("\(pid)", to: "\(self.path)/cgroup.procs")
    }

    /// The processes in it.
    var processes: [Int32] {
        let text = (try? self.files.read("\(self.path)/cgroup.procs")) ?? ""
        return text.split(separator: "\n").compactMap { Int32($0) }
    }

    /// Ends everything in it, whatever session or group it has moved to; they take a moment to go.
    func kill() {
        // Absent before Linux 5.14; then the processes live until the service ends.
        try? self.files.write("1", to: "\(self.path)/cgroup.kill")
    }

    /// - Returns: whether it is gone; not while processes are in it.
    func remove() -> Bool {
        do throws(SystemCallError) {
            try self.files.removeFolder(self.path)
            return true
        } catch {
            return error.errorNumber == ENOENT
        }
    }

    /// What it used, and whether it ran out of memory.
    var record: LeafRecord {
        LeafRecord(
            outOfMemoryKills: self.value("oom_kill", in: "memory.events") ?? 0,
            peakMemory: self.number("memory.peak"),
            processorMicroseconds: self.value("usage_usec", in: "cpu.stat"),
            stragglers: self.processes.count
        )
    }

    private func number(_ file: String) -> UInt64? {
        (try? self.files.read("\(self.path)/\(file)"))?.split(separator: "\n").first.flatMap { UInt64($0) }
    }

    /// Of a file of `name number` lines.
    private func value(_ name: String, in file: String) -> UInt64? {
        let lines = (try? self.files.read("\(self.path)/\(file)"))?.split(separator: "\n") ?? []
        return lines.first { $0.hasPrefix("\(name) ") }.flatMap { UInt64($0.dropFirst(name.count + 1)) }
    }
}

/// What is known of a worker's control group when the worker has ended.
struct LeafRecord: Sendable, Hashable {
    /// Processes the kernel ended because the group was at its limit of memory.
    var outOfMemoryKills: UInt64 = 0
    /// Bytes; `nil` before Linux 5.19.
    var peakMemory: UInt64?
    var processorMicroseconds: UInt64?
    /// Processes that outlived the worker, and were ended then.
    var stragglers = 0
}
