import CLinux
import Glibc
import IPC
import Shared

/// What a worker may use, as the supervision sees it.
extension Worker {
    /// Tells the worker of its camera once it has said hello and is where its limits hold.
    ///
    /// Not before: with the camera come bytes of others, and what is spawned outside of the leaf stays outside.
    mutating func configureWhenPlaced() {
        guard self.hasGreeted, !self.limits.isEmpty else { return }
        self.hasGreeted = false
        self.connection?.link?.send(
            .configure,
            Configure(camera: self.startedWith.asTold, learntPorts: self.learntPorts.ports),
            secrets: true
        )
        // A reload came meanwhile. What needs more than this has another worker started; this one's log is searched for
        // the secrets that it was started with, so it is not told others.
        if self.camera.tuning != self.startedWith.tuning { self.connection?.link?.send(.retune, self.camera.tuning) }
    }

    /// Whether the worker's own words say that it is over its limit of memory, where no control group keeps that.
    func excess(in stats: Stats) -> String? {
        guard let memory = self.limits.first(where: { $0.kind == .memory }), memory.keeper != .cgroup else {
            return nil
        }
        // Whatever it claims.
        let peak = Int(min(stats.peakMemoryKilobytes, Self.believedKilobytes)) * 1024
        guard peak > self.startedWith.limits.memory else { return nil }
        return "it used \(ByteSize.shown(peak)) of memory, its limit is \(memory.amount)"
    }

    /// No machine has more.
    private static let believedKilobytes: UInt64 = 1 << 40

    /// Why it ended for want of memory, if it did, by the word of its control group or by its last words.
    func shortage(by record: LeafRecord?, _ status: WorkerStatus?) -> String? {
        guard let status else { return nil }
        if let record, record.outOfMemoryKills > 0, status == .signalled(SIGKILL) {
            return "the kernel ended it at its limit of \(ByteSize.shown(self.startedWith.limits.memory))"
        }
        return self.recentLog.lazy.compactMap { AllocationFailure.words(for: status, line: $0) }.last
    }

    /// The control group's measure of what it used, which is exact to the end, in place of its own last words.
    ///
    /// But for its time before it was put there, which only its own words have: a counter must not go down.
    mutating func take(_ record: LeafRecord?) {
        guard let record else { return }
        var stats = self.stats ?? Stats()
        if let peak = record.peakMemory { stats.peakMemoryKilobytes = peak / 1024 }
        if let used = record.processorMicroseconds {
            stats.cpuMilliseconds = max(stats.cpuMilliseconds, used / 1000)
        }
        self.stats = stats
    }
}

extension LastExit {
    /// A last word that was read after the exit may say what it was.
    mutating func learn(from line: String) {
        guard case .crashed(let status) = self.reason, let words = AllocationFailure.words(for: status, line: line)
        else {
            return
        }
        self.reason = .outOfMemory(words)
    }
}

/// A worker that ran into the limit of its address space: the Swift runtime says so and aborts.
enum AllocationFailure {
    /// What the runtime writes (Heap.cpp, `swift_abortAllocationFailure`).
    private static let sign = "failed to allocate "

    static func words(for status: WorkerStatus, line: String) -> String? {
        guard status == .signalled(SIGABRT), line.contains(Self.sign) else { return nil }
        return "it ran into the limit of its address space"
    }
}
