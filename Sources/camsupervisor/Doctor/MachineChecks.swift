import CLinux
import Glibc
import IPC

/// What the machine offers.
struct MachineChecks {
    var root = ""

    func findings() -> [DoctorFinding] {
        [self.kernel(), self.controlGroups(), self.memory()]
    }

    private func kernel() -> DoctorFinding {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: &name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return Self.finding(release: release, landlock: linux_landlock_abi())
    }

    /// - Parameter landlock: the kernel's ABI, or what it answered instead.
    static func finding(release: String, landlock: Int32) -> DoctorFinding {
        switch landlock {
        case ..<1:
            let why = landlock == -EOPNOTSUPP ? "Landlock is switched off" : "there is no Landlock"
            return .warning(
                "kernel",
                "\(release), and \(why): a worker that is taken over could read what the service may read",
                advice: "use Linux 5.13 or newer with Landlock in its lsm= list; from 6.7 on it also keeps ports"
            )
        case ..<Self.landlockWithPorts:
            return .ok(
                "kernel",
                "\(release) with Landlock ABI \(landlock): workers are kept from files, and from ports from Linux 6.7 on"
            )
        default: return .ok("kernel", "\(release) with Landlock ABI \(landlock)")
        }
    }

    private static let landlockWithPorts: Int32 = 4

    /// Whether limits of memory and processor can be kept per worker.
    private func controlGroups() -> DoctorFinding {
        let path = "\(self.root)/sys/fs/cgroup/cgroup.controllers"
        guard let bytes = try? BoundedFile.read(path, limit: 4_096) else {
            return .warning(
                "control groups",
                "there is no cgroup v2 at /sys/fs/cgroup: limits per worker are kept by rlimits only",
                advice: "boot with systemd.unified_cgroup_hierarchy=1, or mount cgroup2 there in a container"
            )
        }
        let controllers = Set(String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }.map(String.init))
        let missing = ["memory", "pids", "cpu"].filter { !controllers.contains($0) }
        guard missing.isEmpty else {
            return .warning(
                "control groups",
                "cgroup v2 without \(missing.joined(separator: ", ")): those limits are kept by rlimits, or not at all"
            )
        }
        return .ok("control groups", "cgroup v2 with memory, pids and cpu")
    }

    private func memory() -> DoctorFinding {
        let text = (try? BoundedFile.read("\(self.root)/proc/meminfo", limit: 16_384)) ?? []
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            return .warning("memory", "/proc/meminfo says nothing about it")
        }
        let words = "\(kilobytes / 1024) MiB available"
        // A worker that decodes a large picture needs some 50 MB for a moment.
        return kilobytes > 128 * 1024
            ? .ok("memory", words)
            : .warning("memory", words, advice: "a few workers that decode large pictures at once will not fit")
    }
}
