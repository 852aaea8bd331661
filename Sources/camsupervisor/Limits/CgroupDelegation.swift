import CLinux
import Glibc

/// Whether the control group we are in is ours to divide.
///
/// It must have been given to us: a group that merely can be written to, as root can to all, belongs to the service
/// manager, and dividing it would break its bookkeeping (systemd, CGROUP_DELEGATION).
enum CgroupDelegation: Sendable, Hashable {
    case granted(folder: String)
    case none(because: String)

    /// systemd marks a group that it delegates so (since 251).
    private static let mark = (name: "user.delegate", value: "1")

    /// Of this process; reads files.
    static func ofThisProcess() -> Self {
        let files = SystemCgroupFiles()
        guard let groups = try? files.read("/proc/self/cgroup"), let mounts = try? files.read("/proc/self/mountinfo")
        else { return .none(because: "/proc cannot be read") }
        let place = CgroupPlace(groups: groups, mounts: mounts)
        return Self.judge(
            place,
            isMarked: place.map { linux_attribute_is($0.folder, Self.mark.name, Self.mark.value) } ?? false,
            isMachineRoot: place.map { access("\($0.folder)/cgroup.events", F_OK) != 0 } ?? false,
            parent: getppid()
        )
    }

    /// Pure.
    ///
    /// - Parameters:
    ///   - isMarked: whether the service manager says that the group is delegated.
    ///   - isMachineRoot: whether it is the root of the whole machine.
    ///   - parent: our parent process.
    static func judge(_ place: CgroupPlace?, isMarked: Bool, isMachineRoot: Bool, parent: Int32) -> Self {
        guard let place else { return .none(because: "this machine has no control groups of version 2") }
        // In a container everything below its root is its own; but only its main program may take it for itself.
        let isContainer = place.isRoot && !isMachineRoot && parent <= 1
        guard isMarked || isContainer else {
            return .none(because: "no control group is delegated to the supervisor")
        }
        return .granted(folder: place.folder)
    }
}
