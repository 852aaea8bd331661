internal import CLinux
internal import IPC

extension Confinement {
    /// The second step, after `configure` and before `ready`: from here on nothing but the camera can be reached.
    ///
    /// What is opened later by name is opened here for the last time. Landlock comes first, since the filter of system
    /// calls is not to stand in its way.
    static func close(to reach: CameraReach, landlock version: Landlock.Version = .ofKernel) -> [ConfinementLayer] {
        var (time, peak, resident): (UInt64, UInt64, UInt64) = (0, 0, 0)
        // Keeps its file in /proc open.
        linux_usage(&time, &peak, &resident)
        return Landlock.confine(to: reach, version: version) + [Self.filterSystemCalls(for: reach)]
    }

    private static func filterSystemCalls(for reach: CameraReach) -> ConfinementLayer {
        let needs = linux_seccomp_needs(network: reach.usesNetwork, unix_sockets: reach.usesUnixResolver)
        return Self.layer("seccomp", linux_seccomp_confine(needs))
    }
}
