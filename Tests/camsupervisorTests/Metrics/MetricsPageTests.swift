import IPC
import NIOCore
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camsupervisor

@Suite("MetricsPage")
struct MetricsPageTests {
    private static let wall = WallTime(nanoseconds: 1_795_228_867_250_000_000)

    private func page(
        _ entries: [CameraBoard.Entry],
        _ views: [CameraID: ViewHub],
        _ counters: SupervisorCounters
    )
        -> String
    {
        let usage = ProcessUsage(
            cpuSeconds: 1.25,
            residentBytes: 20_971_520,
            openDescriptors: 42,
            mostDescriptors: 65_536,
            threads: 7
        )
        let refused = Refusals.Kind.allCases.enumerated().map { ($1.rawValue, 3 * $0) }
        return MetricsPage(cameras: entries, view: { views[$0] }, counters: counters, refused: refused, process: usage)
            .text
            .replacing(BuildIdentity.current, with: "VERSION")
    }

    /// A camera that lives and has been through something, and one that was never started.
    private func everything() throws -> String {
        var status = CameraStatus(id: try CameraID("drop"), name: "Drop", platform: "push", stateSince: Self.wall)
        status.state = .live
        status.worker.startedAt = Self.wall
        var stats = Stats(cpuMilliseconds: 1_500, peakMemoryKilobytes: 9_000, frames: 30, bytes: 3_000, connections: 2)
        stats.residentMemoryKilobytes = 8_192
        status.totals.reported(stats, arrived: 4)
        status.totals.workerEnded(stats, connection: .connected)
        status.totals.changed(from: .connecting, to: .connected)
        status.worker.stats = Stats(cpuMilliseconds: 250, frames: 12, bytes: 1_200, connections: 1)
        status.worker.stats?.residentMemoryKilobytes = 6_000
        status.restartsByKind = [.crash: 3, .command: 1]
        let counters = SupervisorCounters(startedAt: Self.wall)
        counters.bytesFromWorkers.store(1_000_000, ordering: .relaxed)
        counters.bytesToWorkers.store(2_000, ordering: .relaxed)
        counters.countUpload(for: status.id)
        counters.requests.count(route: "/livez", status: 200, seconds: 0.0004)
        counters.requests.count(route: "/livez", status: 200, seconds: 0.75)
        counters.requests.count(route: nil, status: 404, seconds: 60)
        counters.reloaded(successfully: false, at: Self.wall)
        let view = ViewHub(id: ViewID(camera: status.id))
        view.workerReady(RecordingPort(generation: 1))
        view.viewerCame()
        let watcher = EmbeddedWatcher()
        view.wait(watcher.receiver, for: FrameDemand(newerThan: 0))
        let payload = FramePayload.example(captured: .now(), wall: Self.wall)
        #expect(view.frameArrived(payload, picture: ByteBuffer(string: "x"), generation: 1))
        view.viewerSkipped(5)
        let new = CameraStatus(id: try CameraID("yard"), name: "Yard", platform: "mjpeg", stateSince: Self.wall)
        return self.page(
            [.init(configuration: nil, status: status), .init(configuration: nil, status: new)],
            [status.id: view],
            counters
        )
    }

    @Test("every metric, its type and its labels")
    func golden() throws {
        try Golden.check(try self.everything(), against: "documents/metrics.txt")
    }

    @Test("promtool has nothing to complain of")
    func promtool() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(try self.everything(), to: "metrics")
        let tool = try InstalledTool.path(of: "promtool", package: "prometheus")
        let check = try RunningProgram(tool, ["check", "metrics"], input: file)
        #expect(try await check.waitForExit() == .code(0), "\(check.standardError)\(check.standardOutput)")
        #expect(check.standardError + check.standardOutput == "")
    }

    /// So that an alert does not wait for a metric that has another name.
    @Test("the rules of the examples are right, and every metric in them exists")
    func rules() async throws {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        let rules = "\(root)/examples/prometheus-rules.yml"
        let tool = try InstalledTool.path(of: "promtool", package: "prometheus")
        let check = try RunningProgram(tool, ["check", "rules", rules])
        #expect(try await check.waitForExit() == .code(0), "\(check.standardError)\(check.standardOutput)")
        let page = try self.everything()
        let words = String(decoding: try readFile(rules), as: UTF8.self).split {
            !$0.isLetter && !$0.isNumber && $0 != "_"
        }
        for name in words where name.hasPrefix("camsupervisor_") || name.hasPrefix("process_") {
            #expect(page.contains("\n# TYPE \(name) "), "\(name)")
        }
    }

    @Test("nothing that a client chose becomes a label, and a label cannot be broken out of")
    func labels() {
        var text = PrometheusText()
        text.add("x", .gauge, "X.", [([("a", "q\"\\\n")], 1)])
        #expect(text.text == "# HELP x X.\n# TYPE x gauge\nx{a=\"q\\\"\\\\\\n\"} 1\n")
        text.add("y", .gauge, "Y.", [])
        #expect(!text.text.contains("y"))
    }
}
