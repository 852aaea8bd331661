import CLinux
import Glibc
import IPC
import Logging
import NIOPosix
import Shared

/// The workers' control groups for those who must not block: each step runs on a thread pool for files.
struct WorkerLeaves: Sendable {
    private let tree: CgroupTree?
    /// Why there is no tree.
    private let reason: String
    private let threads: NIOThreadPool

    /// For what is over before anybody asks: a check of connections, a test.
    static let none = Self(because: "no control group is asked for")

    /// Without control groups.
    init(because reason: String) {
        self.tree = nil
        self.reason = reason
        self.threads = .singleton
    }

    init(_ tree: CgroupTree, threads: NIOThreadPool = .singleton) {
        self.tree = tree
        self.reason = ""
        self.threads = threads
    }

    /// Takes over the group that is delegated to this process, if one is, and says in the log what keeps the limits.
    static func ofThisProcess(logger: Logger) async -> Self {
        let threads = NIOThreadPool.singleton
        let leaves: Self
        do {
            leaves = try await threads.runIfActive { try Self.takeOver() }
        } catch {
            leaves = Self(because: "\(error)")
        }
        logger.log(.limitsKept, .notice, leaves.summary)
        return leaves
    }

    private static func takeOver() throws -> Self {
        switch CgroupDelegation.ofThisProcess() {
        case .none(let reason): Self(because: reason)
        case .granted(let folder):
            Self(try CgroupTree(takingOver: folder, files: SystemCgroupFiles(), ownPID: getpid()))
        }
    }

    /// One line for the log.
    var summary: String {
        guard let tree else { return "limits of workers: rlimits (\(self.reason))" }
        let kept = CgroupController.allCases.filter(tree.controllers.contains).map(\.rawValue)
        let missing = tree.missing.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value)
        let words =
            kept.isEmpty
            ? "a control group each, without controllers" : "by control group: " + kept.joined(separator: ", ")
        return "limits of workers: \(words)\(missing.isEmpty ? "" : " (\(missing.joined(separator: "; ")))")"
    }

    /// A place for a worker that is about to be spawned.
    func prepare(_ camera: CameraConfiguration, generation: UInt32) async -> WorkerPlace {
        guard let tree else {
            return WorkerPlace(limits: LimitInForce.all(without: self.reason, of: camera.limits))
        }
        do {
            let leaf = try await self.threads.runIfActive {
                try tree.makeLeaf(for: camera.id, generation: generation, limits: camera.limits)
            }
            return WorkerPlace(leaf: leaf, threads: self.threads, limits: leaf.limits)
        } catch {
            return WorkerPlace(limits: LimitInForce.all(without: "\(error)", of: camera.limits))
        }
    }
}
