import TestSupport
import Testing

@testable import camsupervisor

@Suite("WorkerLocation")
struct WorkerLocationTests {
    @Test("a named worker is used, and nothing else is tried when it cannot be")
    func explicit() throws {
        #expect(try WorkerLocation.find(explicit: "/bin/sh", ownExecutable: "/usr/bin/camsupervisor") == "/bin/sh")
        #expect(throws: WorkerLocation.NotFound.self) {
            try WorkerLocation.find(explicit: "/nowhere/camworker", ownExecutable: "/bin/sh")
        }
    }

    @Test("the error names every place and what to do")
    func words() {
        do {
            _ = try WorkerLocation.find(explicit: nil, ownExecutable: "/nowhere/bin/camsupervisor")
        } catch {
            #expect(
                error.description
                    == "camworker was not found (tried /nowhere/bin/camworker, "
                    + "/nowhere/bin/../libexec/camsupervisor/camworker, /usr/libexec/camsupervisor/camworker); "
                    + "name it with --worker PATH"
            )
        }
    }

    @Test("our own executable is found by the kernel's word")
    func own() {
        #expect(WorkerLocation.ownExecutable().hasPrefix("/"))
    }
}
