import Glibc
import IPC
import Shared
import TestSupport
import Testing

/// Two workers of one camera would ask it twice, and it would be anybody's guess whose word counts.
@Suite("One worker of a camera at a time", .alone)
struct OneWorkerAtATimeTests {
    private static let cameras = (1...6).map { "c\($0)" }
    private static let events = 500
    private static let pace = Duration.milliseconds(15)

    /// Each worker takes its camera's lock as long as it lives, and takes its time to leave.
    @Test("through 500 random kills, restarts, stops, starts and reloads its lock is never contended")
    func neverTwo() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write(try readFile(TestPrograms.path(of: "locking-worker")), to: "worker", mode: 0o755)
        try folder.write("\(BuildIdentity.current)\n", to: "settings")
        let supervisor = try await RunningSupervisor(Self.configuration(width: 320), worker: worker)
        var random = SeededGenerator(seed: 5)
        for number in 1...Self.events {
            let camera = Self.cameras[Int(random.next() % UInt64(Self.cameras.count))]
            try await Self.perform(random.next() % 20, on: camera, of: supervisor, number)
            #expect(Self.contended(folder) == "", "after \(number) events")
            guard Self.contended(folder).isEmpty else { return }
            // Between two events, whatever became of the last.
            try await Task.sleep(for: Self.pace)
        }
        for camera in Self.cameras { #expect(try await supervisor.command("start", camera).exit == .code(0)) }
        for camera in Self.cameras { _ = try await supervisor.workerPID(of: camera) }
        let starts = try readFile(folder.path(of: "starts")).count
        print("\(Self.events) events, \(starts) workers, none beside another of its camera")
        #expect(starts > Self.events / 4)
        #expect(Self.contended(folder) == "")
        // Now and then one leaves by itself, and is replaced.
        try await waitUntil("there is one process a camera") {
            ProcFS.children(of: supervisor.program.pid).count { $0.isAlive } == Self.cameras.count
        }
    }

    private static func configuration(width: Int) -> String {
        """
        supervision:
          first_restart_delay: 0
          initial_backoff: 10 ms
          maximum_backoff: 10 ms
          restarts_per_second: 1000
          stop_grace: 50 ms
          terminate_grace: 50 ms
        cameras:
        \(Self.cameras.map { "  \($0): { platform: demo, width: \(width) }" }.joined(separator: "\n"))
        """
    }

    /// Nobody waits until it has come true: the next may come on top of it.
    private static func perform(
        _ kind: UInt64,
        on camera: String,
        of supervisor: RunningSupervisor,
        _ number: Int
    ) async throws {
        switch kind {
        case 0..<6: try await Self.signal(number % 2 == 0 ? SIGKILL : SIGSEGV, camera, supervisor)
        case 6..<12: _ = try await supervisor.http.post("/api/v1/cameras/\(camera)/restart")
        case 12..<14:
            try await Self.signal(SIGSTOP, camera, supervisor)
            _ = try await supervisor.http.post("/api/v1/cameras/\(camera)/restart")
        case 14..<16: _ = try await supervisor.http.post("/api/v1/cameras/\(camera)/stop")
        case 16..<19: _ = try await supervisor.http.post("/api/v1/cameras/\(camera)/start")
        default:
            try supervisor.rewrite(Self.configuration(width: 320 + 2 * number))
            _ = try await supervisor.http.post("/api/v1/reload")
        }
    }

    private static func signal(_ signal: Int32, _ camera: String, _ supervisor: RunningSupervisor) async throws {
        if let pid = try await supervisor.camera(camera).worker.pid { kill(pid, signal) }
    }

    private static func contended(_ folder: TemporaryFolder) -> String {
        String(decoding: (try? readFile(folder.path(of: "contended"))) ?? [], as: UTF8.self)
    }
}
