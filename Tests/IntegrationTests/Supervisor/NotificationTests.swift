import Glibc
import IPC
import Shared
import Synchronization
import TestSupport
import Testing

/// sd_notify(3) tells the truth (guarantee G23); under a real systemd: Tests/System.
@Suite("What the service manager is told", .alone)
struct NotificationTests {
    private static let program = TestPrograms.path(of: "stopped-thread")
    /// The first of the threads that carry frames, by NIO's name for it; the control thread's group is the one before.
    private static let dataThread = "NIO-ELT-2-#1"
    private static let watchdog = Duration.seconds(1)

    /// A supervisor of one demo camera, told to notify a socket of the test's.
    private struct Notifying {
        let folder: TemporaryFolder
        let port: UInt16
        let socket: NotificationSocket
        let program: RunningProgram

        init(atReady: @escaping @Sendable (UInt16) -> Void = { _ in }) throws {
            let folder = try TemporaryFolder()
            let port = try FreePort.take()
            self.folder = folder
            self.port = port
            self.socket = try NotificationSocket(path: folder.path(of: "notify")) { lines in
                if lines.contains("READY=1") { atReady(port) }
            }
            let file = try folder.write(
                """
                http: { listen: ["127.0.0.1:\(port)"] }
                control: { socket: \(folder.path(of: "control.sock")) }
                cameras: { demo: { platform: demo } }
                """,
                to: "camsupervisor.yaml"
            )
            self.program = try RunningProgram(
                BuiltProducts.camsupervisor(),
                ["run", "--config", file, "--worker", BuiltProducts.camworker()],
                environment: ProcFS.environment(of: getpid()) + [
                    "NOTIFY_SOCKET=\(self.socket.path)",
                    "WATCHDOG_USEC=\(NotificationTests.watchdog.wholeNanoseconds / 1_000)",
                ]
            )
        }

        func wait(for line: String, times: Int = 1) async throws {
            try await waitUntil("\(line) has come \(times) times", within: .seconds(20)) {
                self.socket.messages(with: line).count >= times
            }
        }
    }

    /// What `/livez` answered when READY=1 came.
    private final class Answers: Sendable {
        let statuses = Mutex<[Int]>([])

        func ask(_ port: UInt16) {
            let request = HTTPRequest("GET", "/livez", fields: ["Connection": "close"])
            let answer = try? HTTPConnection(to: .port(port), timeout: .seconds(5)).answer(to: request)
            self.statuses.withLock { $0.append(answer?.status ?? 0) }
        }
    }

    @Test("ready is said once it serves, again after a reload, and the end before anything ends")
    func order() async throws {
        let answers = Answers()
        let supervisor = try Notifying { answers.ask($0) }
        try await supervisor.wait(for: "READY=1")
        supervisor.program.send(SIGHUP)
        try await supervisor.wait(for: "READY=1", times: 2)
        let viewer = StreamViewer(.port(supervisor.port), "/api/camera_proxy_stream/demo")
        try await viewer.waitForParts(2)
        supervisor.program.send(SIGTERM)
        #expect(try await supervisor.program.waitForExit() == .code(0))

        let words = ["READY=1", "RELOADING=1", "STOPPING=1"]
        let order = supervisor.socket.messages.flatMap { $0.lines }.filter(words.contains)
        #expect(order == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"])
        #expect(answers.statuses.withLock { $0 } == [200, 200])
        let stopping = try #require(supervisor.socket.messages(with: "STOPPING=1").first).arrived
        let last = try #require(viewer.seen.sightings.last).arrived
        #expect(stopping.since(last) < .seconds(1), "the viewer had lost its stream before")
        try await waitUntil("the viewer's stream has ended") { viewer.end != nil }
    }

    @Test("the watchdog hears nothing while one thread that carries frames stands still, and hears again afterwards")
    func stoppedThread() async throws {
        try #require(getuid() == 0, "only root may stop a thread of another program: run the tests as root")
        let supervisor = try Notifying()
        try await supervisor.wait(for: "WATCHDOG=1", times: 3)
        let debugger = try RunningProgram(Self.program, ["\(supervisor.program.pid)", Self.dataThread])
        try await waitUntil("the thread stands still", within: .seconds(10), lastSeen: debugger.standardError) {
            debugger.standardOutput == "stopped\n"
        }
        let start = MonotonicTime.now()
        // The stimulus itself: as long as it takes systemd to lose patience, twice.
        try await Task.sleep(for: Self.watchdog * 2)
        let late = supervisor.socket.messages(with: "WATCHDOG=1").filter { $0.arrived > start + Self.watchdog / 2 }
        #expect(late.isEmpty, "\(late.count) pings in the name of a thread that stands still")
        let heard = supervisor.socket.messages(with: "WATCHDOG=1").count
        debugger.send(SIGKILL)
        try await supervisor.wait(for: "WATCHDOG=1", times: heard + 2)
    }
}
