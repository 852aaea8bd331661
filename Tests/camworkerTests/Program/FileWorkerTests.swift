import IPC
import Shared
import TestSupport
import Testing

@Suite("A file camera's worker")
struct FileWorkerTests {
    private func worker(_ path: String, allowed: [String]) async throws -> DrivenWorker {
        let configuration = try Configurations.still("file://\(path)") { $0.readableFolders = allowed }
        return try await DrivenWorker.ready(configuration)
    }

    @Test("shows the file, and the new one when it has changed")
    func changes() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(TestPicture(counter: 1).bytes, to: "my picture.jpg")
        let worker = try await self.worker(path.replacing(" ", with: "%20"), allowed: [folder.path])
        #expect(TestPicture.counter(in: try await worker.fetch()) == 1)
        try writeFile(TestPicture(counter: 2, padding: 50).bytes, to: path)
        #expect(TestPicture.counter(in: try await worker.fetch(capturedAfter: .now())) == 2)
    }

    @Test("a file that is written in place is waited for: no trouble, and the whole picture in the end")
    func writtenInPlace() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(TestPicture(counter: 1).bytes, to: "a.jpg")
        let worker = try await self.worker(path, allowed: [folder.path])
        _ = try await worker.fetch()
        let next = TestPicture(counter: 2, padding: 50_000).bytes
        let began = MonotonicTime.now()
        for half in [[], Array(next.prefix(20_000))] {
            try writeFile(half, to: path)
            try worker.want(capturedAfter: .now())
            try await worker.settle()
        }
        try writeFile(next, to: path)
        #expect(TestPicture.counter(in: try await worker.frame().bytes) == 2)
        // After two seconds it is trouble, and rightly: a machine may be so busy.
        let isLate = MonotonicTime.now().since(began) > .seconds(2)
        #expect(try isLate || worker.waiting(.state) <= 3, "idle, connected, never offline")
    }

    @Test("a file that stays half-written is said to be so after two seconds, and found when it is whole")
    func staysHalf() async throws {
        let folder = try TemporaryFolder()
        let whole = TestPicture(counter: 2, padding: 50_000).bytes
        let path = try folder.write(Array(whole.prefix(20_000)), to: "a.jpg")
        let worker = try await self.worker(path, allowed: [folder.path])
        let start = MonotonicTime.now()
        try worker.want()
        let reason = try await worker.state(.offline).reason
        #expect(reason?.hasSuffix("holds a truncated jpeg picture (20000 bytes, its end is missing)") == true)
        #expect(MonotonicTime.now().since(start) >= .seconds(2))
        try writeFile(whole, to: path)
        #expect(TestPicture.counter(in: try await worker.frame().bytes) == 2)
    }

    @Test("a shorter stale_after reaches a picture that does not change: it is confirmed in time")
    func retuned() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(TestPicture(counter: 1).bytes, to: "a.jpg")
        let configuration = try Configurations.still("file://\(path)") { $0.readableFolders = [folder.path] }
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        var tuning = configuration.tuning
        tuning.staleAfter = .seconds(1)
        try worker.send(.retune, tuning)
        let start = MonotonicTime.now()
        for _ in 1...3 { _ = try await worker.fetch() }
        #expect(MonotonicTime.now().since(start) < .seconds(4), "each time within half of it")
    }

    @Test("a file outside of the allowed folders is a misconfiguration")
    func outside() async throws {
        let folder = try TemporaryFolder()
        let worker = try await self.worker("/etc/hostname", allowed: [folder.path])
        try worker.want()
        let reason = try await worker.state(.misconfigured).reason
        #expect(reason == "file /etc/hostname lies in none of the folders of `files.read`")
    }

    @Test("a file that is not there is offline until it comes; one that is no picture says what it is")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "a.jpg")
        let worker = try await self.worker(path, allowed: [folder.path])
        try worker.want()
        #expect(try await worker.state(.offline).reason?.contains("No such file") == true)
        _ = try folder.write("hello", to: "a.jpg")
        let state = try await worker.state(.offline)
        #expect(state.reason != nil)
        try writeFile(TestPicture(counter: 3).bytes, to: path)
        #expect(TestPicture.counter(in: try await worker.frame().bytes) == 3)
    }
}
