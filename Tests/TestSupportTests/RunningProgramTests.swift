import Glibc
import TestSupport
import Testing

@Suite("RunningProgram and ProcFS")
struct RunningProgramTests {
    private static func shell(_ script: String, environment: [String]? = nil) throws -> RunningProgram {
        try RunningProgram("/bin/sh", ["-c", script], environment: environment)
    }

    @Test("collects what a program writes and how it ends")
    func collects() async throws {
        let program = try Self.shell("echo out; echo err >&2; exit 3")
        #expect(try await program.waitForExit() == .code(3))
        try await waitUntil("its words are here") {
            program.standardOutput == "out\n" && program.standardError == "err\n"
        }
        #expect(!program.isRunning)
        #expect(!program.send(SIGTERM))
    }

    @Test("a program ended by a signal says so")
    func signals() async throws {
        let program = try Self.shell("kill -SEGV $$")
        #expect(try await program.waitForExit() == .signal(SIGSEGV))
    }

    @Test("a program that cannot be started is an error that names it")
    func cannotStart() {
        let error = #expect(throws: SpawnError.self) { try RunningProgram("/no/such/program") }
        #expect(error?.description == "cannot start /no/such/program: No such file or directory")
    }

    @Test("waiting in vain quotes what the program said")
    func waitingInVain() async throws {
        let program = try Self.shell("echo stuck >&2; sleep 600")
        try await waitUntil("it spoke") { program.standardError == "stuck\n" }
        let error = await #expect(throws: WaitedInVain.self) {
            try await program.waitForExit(within: .milliseconds(20))
        }
        #expect(error?.lastSeen == "stuck\n")
    }

    @Test("has a group of its own, default signals, three descriptors and the environment it was given")
    func surroundings() async throws {
        let program = try Self.shell("sleep 600; true", environment: ["ONLY=this"])
        try await waitUntil("the shell has started sleep") { ProcFS.children(of: program.pid).first?.name == "sleep" }
        let child = try #require(ProcFS.children(of: program.pid).first)
        #expect(ProcFS.status(of: program.pid)?.group == program.pid)
        #expect(child.group == program.pid)
        #expect(ProcFS.environment(of: program.pid) == ["ONLY=this"])
        #expect(Set(ProcFS.descriptors(of: child.pid).keys) == [0, 1, 2])
        #expect(ProcFS.descriptors(of: child.pid)[0] == "/dev/null")
        // Signals 32 and 33 are glibc's own; its posix_spawn leaves them ignored.
        let ignored = try #require(ProcFS.field("SigIgn", of: child.pid).flatMap { UInt64($0, radix: 16) })
        #expect(ignored & 0x7FFF_FFFF == 0)
        #expect(ProcFS.field("SigBlk", of: child.pid) == "0000000000000000")
        #expect(ProcFS.commandLine(of: child.pid) == ["sleep", "600"])
        #expect(ProcFS.threadCount(of: child.pid) == 1)
        #expect(ProcFS.residentKilobytes(of: child.pid).map { $0 > 100 } == true)
        #expect(ProcFS.privateDirtyKilobytes(of: child.pid).map { $0 > 10 } == true)
    }

    @Test("at deinit the program and its children are gone")
    func deinitKills() async throws {
        var processes: [ProcessStatus] = []
        do {
            let program = try Self.shell("sleep 600 & sleep 601 & wait")
            try await waitUntil("both sleep") { ProcFS.children(of: program.pid).count == 2 }
            processes = ProcFS.descendants(of: program.pid) + [try #require(ProcFS.status(of: program.pid))]
            #expect(processes.allSatisfy { $0.isAlive })
        }
        try await waitUntil("all are gone") { !processes.contains { $0.isAlive } }
        #expect(ProcFS.status(of: processes[2].pid)?.startTicks != processes[2].startTicks)
    }

    @Test("a zombie is seen as one")
    func zombies() async throws {
        // sh replaces itself by sleep, which never waits for the child it inherits.
        let program = try Self.shell("true & exec sleep 600")
        try await waitUntil("there is a zombie") { ProcFS.zombies(of: program.pid).count == 1 }
        #expect(ProcFS.children(of: program.pid).first?.isAlive == false)
    }

    @Test("programs that start while others do inherit nothing of theirs")
    func noDescriptorLeaks() async throws {
        let camera = try FakeCamera.start { $0["/"] = .silence }
        let programs = try await withThrowingTaskGroup(of: RunningProgram.self) { group in
            for _ in 0..<30 { group.addTask { try await onThread { try Self.shell("exec sleep 600") } } }
            for _ in 0..<30 {
                startThread { _ = try? HTTPConnection(to: camera.endpoint).send(HTTPRequest("GET", "/")) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for program in programs {
            try await waitUntil("it is sleep") { ProcFS.commandLine(of: program.pid).first == "sleep" }
            // Its loader opens libraries for a moment; what it inherited it would keep.
            try await waitUntil("it has no other descriptor", within: .seconds(10)) {
                Set(ProcFS.descriptors(of: program.pid).keys) == [0, 1, 2]
            }
        }
    }

    @Test("a runaway's output is bounded")
    func boundedOutput() async throws {
        let program = try Self.shell("echo first; head -c 20000000 /dev/zero; echo last")
        #expect(try await program.waitForExit() == .code(0))
        try await waitUntil("the end is here") { program.standardOutput.hasSuffix("last\n") }
        #expect(program.standardOutput.hasPrefix("first\n"))
        #expect(program.standardOutputBytes.count == 8 << 20)
    }
}
