import Foundation
import Shared
import TestSupport
import Testing

/// `camsupervisor probe amcrest`, its worker and a camera.
@Suite("probe amcrest", .takesTurns)
struct ProbeCommandTests {
    private static let password = "pass=word 1;"

    /// A probe that reads the password from a file.
    private static func probe(
        _ folder: TemporaryFolder,
        port: UInt16,
        password: String = Self.password,
        _ arguments: [String] = []
    ) throws -> RunningProgram {
        try RunningProgram(
            BuiltProducts.camsupervisor(),
            [
                "probe", "amcrest", "127.0.0.1", "--port", "\(port)", "--password-file",
                try folder.write("\(password)\nsecond line\n", to: "password"), "--worker", BuiltProducts.camworker(),
            ] + arguments
        )
    }

    private static func output(
        of program: RunningProgram
    ) async throws -> (exit: ProgramExit, output: String, words: String) {
        let exit = try await program.waitForExit(within: .seconds(90))
        try await program.waitForOutput()
        return (exit, program.standardOutput, program.standardError)
    }

    /// What `check` says of a configuration that was printed.
    private static func check(_ output: String, secret: String, in folder: TemporaryFolder) async throws -> String {
        let start = try #require(output.firstRange(of: "# Paste this"))
        try folder.write("\(secret): \"\(Self.password)\"\n", to: "secrets.yaml")
        let file = try folder.write(String(output[start.lowerBound...]), to: "camsupervisor.yaml")
        let check = try await Self.output(of: RunningProgram(BuiltProducts.camsupervisor(), ["check", "-f", file]))
        #expect(check.exit == .code(0), "\(check.output)")
        return check.output
    }

    @Test("it says what the camera is and can do, and prints a configuration that check takes")
    func camera() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start()
        let (exit, output, words) = try await Self.output(of: try Self.probe(folder, port: camera.port))
        #expect(exit == .code(0) && words == "", "\(words)")
        for line in [
            "Amcrest IP8M-T2599E, firmware 2.800.00AC003.0.R, at http://127.0.0.1:\(camera.port)\n",
            "  name              Garage=Left\n", "  memory card       31.9 of 63.9 GB used (50 %)\n",
            "  main stream       H.264 3840x2160, 15 fps, 8192 kbit/s, sound AAC\n",
            "  presets           1 Driveway, 2 Preset2\n", "  smart motion      people\n",
            "  garage_left:\n    platform: amcrest\n    name: \"Garage=Left\"\n    host: 127.0.0.1\n    port: \(camera.port)\n",
            "    binary_sensors: [motion_detected, crossline_detected, online]\n    sensors: [sdcard, ptz_preset]\n",
            "    switches: [privacy_mode]\n",
        ] { #expect(output.contains(line), "\(line) in \(output)") }
        _ = try await Self.check(output, secret: "garage_left_password", in: folder)
        #expect(camera.strangeRequests == [])
        // Digest asks once for its challenge.
        #expect(camera.logins.refused == 0 && camera.peakConnections == 1 && camera.totalConnections == 1)
    }

    @Test("a recorder's cameras, all of them or one")
    func recorder() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start(.recorder)
        let all = try await Self.output(of: try Self.probe(folder, port: camera.port))
        #expect(all.output.contains("channel 4") && all.output.contains("    channel: 4\n"), "\(all.output)")
        _ = try await Self.check(all.output, secret: "dahua_nvr5216_16p_4ks2_password", in: folder)
        let one = try await Self.output(of: try Self.probe(folder, port: camera.port, ["--channel", "3"]))
        #expect(one.output.contains("    channel: 3\n") && !one.output.contains("channel 2"), "\(one.output)")
        let none = try await Self.output(of: try Self.probe(folder, port: camera.port, ["--channel", "9"]))
        #expect(none.exit == .code(1) && none.words.contains("the camera has 4 channels, and no channel 9"))
        #expect(camera.strangeRequests == [])
    }

    @Test("--json is the same for programs")
    func json() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start(.doorbell)
        let (exit, output, _) = try await Self.output(of: try Self.probe(folder, port: camera.port, ["--json"]))
        let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        #expect(exit == .code(0) && document?["kind"] as? String == "amcrest")
        #expect((document?["report"] as? [String: Any])?["device_class"] as? String == "VTO")
        #expect(
            (document?["configuration"] as? String)?.contains("entities: { enable: [doorbell, smart_motion] }") == true
        )
    }

    @Test("a wrong password is tried once, and is 77")
    func refused() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start()
        let (exit, output, words) = try await Self.output(
            of: try Self.probe(folder, port: camera.port, password: "another secret")
        )
        #expect(exit == .code(77) && output == "")
        #expect(
            words == "camsupervisor: http://127.0.0.1:\(camera.port): refused: "
                + "the camera answered 401 (it refuses the user name or password)\n"
        )
        #expect(camera.logins.refused == 1)
    }

    @Test("what is no camera, and what is not there, is said in a sentence")
    func others() async throws {
        let folder = try TemporaryFolder()
        let page = try FakeCamera.start { script in
            script.responder = { _ in .page("<html><body>A printer</body></html>") }
        }
        let empty = try FakeCamera.start()
        let redirecting = try FakeCamera.start { script in
            script.responder = { _ in .redirect(to: "http://127.0.0.1:\(page.port)/", status: 301) }
        }
        let cases = [
            (page.port, "that is no Amcrest or Dahua camera, or its CGI commands are turned off"),
            (empty.port, "the camera answered 404 (there is nothing at this path)"),
            // Followed, or not, by what the kernel knows of ports.
            (redirecting.port, "it "),
            (try FreePort.take(), "cannot connect: Connection refused"),
        ]
        for (port, words) in cases {
            let (exit, output, errors) = try await Self.output(of: try Self.probe(folder, port: port))
            #expect(exit == .code(1) && output == "")
            #expect(
                errors.hasPrefix("camsupervisor: http://127.0.0.1:\(port): ") && errors.contains(words),
                "\(errors)"
            )
            #expect(errors.split(separator: "\n").count == 1)
        }
    }

    @Test("a camera that says nothing is given up, one that falls silent later is told of as far as it came")
    func silent() async throws {
        let folder = try TemporaryFolder()
        let dumb = try AmcrestCamera.start()
        dumb.trouble("", .silence)
        let halting = try AmcrestCamera.start()
        halting.trouble("storageDevice.cgi", .close)
        halting.trouble("magicBox.cgi?action=getVendor", .late(.milliseconds(300)))
        let programs = try [dumb, halting].map { try Self.probe(folder, port: $0.port) }
        let late = try await Self.output(of: programs[0])
        #expect(late.exit == .code(1) && late.words.contains("no answer in time"), "\(late.words)")
        let partial = try await Self.output(of: programs[1])
        #expect(partial.exit == .code(0) && partial.output.contains("not answered\n  "), "\(partial.output)")
        #expect(partial.output.contains("memory card       none that it tells of"))
    }

    @Test("the password is nowhere but in the worker's memory, and only there while the camera is asked")
    func secret() async throws {
        let folder = try TemporaryFolder()
        let secret = "p@ss w%41rd/+&=?\"'\\<é☂>:;#"
        let camera = try AmcrestCamera.start(password: secret)
        camera["General.MachineName"] = secret
        camera.trouble("devVideoInput.cgi", .late(.seconds(4)), times: 1)
        let program = try Self.probe(folder, port: camera.port, password: secret)
        try await waitUntil("the camera is being asked", lastSeen: program.standardError) {
            camera.commands.contains { $0.hasPrefix("devVideoInput.cgi") }
        }
        var hunt = SecretHunt(user: "admin", secrets: ["password": secret])
        let workers = ProcFS.children(of: program.pid).map(\.pid)
        #expect(workers.count == 1)
        for pid in workers { #expect(ProcFS.field("Seccomp", of: pid) == "2", "a filter of system calls") }
        for pid in [program.pid] + workers {
            hunt.look(at: ProcFS.commandLine(of: pid).joined(separator: " "), called: "arguments")
            hunt.look(at: ProcFS.environment(of: pid).joined(separator: " "), called: "environment")
        }
        let (exit, output, words) = try await Self.output(of: program)
        #expect(exit == .code(0), "\(words)")
        hunt.look(at: output, called: "output")
        hunt.look(at: words, called: "errors")
        #expect(hunt.findings.isEmpty, "\(hunt.findings)")
        // The camera's name is its password: it was said, and is masked.
        #expect(output.contains("name              •••"), "\(output)")
        #expect(hunt.places["arguments"]?.contains("--probe") == true)
    }

    @Test("a worker that dies is a sentence, and 70; one that lies is too")
    func dying() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write("#!/bin/sh\nkill -SEGV $$\n", to: "worker", mode: 0o755)
        for (program, words) in [
            (worker, "the worker that asked it failed: signal 11 (SIGSEGV)"),
            ("/bin/cat", "the worker that asked it failed: "),
            ("/nonexistent", "camworker was not found"),
        ] {
            let probe = try RunningProgram(
                BuiltProducts.camsupervisor(),
                [
                    "probe", "amcrest", "192.0.2.1", "--password-file", try folder.write("x\n", to: "password"),
                    "--worker", program,
                ]
            )
            let (exit, output, errors) = try await Self.output(of: probe)
            #expect(exit == .code(70) && output == "")
            #expect(errors.contains(words) && errors.split(separator: "\n").count == 1, "\(errors)")
        }
    }

    @Test("the password comes from standard input where that is no terminal, and no password is wrong usage")
    func standardInput() async throws {
        let folder = try TemporaryFolder()
        let camera = try AmcrestCamera.start()
        for (contents, code) in [("\(Self.password)\r\nrest", Int32(0)), ("", 64), ("\nsecond", 64)] {
            let program = try RunningProgram(
                BuiltProducts.camsupervisor(),
                [
                    "probe", "amcrest", "127.0.0.1", "--port", "\(camera.port)", "--worker", BuiltProducts.camworker(),
                    "--channel", "1",
                ],
                input: try folder.write(contents, to: "input")
            )
            let (exit, _, words) = try await Self.output(of: program)
            #expect(exit == .code(code), "\(words)")
        }
    }

    @Test("at a terminal it is asked for, and not shown")
    func terminal() async throws {
        let camera = try AmcrestCamera.start()
        let script = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0:
                os.execv(sys.argv[1], sys.argv[1:])
            seen = b""
            while b": " not in seen:
                seen += os.read(terminal, 4096)
            os.write(terminal, b"pass=ward\\x7f\\x7f\\x7f" + b"ord 1;\\r")
            try:
                while piece := os.read(terminal, 4096):
                    seen += piece
            except OSError:
                pass
            sys.stdout.buffer.write(seen)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """
        let program = try RunningProgram(
            InstalledTool.path(of: "python3"),
            [
                "-c", script, BuiltProducts.camsupervisor(), "probe", "amcrest", "127.0.0.1", "--port",
                "\(camera.port)",
                "--worker", BuiltProducts.camworker(),
            ]
        )
        let (exit, output, words) = try await Self.output(of: program)
        #expect(exit == .code(0), "\(output)\(words)")
        #expect(output.hasPrefix("Password of admin at 127.0.0.1: \r\nAmcrest IP8M"), "\(output)")
        #expect(!output.contains("pass=") && !output.contains("ord 1;"))
    }

    @Test(
        "wrong usage",
        arguments: [
            ["probe", "amcrest"], ["probe", "amcrest", "http://user:pw@192.0.2.1/"], ["probe", "amcrest", "h/x"],
            ["probe", "amcrest", "h", "--channel", "0"], ["probe", "amcrest", "h", "--port", "0"],
            ["probe", "amcrest", "h", "--password-file", "/nonexistent"], ["probe", "amcrest", "h", "--password", "x"],
            ["probe", "amcrest", "h", "-u", "a\nb"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let (exit, _, words) = try await Self.output(of: RunningProgram(BuiltProducts.camsupervisor(), arguments))
        #expect(exit == .code(64) && !words.isEmpty)
    }
}
