internal import CLinux
internal import Glibc
internal import IPC

/// The process of a probe that is confined like a worker and then tries what it may not do.
enum ProbeInside {
    /// Prints a line for each layer and each attempt, fields between tabs; the last attempt may end it.
    static func run(
        _ grounds: ProbeGrounds,
        user: UInt32?,
        landlock: Landlock.Version,
        hasFilter: Bool
    ) throws(Departure) {
        var layers = try Confinement.enter(channel: STDIN_FILENO, user: user)
        let reach = CameraReach(ports: [grounds.listedPort], folders: [grounds.pictures], usesNames: true)
        layers += Confinement.close(to: reach, landlock: landlock, hasFilter: hasFilter)
        for layer in layers {
            Self.say("layer", layer.name, layer.active ? "active" : layer.reason ?? "no reason given")
        }
        for attempt in ProbeAttempt.all {
            linux_seccomp_forget_refusal()
            let result = attempt.run(grounds)
            let refusal = linux_seccomp_last_refusal().map { String(cString: $0) } ?? ""
            Self.say("attempt", attempt.name, "\(result)", refusal)
        }
    }

    /// A worker that does nothing, for the other to get at.
    static func beSibling(user: UInt32?) throws(Departure) -> Never {
        _ = try Confinement.enter(channel: STDIN_FILENO, user: user)
        while true { pause() }
    }

    /// Past stdio, whose buffer would be lost with the process.
    private static func say(_ fields: String...) {
        let line = fields.joined(separator: "\t") + "\n"
        _ = Array(line.utf8).withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
