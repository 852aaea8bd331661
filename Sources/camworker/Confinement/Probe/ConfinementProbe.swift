internal import CLinux
internal import Glibc
internal import IPC

/// `--probe-confinement`: shows on this very machine what a worker can and cannot do.
///
/// This process stands for the supervisor, one of its children for another worker, and the other child is confined as a
/// worker is and tries everything. What is refused is refused by the same code that serves.
enum ConfinementProbe {
    static let insideArgument = "--probe-confinement-inside"
    static let siblingArgument = "--probe-confinement-sibling"

    /// - Returns: the exit code: 0 when all is as it should be with the layers that are active.
    static func run(_ options: ProbeOptions) -> Int32 {
        do throws(SystemCallError) {
            if let user = options.supervisor {
                let result = linux_become(user)
                guard result == 0 else { throw SystemCallError(call: "become user \(user)", errorNumber: -result) }
                // As a program is that was started as that user.
                _ = linux_prctl(PR_SET_DUMPABLE, 1)
            }
            // As the supervisor does.
            _ = linux_refuse_tracing()
            let report = try Self.report(options)
            let text = options.isJSON ? String(decoding: ControlCoding.encode(report), as: UTF8.self) : report.table
            // Past stdio, whose buffer would be lost with the process.
            _ = Array((text + "\n").utf8).withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            return report.ok ? 0 : 1
        } catch {
            WorkerLog.writeRaw("camworker: the probe could not be made: \(error)\n")
            return 1
        }
    }

    private static func report(_ options: ProbeOptions) throws(SystemCallError) -> ProbeReport {
        let hasUsers = geteuid() == 0 && options.worker > 0
        let stage = try ProbeStage()
        // It takes its files away when nobody needs it any more, and the children's need is not seen from here.
        defer { withExtendedLifetime(stage) {} }
        let sibling = try ProbeChild([Self.siblingArgument, hasUsers ? "\(options.worker + 1)" : "-"])
        defer { sibling.end() }
        let landlock =
            switch options.landlock {
            case .ofKernel: "kernel"
            case .atMost(let abi): "\(abi)"
            case .absent: "absent"
            }
        let user = hasUsers ? "\(options.worker)" : "-"
        let grounds = stage.grounds(sibling: sibling.pid)
        let inside = try ProbeChild(
            [Self.insideArgument, user, landlock, options.hasFilter ? "filtered" : "unfiltered"] + grounds.words
        )
        let output = inside.readAll()
        inside.end()
        let lines = output.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        return ProbeReport(lines: lines)
    }

    /// The other side of ``run(_:)``; `nil` when these are no words of ours.
    static func runInside(_ words: [String]) throws(Departure) -> Bool {
        guard words.count == 8 else { return false }
        let version: Landlock.Version =
            switch words[2] {
            case "kernel": .ofKernel
            case "absent": .absent
            default: .atMost(Int(words[2]) ?? 0)
            }
        guard let grounds = ProbeGrounds(words[4...]) else { return false }
        try ProbeInside.run(grounds, user: UInt32(words[1]), landlock: version, hasFilter: words[3] == "filtered")
        return true
    }
}
