import Testing

@testable import camsupervisor

@Suite("CgroupPlace")
struct CgroupPlaceTests {
    private static let unified = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate"
    private static let hybrid = """
        30 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        31 23 0:28 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        """

    @Test(
        "our folder, by what /proc/self says",
        arguments: [
            ("0::/system.slice/camsupervisor.service", unified, "/sys/fs/cgroup/system.slice/camsupervisor.service"),
            ("4:memory:/x\n0::/a.service", hybrid, "/sys/fs/cgroup/unified/a.service"),
            // A container that sees only its own part, and one that sees its part of the host's tree.
            ("0::/", unified, "/sys/fs/cgroup"),
            ("0::/docker/abc", "29 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw", "/sys/fs/cgroup"),
            ("0::/docker/abc/in", "29 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw", "/sys/fs/cgroup/in"),
            ("0::/a", "29 23 0:26 / /mnt/two\\040words rw - cgroup2 cgroup2 rw", "/mnt/two words/a"),
        ]
    )
    func folder(_ groups: String, _ mounts: String, _ folder: String) {
        #expect(CgroupPlace(groups: groups, mounts: mounts)?.folder == folder)
    }

    @Test(
        "none without version 2, without its mount, above what is mounted, or when the group is gone",
        arguments: [
            ("4:memory:/x\n1:name=systemd:/y", hybrid), ("0::/a", "29 23 0:26 / / rw - ext4 /dev/vda rw"),
            ("0::/other", "29 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw"),
            ("0::/docker/abcd", "29 23 0:26 /docker/abc /sys/fs/cgroup rw - cgroup2 cgroup rw"),
            ("0::/../other", unified), ("0::/a (deleted)", unified), ("", unified), ("0::/a", "nonsense - cgroup2"),
        ]
    )
    func none(_ groups: String, _ mounts: String) {
        #expect(CgroupPlace(groups: groups, mounts: mounts) == nil)
    }
}

@Suite("CgroupDelegation")
struct CgroupDelegationTests {
    private static let service = CgroupPlace(groups: "0::/a.service", mounts: "1 1 0:1 / /c rw - cgroup2 c rw")
    private static let root = CgroupPlace(groups: "0::/", mounts: "1 1 0:1 / /c rw - cgroup2 c rw")

    @Test("a group that the service manager marks is ours")
    func marked() {
        let judged = CgroupDelegation.judge(Self.service, isMarked: true, isMachineRoot: false, parent: 1)
        #expect(judged == .granted(folder: "/c/a.service"))
    }

    @Test("one that merely can be written to is not, nor the machine's own root")
    func unmarked() {
        for (place, isRoot) in [(Self.service, false), (Self.root, true)] {
            let judged = CgroupDelegation.judge(place, isMarked: false, isMachineRoot: isRoot, parent: 1)
            #expect(judged == .none(because: "no control group is delegated to the supervisor"))
        }
    }

    @Test("a container's root is its main program's, and not of whoever is started in it by hand")
    func container() {
        for (parent, isOurs) in [(0 as Int32, true), (1, true), (27, false)] {
            let judged = CgroupDelegation.judge(Self.root, isMarked: false, isMachineRoot: false, parent: parent)
            #expect((judged == .granted(folder: "/c")) == isOurs)
        }
    }

    @Test("a machine without version 2 says so")
    func absent() {
        let judged = CgroupDelegation.judge(nil, isMarked: false, isMachineRoot: false, parent: 1)
        #expect(judged == .none(because: "this machine has no control groups of version 2"))
    }
}
