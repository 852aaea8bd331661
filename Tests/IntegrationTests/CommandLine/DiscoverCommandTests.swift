import Foundation
import Shared
import TestSupport
import Testing

/// `camsupervisor discover`, its worker and devices.
@Suite("discover", .takesTurns)
struct DiscoverCommandTests {
    private static func discover(_ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(
            BuiltProducts.camsupervisor(),
            ["discover", "--wait", "2", "--worker", BuiltProducts.camworker()] + arguments
        )
    }

    private static func output(
        of program: RunningProgram
    ) async throws -> (exit: ProgramExit, output: String, words: String) {
        let exit = try await program.waitForExit(within: .seconds(60))
        try await program.waitForOutput()
        return (exit, program.standardOutput, program.standardError)
    }

    private static func configuration(_ folder: TemporaryFolder) throws -> String {
        try folder.write(
            "cameras:\n  gate: { platform: mjpeg, mjpeg_url: 'http://127.0.0.1/video' }\n",
            to: "camsupervisor.yaml"
        )
    }

    @Test("devices in a table, and YAML for those that are not configured")
    func table() async throws {
        let folder = try TemporaryFolder()
        let camera = try ONVIFCamera.start()
        let discovery = try ScriptedDiscovery.start { script in
            script.devices = [
                .init(camera),
                .init(
                    endpoint: "urn:uuid:2",
                    scopes: ["onvif://www.onvif.org/name/Yard"],
                    addresses: ["http://192.0.2.10/onvif/device_service"]
                ),
            ]
        }
        let (exit, output, words) = try await Self.output(
            of: Self.discover(["--target", "127.0.0.1:\(discovery.port)", "-f", try Self.configuration(folder)])
        )
        #expect(exit == .code(0) && words == "", "\(words)")
        #expect(output.hasPrefix("2 ONVIF devices answered within 2 s on 127.0.0.1.\n\nNAME "), "\(output)")
        let lines = output.split(separator: "\n")
        let known = try #require(lines.first { $0.hasPrefix("Front Door ") })
        #expect(known.contains("  http://127.0.0.1:\(camera.port)  ") && known.hasSuffix("  gate"))
        #expect(lines.contains { $0.hasPrefix("Yard ") && $0.hasSuffix("  -") })
        #expect(output.contains("cameras:\n  yard:\n    platform: onvif\n    name: Yard\n    host: 192.0.2.10\n"))
        #expect(output.contains("    password: !secret yard_password\n") && !output.contains("front_door"))
        #expect(discovery.strangeProbes == [])
    }

    @Test("--json is the same for programs")
    func json() async throws {
        let camera = try ONVIFCamera.start()
        let discovery = try ScriptedDiscovery.start(isIPv6: true) { $0.devices = [.init(camera)] }
        let (exit, output, _) = try await Self.output(
            of: Self.discover(["--target", "[::1]:\(discovery.port)", "--json"])
        )
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let device = try #require((document?["devices"] as? [[String: Any]])?.first)
        #expect(exit == .code(0) && device["name"] as? String == "Front Door")
        #expect(device["port"] as? Int == Int(camera.port) && document?["asked"] as? [String] == ["::1"])
        #expect((document?["configuration"] as? String)?.contains("  front_door:\n    platform: onvif\n") == true)
    }

    @Test("over multicast, IPv4 from each address and IPv6, the device is one; its questions go four networks far")
    func multicast() async throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/heard"
        let program = try RunningProgram(
            TestPrograms.path(of: "discovery-network"),
            [
                log, BuiltProducts.camsupervisor(), "discover", "--wait", "2", "--json", "--worker",
                BuiltProducts.camworker(),
            ]
        )
        let (exit, output, words) = try await Self.output(of: program)
        #expect(exit == .code(0), "\(words)")
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let devices = document?["devices"] as? [[String: Any]] ?? []
        #expect(devices.count == 1 && document?["asked"] as? [String] == ["cable0"], "\(output)")
        #expect(devices.first?["address"] as? String == "http://192.0.2.2:8000")
        #expect(devices.first?["other_hosts"] as? [String] == ["fe80::2"])
        let heard = String(decoding: try readFile(log), as: UTF8.self).split(separator: "\n").map(String.init)
        for line in [
            "239.255.255.250 4 192.0.2.1 typed", "239.255.255.250 4 198.51.100.1 untyped", "ff02::c 4 fe80::1 typed",
            "ff02::c 4 fe80::1 untyped",
        ] { #expect(heard.count { $0 == line } == 4, "\(line) in \(heard)") }
        #expect(heard.count == 24)
    }

    @Test("nobody is 1, and says what to try")
    func nobody() async throws {
        let discovery = try ScriptedDiscovery.start()
        let (exit, output, words) = try await Self.output(
            of: Self.discover(["--target", "127.0.0.1:\(discovery.port)", "--wait", "1"])
        )
        #expect(exit == .code(1) && words == "")
        #expect(output.hasPrefix("No ONVIF device answered within 1 s on 127.0.0.1.\n"))
        #expect(!output.contains("cameras:"))
    }

    @Test("what cannot be asked is 1 and a sentence, a configuration that is not there 78")
    func failures() async throws {
        let none = try await Self.output(of: Self.discover(["--interface", "none0"]))
        #expect(none.exit == .code(1) && none.output == "")
        #expect(
            none.words == "camsupervisor: discover: nobody could be asked; none0: there is no such interface, or it is "
                + "down or has no address\n"
        )
        let missing = try await Self.output(of: Self.discover(["-f", "/nonexistent.yaml"]))
        #expect(missing.exit == .code(78) && missing.words.contains("/nonexistent.yaml"), "\(missing.words)")
        let dying = try await Self.output(
            of: RunningProgram(BuiltProducts.camsupervisor(), ["discover", "--worker", "/bin/cat"])
        )
        #expect(dying.exit == .code(70) && dying.words.hasPrefix("camsupervisor: discover: the worker that asked"))
    }

    @Test("the worker has a filter of system calls, and ends with who is broken off")
    func confined() async throws {
        let discovery = try ScriptedDiscovery.start()
        // Longer than this test may be kept waiting for the processor.
        let program = try Self.discover(["--target", "127.0.0.1:\(discovery.port)", "--wait", "30"])
        try await waitUntil("it has asked") { !discovery.probes.isEmpty }
        let workers = ProcFS.children(of: program.pid).map(\.pid)
        #expect(workers.count == 1)
        for pid in workers { #expect(ProcFS.field("Seccomp", of: pid) == "2") }
        _ = try await program.stop()
        try await waitUntil("its worker has ended") { workers.allSatisfy { ProcFS.status(of: $0) == nil } }
    }

    @Test(
        "wrong usage",
        arguments: [
            ["--wait", "0"], ["--wait", "31"], ["--target", "camera"], ["--target", "192.0.2.1:0"],
            ["--interface", "a b"], ["--interface", ""], ["--target", "192.0.2.1", "--interface", "eth0"], ["yard"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let (exit, _, words) = try await Self.output(
            of: RunningProgram(BuiltProducts.camsupervisor(), ["discover"] + arguments)
        )
        #expect(exit == .code(64) && !words.isEmpty)
    }
}
