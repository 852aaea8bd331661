import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("CameraDocument")
struct CameraDocumentTests {
    private static let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let wall = WallTime(nanoseconds: 1_795_228_867_250_000_000)

    private func json(_ status: CameraStatus, view: ViewHub? = nil) -> String {
        let document = CameraDocument(.init(configuration: nil, status: status), view: view, now: Self.now)
        return String(buffer: JSONBody.encode(document)) + "\n"
    }

    @Test("a camera that was never started shows the least there is")
    func least() throws {
        let status = CameraStatus(id: try CameraID("yard"), name: "Yard", platform: "", stateSince: Self.wall)
        try Golden.check(self.json(status), against: "documents/camera-least.json")
    }

    @Test("a camera of which everything is known")
    func everything() throws {
        var status = CameraStatus(
            id: try CameraID("front_door"),
            name: "Front \"door\" ☂",
            platform: "push",
            stateSince: Self.wall
        )
        status.state = .stale
        status.reason = "no frame for 12 s"
        status.retryAt = Self.now + .milliseconds(839_960)
        status.attributes = ["filename": "a.jpg", "last_trip": "2026-11-21T02:41:07Z"]
        status.worker = .init(
            phase: "waiting",
            pid: 4242,
            generation: 7,
            startedAt: Self.wall,
            restarts: 6,
            isParked: true,
            restartAt: Self.now + .milliseconds(12_340),
            stats: Stats(cpuMilliseconds: 1_250, peakMemoryKilobytes: 9_000, frames: 3, bytes: 4, connections: 5),
            confinement: [
                .init(name: "rlimits", active: true), .init(name: "landlock", active: false, reason: "kernel too old"),
            ],
            limits: LimitInForce.all(without: "no tree", of: WorkerLimits())
        )
        status.worker.runningSince = Self.now.advanced(by: .milliseconds(-61_240))
        status.worker.statsAt = Self.now.advanced(by: .milliseconds(-440))
        status.worker.stats?.residentMemoryKilobytes = 8_000
        status.restartsByKind = [.crash: 4, .hang: 1, .command: 1]
        status.worker.limits[2].keeper = .cgroup
        status.lastExits = [
            self.exit(
                .crashed(.signalled(11)),
                .signalled(11),
                stats: Stats(cpuMilliseconds: 10, peakMemoryKilobytes: 20)
            ),
            self.exit(.configuration, .exited(78)),
            self.exit(.spawnFailed("no such file"), nil),
        ]
        let view = ViewHub(id: ViewID(camera: status.id))
        view.workerReady(RecordingPort(generation: 7))
        view.viewerCame()
        let watcher = EmbeddedWatcher()
        view.wait(watcher.receiver, for: FrameDemand(newerThan: 0))
        let captured = Self.now.advanced(by: .milliseconds(-12_345))
        let payload = FramePayload.example(captured: captured, wall: Self.wall)
        #expect(view.frameArrived(payload, picture: ByteBuffer(string: "x"), generation: 7))
        try Golden.check(self.json(status, view: view), against: "documents/camera-everything.json")
    }

    private func exit(_ reason: WorkerSupervision.ExitReason, _ status: WorkerStatus?, stats: Stats? = nil) -> LastExit
    {
        LastExit(
            generation: 6,
            pid: status == nil ? nil : 4_141,
            at: Self.wall,
            reason: reason,
            status: status,
            uptime: .milliseconds(61_500),
            stats: stats,
            statsAge: stats.map { _ in .milliseconds(740) },
            log: ["connecting to •••"]
        )
    }

    static let reasons: [(WorkerSupervision.ExitReason, String)] = [
        (.asked, "asked to stop"), (.crashed(.signalled(11)), "crash: signal 11 (SIGSEGV)"),
        (.hung, "hang: no ping was answered"), (.stale, "stale: the camera was connected and no frame came"),
        (.noHello, "hang: no hello after start"), (.notReady, "hang: no ready after hello"),
        (.protocolViolation("x"), "protocol: x"), (.command, "restart asked for"),
        (.replaceMe, "replaced: what it may reach has changed"), (.configuration, "configuration: exit 78"),
        (.spawnFailed("x"), "spawn failed: x"),
    ]

    @Test("a reason begins with the word one searches for", arguments: reasons)
    func reason(_ reason: WorkerSupervision.ExitReason, _ text: String) {
        #expect("\(reason)" == text)
    }
}
