import Glibc
import IPC
import Synchronization

@testable import camsupervisor

/// A kernel with the rules of control groups, version 2, that our code depends on (cgroups(7)).
final class FakeCgroupFiles: CgroupFiles {
    struct Group {
        var processes: [Int32] = []
        /// Handed on to the children.
        var enabled: [String] = []
        var files: [String: String] = [:]
    }

    private struct Kernel {
        var groups: [String: Group] = [:]
        /// Those that a write of their pid finds.
        var alive: Set<Int32> = []
        /// Those that do not die at once.
        var stubborn: Set<Int32> = []
        var calls: [String] = []
        var holdsEntries = false
    }

    static let root = "/sys/fs/cgroup/camsupervisor.service"

    private let offered: [String]
    /// Whether any pid may enter: those of real processes.
    private let knowsEverybody: Bool
    private let kernel: Mutex<Kernel>

    /// - Parameters:
    ///   - controllers: what the service manager delegates.
    ///   - inhabitants: the processes of the delegated group.
    init(
        controllers: [String] = ["cpu", "memory", "pids"],
        inhabitants: [Int32] = [1],
        knowsEverybody: Bool = false
    ) {
        self.offered = controllers
        self.knowsEverybody = knowsEverybody
        var kernel = Kernel()
        kernel.groups[Self.root] = Group(processes: inhabitants)
        kernel.alive = Set(inhabitants)
        self.kernel = Mutex(kernel)
    }

    // MARK: What the test does

    func spawn(_ pid: Int32, in folder: String? = nil, stubborn: Bool = false) {
        self.kernel.withLock { kernel in
            kernel.alive.insert(pid)
            if stubborn { kernel.stubborn.insert(pid) }
            if let folder { kernel.groups["\(Self.root)/\(folder)"]?.processes.append(pid) }
        }
    }

    func end(_ pid: Int32) {
        self.kernel.withLock { kernel in
            kernel.alive.remove(pid)
            for name in kernel.groups.keys { kernel.groups[name]?.processes.removeAll { $0 == pid } }
        }
    }

    func set(_ file: String, _ text: String, in folder: String) {
        self.kernel.withLock { $0.groups["\(Self.root)/\(folder)"]?.files[file] = text }
    }

    /// While it is held, nothing enters a group.
    var holdsEntries: Bool {
        get { self.kernel.withLock { $0.holdsEntries } }
        set { self.kernel.withLock { $0.holdsEntries = newValue } }
    }

    /// The groups below the delegated one, by name.
    var groups: [String: Group] {
        let prefix = Self.root + "/"
        return self.kernel.withLock { kernel in
            Dictionary(
                uniqueKeysWithValues: kernel.groups.filter { $0.key.hasPrefix(prefix) }.map { path, group in
                    (String(path.dropFirst(prefix.count)), group)
                }
            )
        }
    }

    var rootGroup: Group? { self.kernel.withLock { $0.groups[Self.root] } }

    // MARK: What the kernel does

    func makeFolder(_ path: String) throws(SystemCallError) {
        try self.locked("mkdir \(path)") { kernel in
            guard kernel.groups[Self.parent(of: path)] != nil else { return ENOENT }
            guard kernel.groups[path] == nil else { return EEXIST }
            kernel.groups[path] = Group()
            return 0
        }
    }

    func removeFolder(_ path: String) throws(SystemCallError) {
        try self.locked("rmdir \(path)") { kernel in
            guard let group = kernel.groups[path] else { return ENOENT }
            let hasChildren = kernel.groups.keys.contains { $0.hasPrefix(path + "/") }
            guard group.processes.isEmpty, !hasChildren else { return EBUSY }
            kernel.groups[path] = nil
            return 0
        }
    }

    func write(_ text: String, to path: String) throws(SystemCallError) {
        while path.hasSuffix("/cgroup.procs"), !path.hasSuffix("/supervisor/cgroup.procs"), self.holdsEntries {
            usleep(1000)
        }
        try self.locked("write \(text) to \(path)") { kernel in
            let folder = Self.parent(of: path)
            let file = String(path.dropFirst(folder.count + 1))
            guard let group = kernel.groups[folder], self.has(file, folder, kernel) else { return ENOENT }
            switch file {
            case "cgroup.procs":
                if self.knowsEverybody, let pid = Int32(text) { kernel.alive.insert(pid) }
                return Self.enter(text, folder, &kernel)
            case "cgroup.subtree_control":
                guard self.offers(String(text.dropFirst()), to: folder, kernel) else { return ENOENT }
                guard group.processes.isEmpty else { return EBUSY }
                kernel.groups[folder]?.enabled.append(String(text.dropFirst()))
            case "cgroup.kill":
                for pid in group.processes where !kernel.stubborn.contains(pid) { kernel.alive.remove(pid) }
                kernel.groups[folder]?.processes.removeAll { !kernel.stubborn.contains($0) }
            default: kernel.groups[folder]?.files[file] = text
            }
            return 0
        }
    }

    func read(_ path: String) throws(SystemCallError) -> String {
        var answer = ""
        try self.locked("read \(path)") { kernel in
            let folder = Self.parent(of: path)
            let file = String(path.dropFirst(folder.count + 1))
            guard let group = kernel.groups[folder], self.has(file, folder, kernel) else { return ENOENT }
            switch file {
            case "cgroup.procs": answer = group.processes.map { "\($0)\n" }.joined()
            case "cgroup.controllers":
                answer =
                    ["cpu", "hugetlb", "memory", "pids"].filter { self.offers($0, to: folder, kernel) }
                    .joined(separator: " ") + "\n"
            default:
                guard let text = group.files[file] else { return ENOENT }
                answer = text
            }
            return 0
        }
        return answer
    }

    func folders(in path: String) throws(SystemCallError) -> [String] {
        self.groups.keys.filter { "\(Self.root)/\($0)" == "\(path)/\($0)" && !$0.contains("/") }.sorted()
    }

    private func locked(_ call: String, _ body: (inout Kernel) -> Int32) throws(SystemCallError) {
        let result = self.kernel.withLock { kernel in
            kernel.calls.append(call)
            return body(&kernel)
        }
        guard result == 0 else { throw SystemCallError(call: call, errorNumber: result) }
    }

    private func offers(_ controller: String, to folder: String, _ kernel: Kernel) -> Bool {
        folder == Self.root
            ? self.offered.contains(controller)
            : kernel.groups[Self.parent(of: folder)]?.enabled.contains(controller) == true
    }

    /// Files of a controller are there when the parent hands it on.
    private func has(_ file: String, _ folder: String, _ kernel: Kernel) -> Bool {
        let controller = file.prefix { $0 != "." }
        return controller == "cgroup" || file == "cpu.stat" || self.offers(String(controller), to: folder, kernel)
    }

    private static func enter(_ text: String, _ folder: String, _ kernel: inout Kernel) -> Int32 {
        guard let pid = Int32(text) else { return EINVAL }
        guard kernel.alive.contains(pid) else { return ESRCH }
        guard kernel.groups[folder]?.enabled.isEmpty == true else { return EBUSY }
        for name in kernel.groups.keys { kernel.groups[name]?.processes.removeAll { $0 == pid } }
        kernel.groups[folder]?.processes.append(pid)
        return 0
    }

    private static func parent(of path: String) -> String {
        String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }
}
