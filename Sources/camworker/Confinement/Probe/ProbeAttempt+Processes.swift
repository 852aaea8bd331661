internal import CLinux
internal import Glibc

extension ProbeAttempt {
    private static let seize = 0x4206
    private static let detach = 17
    /// `PRIO_USER`, `IOPRIO_WHO_USER`.
    private static let ofUser = 2
    private static let diskOfUser = 3
    private static let nobody = 0x7FFF_FFF0
    /// `PR_SCHED_CORE`, `PR_SCHED_CORE_SHARE_TO`.
    private static let coreScheduling = 62
    private static let shareCoreTo = 2
    /// `SO_PEERPIDFD`.
    private static let peerHandle: Int32 = 77

    static var processes: [ProbeAttempt] {
        let foreign = [ProbeLayer.calls, ProbeLayer.user]
        let signals = foreign + [ProbeLayer.scopes]
        return [
            ProbeAttempt("fork", .processes, "start a process", keptBy: [ProbeLayer.calls]) { _ in Self.fork() },
            ProbeAttempt("ptrace-supervisor", .processes, "trace the supervisor", keptBy: foreign + [ProbeLayer.files])
            {
                Self.trace($0.supervisor)
            },
            ProbeAttempt("ptrace-sibling", .processes, "trace another worker", keptBy: foreign + [ProbeLayer.files]) {
                Self.trace($0.sibling)
            },
            ProbeAttempt("read-memory", .processes, "read the supervisor's memory", keptBy: foreign) {
                Self.readMemory(of: $0.supervisor)
            },
            ProbeAttempt(
                "memory-file",
                .processes,
                "open the supervisor's memory in /proc",
                keptBy: [ProbeLayer.files, ProbeLayer.user]
            ) {
                let descriptor = linux_open("/proc/\($0.supervisor)/mem", O_RDONLY)
                if descriptor >= 0 { close(descriptor) }
                return Int(descriptor)
            },
            ProbeAttempt(
                "open-files",
                .processes,
                "see what the supervisor has open",
                keptBy: [ProbeLayer.files, ProbeLayer.user]
            ) {
                var path = [CChar](repeating: 0, count: 64)
                return readlink("/proc/\($0.supervisor)/fd/0", &path, path.count) < 0 ? -Int(errno) : 0
            },
            ProbeAttempt("signal-supervisor", .processes, "send the supervisor a signal", keptBy: signals) {
                Self.call(SYS_kill, Int($0.supervisor), 0)
            },
            ProbeAttempt("signal-sibling", .processes, "send another worker a signal", keptBy: signals) {
                Self.call(SYS_kill, Int($0.sibling), 0)
            },
            ProbeAttempt("signal-all", .processes, "send all processes a signal", keptBy: [ProbeLayer.calls]) { _ in
                Self.call(SYS_kill, -1, 0)
            },
            ProbeAttempt(
                "signal-by-descriptor",
                .processes,
                "have a descriptor signal the supervisor",
                keptBy: [ProbeLayer.calls]
            ) {
                Self.call(SYS_fcntl, Int(STDOUT_FILENO), Int(F_SETOWN), Int($0.supervisor))
            },
            ProbeAttempt("pidfd-supervisor", .processes, "get a handle of the supervisor", keptBy: [ProbeLayer.calls]) {
                Self.call(SYS_pidfd_open, Int($0.supervisor), 0)
            },
            ProbeAttempt("pidfd-sibling", .processes, "get a handle of another worker", keptBy: [ProbeLayer.calls]) {
                Self.call(SYS_pidfd_open, Int($0.sibling), 0)
            },
            ProbeAttempt("pidfd-signal", .processes, "send a signal by a handle", keptBy: [ProbeLayer.calls]) { _ in
                Self.call(SYS_pidfd_send_signal, -1, 0, 0, 0)
            },
            ProbeAttempt("pidfd-peer", .processes, "get a handle by a socket", keptBy: [ProbeLayer.calls]) { _ in
                ProbeSockets.usePair { ProbeSockets.option($0, SOL_SOCKET, Self.peerHandle) }
            },
            ProbeAttempt("robust-list", .processes, "learn an address in the supervisor's memory", keptBy: foreign) {
                var (head, length) = (0, 0)
                return withUnsafeMutablePointer(to: &head) { [pid = $0.supervisor] head in
                    withUnsafeMutablePointer(to: &length) {
                        Self.call(SYS_get_robust_list, Int(pid), Int(bitPattern: head), Int(bitPattern: $0))
                    }
                }
            },
            ProbeAttempt("limit-supervisor", .processes, "see or set the supervisor's limits", keptBy: foreign) {
                Self.limits(of: $0.supervisor)
            },
            ProbeAttempt("limit-sibling", .processes, "see or set another worker's limits", keptBy: foreign) {
                Self.limits(of: $0.sibling)
            },
            ProbeAttempt("slow-supervisor", .processes, "make the supervisor wait for the processor", keptBy: foreign) {
                Self.call(SYS_setpriority, 0, Int($0.supervisor), 0)
            },
            // Of a user that has no process, so that nothing comes of it where it is not refused.
            ProbeAttempt("slow-user", .processes, "… or all processes of a user", keptBy: [ProbeLayer.calls]) { _ in
                Self.call(SYS_setpriority, Self.ofUser, Self.nobody, 0)
            },
            ProbeAttempt("slow-user-disk", .processes, "… or wait for the disk", keptBy: [ProbeLayer.calls]) { _ in
                Self.call(SYS_ioprio_set, Self.diskOfUser, Self.nobody, 0)
            },
            ProbeAttempt(
                "share-core",
                .processes,
                "say who shares a core with the supervisor",
                keptBy: [ProbeLayer.calls]
            ) {
                Self.call(SYS_prctl, Self.coreScheduling, Self.shareCoreTo, Int($0.supervisor), 0, 0)
            },
            ProbeAttempt("dumpable", .processes, "let itself be traced again", keptBy: [ProbeLayer.calls]) { _ in
                Self.call(SYS_prctl, Int(PR_SET_DUMPABLE), 1, 0, 0, 0)
            },
        ]
    }

    /// Without a trace when it works: the new program says nothing of it.
    static var execute: ProbeAttempt {
        ProbeAttempt(
            "execute",
            .processes,
            "run another program",
            keptBy: [ProbeLayer.calls, ProbeLayer.files]
        ) { _ in
            "/bin/true".withCString { path in
                var arguments: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: path), nil]
                execv(path, &arguments)
                return -Int(errno)
            }
        }
    }

    static func call(_ number: Int32, _ arguments: Int...) -> Int {
        let all = arguments + [Int](repeating: 0, count: max(0, 6 - arguments.count))
        return linux_call(Int(number), all[0], all[1], all[2], all[3], all[4], all[5])
    }

    private static func fork() -> Int {
        let result = Self.call(SYS_clone, Int(SIGCHLD))
        if result == 0 { _exit(0) }
        return result
    }

    /// One byte, from where our own stack is; who may not is told so before it is looked for.
    private static func readMemory(of pid: Int32) -> Int {
        var byte: UInt8 = 0
        return withUnsafeMutableBytes(of: &byte) { bytes in
            var vector = iovec(iov_base: bytes.baseAddress, iov_len: 1)
            return withUnsafeMutablePointer(to: &vector) { pointer in
                let address = Int(bitPattern: pointer)
                return Self.call(SYS_process_vm_readv, Int(pid), address, 1, address, 1, 0)
            }
        }
    }

    private static func trace(_ pid: Int32) -> Int {
        let result = Self.call(SYS_ptrace, Self.seize, Int(pid), 0, 0)
        if result >= 0 { _ = Self.call(SYS_ptrace, Self.detach, Int(pid), 0, 0) }
        return result
    }

    private static func limits(of pid: Int32) -> Int {
        var limit: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &limit) { old in
            Self.call(SYS_prlimit64, Int(pid), Int(linux_rlimit_descriptors), 0, Int(bitPattern: old.baseAddress))
        }
    }
}
