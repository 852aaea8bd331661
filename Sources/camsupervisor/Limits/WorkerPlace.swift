import IPC
import NIOPosix
import Shared

/// Where one worker lives: in a leaf of the tree of control groups, or nowhere in particular.
struct WorkerPlace: Sendable {
    /// Between two looks whether what was killed has gone, in milliseconds; a quarter of a second in all.
    ///
    /// Five processes were gone after 5 ms; one that waits for a device is left behind.
    private static let patience = [1, 2, 4, 8, 16, 32, 64, 128]

    private var leaf: CgroupLeaf?
    private var threads = NIOThreadPool.singleton
    /// What is kept, and by what.
    private(set) var limits: [LimitInForce]

    init(limits: [LimitInForce]) {
        self.limits = limits
    }

    init(leaf: CgroupLeaf, threads: NIOThreadPool, limits: [LimitInForce]) {
        self.leaf = leaf
        self.threads = threads
        self.limits = limits
    }

    /// Puts the worker there; to be done before it is told of its camera.
    ///
    /// - Returns: the limits as they are kept from then on.
    func enter(_ pid: Int32, limits wanted: WorkerLimits) async -> [LimitInForce] {
        guard let leaf else { return self.limits }
        do {
            try await self.threads.runIfActive { try leaf.enter(pid) }
            return self.limits
        } catch {
            return LimitInForce.all(without: "\(error)", of: wanted)
        }
    }

    /// The worker is reaped: ends what is left of it, and removes the leaf.
    ///
    /// - Returns: what the group knows of the worker's life; `nil` without one.
    func end() async -> LeafRecord? {
        guard let leaf else { return nil }
        let record = try? await self.threads.runIfActive {
            let record = leaf.record
            if record.stragglers > 0 { leaf.kill() }
            return record
        }
        for pause in Self.patience {
            if (try? await self.threads.runIfActive { leaf.remove() }) ?? true { break }
            // Between the look and the removal one may have been born.
            _ = try? await self.threads.runIfActive { leaf.kill() }
            try? await Task.sleep(for: .milliseconds(pause))
        }
        return record
    }
}
