import CLinux
import Foundation
import Glibc
import TestSupport
import Testing

@testable import camworker

/// The real program on this very kernel: what it refuses a worker, and what it says of it.
@Suite("camworker --probe-confinement")
struct ConfinementProbeTests {
    /// Who the worker is, beside whom.
    enum Who: String, CaseIterable, Sendable {
        /// The supervisor is root and gives each worker a user of its own.
        case rootsOwnUser
        /// The supervisor is root, `worker_uid_base: 0`.
        case root
        /// As under the shipped unit: one user for all.
        case ordinary

        var arguments: [String] {
            switch self {
            case .rootsOwnUser: []
            case .root: ["--user", "0"]
            case .ordinary: getuid() == 0 ? ["--as", "65534"] : []
            }
        }
    }

    enum Kernel: String, CaseIterable, Sendable {
        case asItIs, debian12, withoutLandlock

        var arguments: [String] {
            switch self {
            case .asItIs: []
            case .debian12: ["--landlock-abi", "2"]
            case .withoutLandlock: ["--without-landlock"]
            }
        }

        var abi: Int32 {
            switch self {
            case .asItIs: max(0, linux_landlock_abi())
            case .debian12: min(2, max(0, linux_landlock_abi()))
            case .withoutLandlock: 0
            }
        }
    }

    struct Report: Decodable {
        struct Layer: Decodable {
            var name: String
            var active: Bool
            var reason: String?
        }
        struct Finding: Decodable {
            var name: String
            var group: String
            var outcome: String
            var ok: Bool
            var words: String
        }
        var ok: Bool
        var layers: [Layer]
        var findings: [Finding]

        /// What is possible and is neither needed nor said to remain.
        var open: Set<String> {
            let attempts = self.findings.filter { !["needed", "remaining"].contains($0.group) }
            return Set(attempts.filter { $0.outcome == "possible" }.map(\.name))
        }

        /// What is not as it should be.
        var wrong: [String] { self.findings.filter { !$0.ok }.map(\.name) }
    }

    private static func probe(_ arguments: [String]) async throws -> (ProgramExit, Report) {
        let program = try RunningProgram(
            try BuiltProducts.camworker(),
            ["--probe-confinement", "--json"] + arguments
        )
        let exit = try await program.waitForExit()
        try await program.waitForOutput()
        let report = try JSONDecoder().decode(Report.self, from: Data(program.standardOutputBytes))
        return (exit, report)
    }

    private static func requireRoot(for who: Who) throws {
        try #require(who == .ordinary || getuid() == 0, "the tests of root's workers need root: run the tests as root")
    }

    @Test(
        "everything is refused but what the missing layers would have refused",
        arguments: Who.allCases,
        Kernel.allCases
    )
    func refused(who: Who, kernel: Kernel) async throws {
        try Self.requireRoot(for: who)
        let (exit, report) = try await Self.probe(who.arguments + kernel.arguments)
        #expect(exit == .code(0) && report.ok && report.wrong.isEmpty, "\(report.wrong)")
        var open: Set<String> = []
        if kernel.abi < 4 { open.insert("other-port") }
        if kernel.abi < 1 {
            open.formUnion(["read-passwd", "list-folder"])
            if who != .rootsOwnUser { open.insert("read-secrets") }
            if who == .root { open.insert("read-shadow") }
        }
        #expect(report.open == open)
        #expect(report.findings.filter { $0.group == "needed" }.count == 8)
    }

    @Test("each layer is said to be active or why it is not", arguments: Who.allCases, Kernel.allCases)
    func layers(who: Who, kernel: Kernel) async throws {
        try Self.requireRoot(for: who)
        let (_, report) = try await Self.probe(who.arguments + kernel.arguments)
        var missing: [String: String] = [:]
        if who == .root { missing["own-user"] = "it is not asked for" }
        let reason = kernel.abi == 0 ? "the kernel has no Landlock" : "Landlock ABI \(kernel.abi), needs ABI "
        if kernel.abi < 1 { missing["landlock-files"] = reason }
        if kernel.abi < 4 { missing["landlock-ports"] = reason }
        if kernel.abi < 6 { missing["landlock-scopes"] = reason }
        let inactive = report.layers.filter { !$0.active }
        #expect(Set(inactive.map(\.name)) == Set(missing.keys))
        for layer in inactive {
            #expect(layer.reason?.hasPrefix(missing[layer.name] ?? "") == true, "\(layer)")
        }
        #expect(report.layers.contains { $0.name == "own-user" } == (who != .ordinary))
    }

    @Test("a refusal by the filter of system calls has the call's name")
    func names() async throws {
        let (_, report) = try await Self.probe(Who.ordinary.arguments)
        for (attempt, call) in [
            ("execute", "execve"), ("ptrace-sibling", "ptrace"), ("signal-supervisor", "kill"), ("mount", "mount"),
            ("io-uring", "io_uring_setup"), ("control-socket", "socket"), ("pidfd-supervisor", "pidfd_open"),
            ("limit-supervisor", "prlimit64"), ("fork", "clone"), ("slow-user", "setpriority"), ("bind-port", "bind"),
            ("linger", "setsockopt"), ("pidfd-peer", "getsockopt"), ("shared-memory", "shmat"),
        ] {
            #expect(report.findings.first { $0.name == attempt }?.words == "seccomp: \(call)", "\(attempt)")
        }
    }

    @Test("Landlock and the user keep what they are said to keep, without the filter of system calls")
    func withoutFilter() async throws {
        let (exit, report) = try await Self.probe(Who.ordinary.arguments + ["--without-seccomp"])
        #expect(exit == .code(0), "\(report.wrong)")
        #expect(report.open.contains("control-socket"), "what only the filter refuses is seen to be possible")
        if Kernel.asItIs.abi >= 6 {
            #expect(
                report.open.isDisjoint(with: [
                    "signal-supervisor", "abstract-socket", "write-file", "execute", "bind-port", "socket-file",
                    "memory-file",
                ])
            )
        }
        guard getuid() == 0 else { return }
        let (_, own) = try await Self.probe(["--without-seccomp", "--without-landlock"])
        #expect(own.wrong.isEmpty)
        #expect(
            own.open.isDisjoint(with: [
                "signal-sibling", "limit-sibling", "ptrace-supervisor", "read-secrets", "memory-file",
            ])
        )
    }

    @Test("the table says the same to people")
    func table() async throws {
        let program = try RunningProgram(
            try BuiltProducts.camworker(),
            ["--probe-confinement", "--landlock-abi", "2"] + Who.ordinary.arguments
        )
        #expect(try await program.waitForExit() == .code(0))
        try await program.waitForOutput()
        let lines = program.standardOutput.split(separator: "\n")
        #expect(lines.contains { $0.contains("landlock-ports") && $0.contains("unavailable: Landlock ABI 2") })
        #expect(lines.contains { $0.contains("connect to another port") && $0.contains("possible") })
        #expect(lines.contains { $0.contains("send datagrams to any address and port") && $0.contains("possible") })
        #expect(lines.last == "as it should be with these layers")
    }
}
