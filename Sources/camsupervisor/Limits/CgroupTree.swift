import CLinux
import Glibc
import IPC
import Shared

/// The control groups under our own: a leaf `supervisor` for ourselves and one `worker-<camera>` for each worker.
///
/// The kernel gives controllers to a group's children only when the group itself holds no process (the "no internal
/// processes" rule of version 2), so we move out of the way first.
struct CgroupTree: Sendable {
    static let supervisorLeaf = "supervisor"
    static let workerPrefix = "worker-"
    /// A worker has 100, the kernel's default: when all want the processor, the supervisor gets four workers' share.
    private static let supervisorWeight = 400

    /// Why the tree is not to be had.
    enum Failure: Error, Hashable, CustomStringConvertible {
        case refused(SystemCallError)
        /// Another supervisor lives there: its workers' leaves have the names ours would have.
        case taken

        var description: String {
            switch self {
            case .refused(let error): "\(error)"
            case .taken: "another camsupervisor has this control group"
            }
        }
    }

    let root: String
    let files: any CgroupFiles
    /// Those that the leaves have; of the others, why not.
    private(set) var controllers: Set<CgroupController> = []
    private(set) var missing: [CgroupController: String] = [:]

    /// Takes a delegated group over: moves this process into its leaf, ends what an earlier supervisor left behind, and
    /// hands the controllers on.
    ///
    /// - Parameter ownPID: this process, which is alone in the group or has company that stays there.
    init(takingOver root: String, files: any CgroupFiles, ownPID: Int32) throws(Failure) {
        self.root = root
        self.files = files
        let own = "\(root)/\(Self.supervisorLeaf)"
        var isTaken = false
        do throws(SystemCallError) {
            try Self.makeFolder(own, files)
            let inhabitants = CgroupLeaf(path: own, files: files).processes
            if inhabitants.allSatisfy({ $0 == ownPID }) {
                try files.write("\(ownPID)", to: "\(own)/cgroup.procs")
            } else {
                isTaken = true
            }
        } catch {
            throw .refused(error)
        }
        guard !isTaken else { throw .taken }
        self.sweep()
        self.enableControllers()
        if self.controllers.contains(.processor) {
            try? files.write("\(Self.supervisorWeight)", to: "\(own)/cpu.weight")
        }
    }

    /// Makes the leaf of a worker and sets its limits.
    func makeLeaf(for camera: CameraID, generation: UInt32, limits: WorkerLimits) throws(SystemCallError) -> CgroupLeaf
    {
        var path = "\(self.root)/\(Self.workerPrefix)\(camera)"
        do {
            try self.files.makeFolder(path)
        } catch  where error.errorNumber == EEXIST {
            // What is left in it did not die at once when it was killed: it waits for a device. The next gets its own.
            let leftover = CgroupLeaf(path: path, files: self.files)
            leftover.kill()
            if !leftover.remove() { path += ".\(generation)" }
            try Self.makeFolder(path, self.files)
        }
        var leaf = CgroupLeaf(path: path, files: self.files)
        leaf.set(limits, controllers: self.controllers, missing: self.missing)
        return leaf
    }

    /// Workers of a supervisor that was killed, which the kernel did not end with it.
    private func sweep() {
        for name in (try? self.files.folders(in: self.root)) ?? [] where name.hasPrefix(Self.workerPrefix) {
            let leaf = CgroupLeaf(path: "\(self.root)/\(name)", files: self.files)
            leaf.kill()
            _ = leaf.remove()
        }
    }

    private mutating func enableControllers() {
        let offered = (try? self.files.read("\(self.root)/cgroup.controllers"))?.split { " \n".contains($0) } ?? []
        for controller in CgroupController.allCases {
            guard offered.contains(Substring(controller.rawValue)) else {
                self.missing[controller] = "the \(controller.rawValue) controller is not delegated to the service"
                continue
            }
            do throws(SystemCallError) {
                // One by one: of several in one command all are refused when one is.
                try self.files.write("+\(controller.rawValue)", to: "\(self.root)/cgroup.subtree_control")
                self.controllers.insert(controller)
            } catch {
                self.missing[controller] =
                    error.errorNumber == EBUSY
                    ? "other processes live in the service's control group" : "\(error)"
            }
        }
    }

    private static func makeFolder(_ path: String, _ files: any CgroupFiles) throws(SystemCallError) {
        do {
            try files.makeFolder(path)
        } catch  where error.errorNumber == EEXIST {}
    }
}
