internal import CLinux
internal import Glibc

extension ProbeAttempt {
    private static let newUserNamespace = 0x1000_0000
    /// `TIOCSTI`.
    private static let typeIntoTerminal = 0x5412
    private static let ioUringSetup: Int32 = 425
    /// `BPF_PROG_LOAD`.
    private static let loadProgram = 5
    /// `KEY_SPEC_SESSION_KEYRING`.
    private static let sessionKeys = -3

    static var kernel: [ProbeAttempt] {
        let calls = [ProbeLayer.calls]
        let privileged = [ProbeLayer.calls, ProbeLayer.capabilities]
        return [
            ProbeAttempt("root", .kernel, "become root", keptBy: privileged) { _ in Self.call(SYS_setuid, 0) },
            ProbeAttempt("mount", .kernel, "mount a file system", keptBy: privileged) { _ in
                "tmpfs".withCString { name in
                    "/tmp".withCString { place in
                        let (name, place) = (Int(bitPattern: name), Int(bitPattern: place))
                        return Self.call(SYS_mount, name, place, name, 0, 0)
                    }
                }
            },
            ProbeAttempt("namespace", .kernel, "make a user namespace", keptBy: calls) { _ in
                Self.call(SYS_unshare, Self.newUserNamespace)
            },
            ProbeAttempt("io-uring", .kernel, "use io_uring", keptBy: calls) { _ in Self.call(Self.ioUringSetup, 1, 0)
            },
            ProbeAttempt("bpf", .kernel, "load a program into the kernel", keptBy: privileged) { _ in
                Self.call(SYS_bpf, Self.loadProgram, 0, 0)
            },
            ProbeAttempt("userfaultfd", .kernel, "use userfaultfd", keptBy: calls) { _ in
                Self.call(SYS_userfaultfd, 1)
            },
            ProbeAttempt("keys", .kernel, "use the kernel's keys", keptBy: calls) { _ in
                Self.call(SYS_keyctl, 0, Self.sessionKeys, 0, 0, 0)
            },
            // The first of all segments; that there may be none is for the kernel to say.
            ProbeAttempt("shared-memory", .kernel, "use memory that others share", keptBy: calls) { _ in
                Self.call(SYS_shmat, 0, 0, 0)
            },
            ProbeAttempt("message-queue", .kernel, "remove others' message queues", keptBy: calls) { _ in
                "camworker-probe".withCString { Self.call(SYS_mq_unlink, Int(bitPattern: $0)) }
            },
            ProbeAttempt("sync", .kernel, "make everybody wait for the disk", keptBy: calls) { _ in Self.call(SYS_sync)
            },
            ProbeAttempt("perf", .kernel, "measure other processes", keptBy: calls) { _ in
                Self.call(SYS_perf_event_open, 0, 0, -1, -1, 0)
            },
            ProbeAttempt("terminal", .kernel, "type into the operator's terminal", keptBy: calls) { _ in
                Self.call(SYS_ioctl, Int(STDIN_FILENO), Self.typeIntoTerminal, 0)
            },
            ProbeAttempt("clock", .kernel, "set the clock", keptBy: privileged) { _ in
                var now = timespec()
                clock_gettime(CLOCK_REALTIME, &now)
                return withUnsafeMutablePointer(to: &now) {
                    Self.call(SYS_clock_settime, Int(CLOCK_REALTIME), Int(bitPattern: $0))
                }
            },
        ]
    }
}
