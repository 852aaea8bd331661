internal import CLinux
internal import Glibc
internal import IPC
internal import Shared

/// The first step of confinement, taken before `hello` and so before the first byte of a camera.
///
/// The order matters: descriptors are closed before their number is limited, capabilities are needed to give them up, the
/// parent is checked after the parent-death signal is set (it may have died before), and the environment is emptied last.
enum Confinement {
    /// Open files: the channel, standard error, the camera's connections, libav's libraries while they load, and curl's
    /// and the resolver's sockets.
    ///
    /// 25 were the most ever seen.
    static let descriptors: UInt64 = 64
    /// Processes and threads of a worker's own user, where no control group counts them: a worker that was taken over would
    /// take all that the machine has.
    ///
    /// Not the camera's limit, which is for one worker: other supervisors, in other containers, may have given the same user.
    static let processesOfUser: UInt64 = 1024

    /// Confines this process; every layer is reported, also those that do not hold.
    ///
    /// - Parameter user: Who to become; only root can.
    /// - Throws: ``Departure`` when the supervisor is already gone.
    static func enter(channel: Int32, user: UInt32? = nil) throws(Departure) -> [ConfinementLayer] {
        let parent = getppid()
        Self.setSignals()
        _ = linux_close_from(UInt32(STDERR_FILENO + 1))
        // Another user first: that takes the signal of the parent's death back.
        var layers = [Self.limitResources(hasOwnUser: user != nil)] + Self.become(user)
        layers += [Self.dropCapabilities(), Self.renounceNewPrivileges()]
        layers.append(try Self.dieWithParent(parent, channel: channel))
        layers.append(Self.refuseDumps())
        layers.append(Self.emptyEnvironment())
        layers.append(Self.leadOwnProcessGroup())
        umask(0o077)
        _ = chdir("/")
        return layers
    }

    /// SIGTERM leaves at once: the kernel closes everything, and nothing is kept that must be written.
    private static func setSignals() {
        signal(SIGTERM) { _ in _exit(WorkerExit.asked.rawValue) }
        // A write over the limit of zero bytes must be an error and no death (design §7).
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        // Inherited from whichever thread spawned us; those of a thread pool block everything.
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
    }

    private static func limitResources(hasOwnUser: Bool) -> ConfinementLayer {
        var limits: [(String, Int32, UInt64)] = [
            ("core", Int32(linux_rlimit_core), 0),
            ("fsize", Int32(linux_rlimit_file_size), 0),
            ("nofile", Int32(linux_rlimit_descriptors), Self.descriptors),
        ]
        // Of a user that others have too, everybody's processes would count.
        if hasOwnUser { limits.append(("nproc", Int32(linux_rlimit_processes), Self.processesOfUser)) }
        var failed = limits.compactMap { name, resource, limit in
            let result = linux_set_rlimit(resource, limit)
            return result == 0 ? nil : "\(name): \(String(cString: strerror(-result)))"
        }
        failed += AddressSpace.limitForNow().map { [$0] } ?? []
        let reason = failed.isEmpty ? nil : failed.joined(separator: ", ")
        return ConfinementLayer(name: "rlimits", active: failed.isEmpty, reason: reason)
    }

    /// A user without a name, a file or a group; no layer where nobody thought of one.
    private static func become(_ user: UInt32?) -> [ConfinementLayer] {
        if let user { return [Self.layer("own-user", linux_become(user))] }
        guard getuid() == 0 else { return [] }
        return [ConfinementLayer(name: "own-user", active: false, reason: "it is not asked for, and this is root")]
    }

    private static func dropCapabilities() -> ConfinementLayer {
        Self.layer("no-capabilities", linux_drop_capabilities())
    }

    private static func renounceNewPrivileges() -> ConfinementLayer {
        Self.layer("no-new-privileges", linux_prctl(PR_SET_NO_NEW_PRIVS, 1))
    }

    /// Not traceable by another process of the same user, and no core with the camera's password in it.
    private static func refuseDumps() -> ConfinementLayer {
        Self.layer("not-dumpable", linux_refuse_tracing())
    }

    private static func dieWithParent(_ parent: Int32, channel: Int32) throws(Departure) -> ConfinementLayer {
        let layer = Self.layer("parent-death", linux_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)))
        // In a container the supervisor may well be process 1; who made the channel tells it from init.
        var (maker, user, group): (Int32, UInt32, UInt32) = (0, 0, 0)
        _ = linux_peer_credentials(channel, &maker, &user, &group)
        guard getppid() == parent, parent > 1 || parent == maker else {
            throw Departure(.asked, "the supervisor is gone")
        }
        return layer
    }

    /// Only the time zone stays, because the placeholder tells people the time.
    private static func emptyEnvironment() -> ConfinementLayer {
        let zone = getenv("TZ").map { String(cString: $0) }
        let result = linux_clear_environment()
        if let zone { setenv("TZ", zone, 1) }
        tzset()
        return Self.layer("empty-environment", result == 0 ? 0 : -EINVAL)
    }

    /// The supervisor made the group (or Ctrl-C at its terminal would end the workers first); here it is checked.
    private static func leadOwnProcessGroup() -> ConfinementLayer {
        if getpgrp() == getpid() { return Self.layer("own-process-group", 0) }
        return Self.layer("own-process-group", setpgid(0, 0) == 0 ? 0 : -errno)
    }

    static func layer(_ name: String, _ result: Int32) -> ConfinementLayer {
        let reason = result == 0 ? nil : String(cString: strerror(-result))
        return ConfinementLayer(name: name, active: result == 0, reason: reason)
    }
}
