/// Where this process is in the tree of control groups, by what the kernel says of it in `/proc/self`.
///
/// Pure; only version 2 counts.
struct CgroupPlace: Sendable, Hashable {
    /// The folder of our own group.
    var folder: String
    /// Whether that is the root of all we can see: in a container, or on a machine without a service manager.
    var isRoot: Bool

    /// - Parameters:
    ///   - groups: `/proc/self/cgroup`.
    ///   - mounts: `/proc/self/mountinfo`.
    /// - Returns: `nil` without version 2 of control groups, or when our group is outside of what is mounted.
    init?(groups: String, mounts: String) {
        guard let line = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::/") }) else { return nil }
        let path = String(line.dropFirst("0::".count))
        // A group that was removed under us, or one above what our namespace shows (cgroup_namespaces(7)).
        guard !path.hasSuffix(" (deleted)"), !path.hasPrefix("/..") else { return nil }
        for mount in mounts.split(separator: "\n") {
            // 36 35 0:29 /root /mount/point options [tags] - type source options (proc(5)).
            let halves = mount.split(separator: " - ", maxSplits: 1).map { $0.split(separator: " ") }
            guard halves.count == 2, halves[1].first == "cgroup2", halves[0].count >= 5 else { continue }
            guard let below = Self.path(path, below: String(halves[0][3])) else { continue }
            self.folder = Self.unescaped(halves[0][4]) + (below == "/" ? "" : below)
            self.isRoot = path == "/"
            return
        }
        return nil
    }

    private static func path(_ path: String, below root: String) -> String? {
        if root == "/" { return path }
        guard path == root || path.hasPrefix(root + "/") else { return nil }
        return path == root ? "/" : String(path.dropFirst(root.count))
    }

    /// The kernel writes a space as `\040`.
    private static func unescaped(_ path: Substring) -> String {
        path.split(separator: "\\", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard index > 0, let byte = UInt8(part.prefix(3), radix: 8) else { return String(part) }
            return String(UnicodeScalar(byte)) + part.dropFirst(3)
        }.joined()
    }
}
