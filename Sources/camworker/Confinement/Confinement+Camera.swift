internal import CLinux
internal import IPC

extension Confinement {
    /// The second step, after `configure` and before `ready`: from here on nothing but the camera can be reached.
    ///
    /// What is opened later by name is opened here for the last time. Landlock comes first, since the filter of system
    /// calls is not to stand in its way.
    ///
    /// - Parameters:
    ///   - version: for the probe: another Landlock than the kernel's.
    ///   - hasFilter: for the probe: `false` shows what Landlock refuses by itself.
    static func close(
        to reach: CameraReach,
        landlock version: Landlock.Version = .ofKernel,
        hasFilter: Bool = true
    ) -> [ConfinementLayer] {
        var (time, peak, resident): (UInt64, UInt64, UInt64) = (0, 0, 0)
        // Keeps its file in /proc open.
        linux_usage(&time, &peak, &resident)
        let layers = Landlock.confine(to: reach, version: version)
        guard hasFilter else {
            return layers + [ConfinementLayer(name: "seccomp", active: false, reason: "left out for the probe")]
        }
        return layers + [Self.filterSystemCalls(for: reach)]
    }

    private static func filterSystemCalls(for reach: CameraReach) -> ConfinementLayer {
        let needs = linux_seccomp_needs(
            network: reach.usesNetwork,
            unix_sockets: reach.usesUnixResolver,
            datagram_ports: reach.receivesDatagrams,
            datagrams: reach.asksEverybody
        )
        return Self.layer("seccomp", linux_seccomp_confine(needs))
    }
}
