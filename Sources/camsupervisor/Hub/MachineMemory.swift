import CLinux
import Glibc

/// The memory that this process may use, as far as the kernel says.
enum MachineMemory {
    /// The machine's, or what a container, a slice or `MemoryMax=` of the unit leaves of it.
    static let bytes: Int = {
        let machine = physical ?? smallest
        guard let folder = ownGroup else { return machine }
        return min(machine, limit(ofGroup: folder, SystemCgroupFiles()) ?? machine)
    }()

    /// What the smallest supported machine has, when the kernel does not say.
    private static let smallest = 512 * 1024 * 1024

    private static var physical: Int? {
        let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
        return pages > 0 && size > 0 ? pages * size : nil
    }

    private static var ownGroup: String? {
        let files = SystemCgroupFiles()
        guard let groups = try? files.read("/proc/self/cgroup"), let mounts = try? files.read("/proc/self/mountinfo")
        else { return nil }
        return CgroupPlace(groups: groups, mounts: mounts)?.folder
    }

    /// The least of what a control group and those around it may use, bytes; `nil` when none of them says.
    static func limit(ofGroup folder: String, _ files: some CgroupFiles) -> Int? {
        var names = folder.split(separator: "/")
        var least: Int?
        while !names.isEmpty {
            for file in ["memory.max", "memory.high"] {
                // Of the root, and of what is no group, there are none; "max" is no number.
                guard let text = try? files.read("/\(names.joined(separator: "/"))/\(file)"),
                    let bytes = Int(text.prefix { $0 != "\n" })
                else { continue }
                least = min(least ?? bytes, bytes)
            }
            names.removeLast()
        }
        return least
    }
}
