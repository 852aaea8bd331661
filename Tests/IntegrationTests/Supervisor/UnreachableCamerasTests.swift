import IPC
import Shared
import TestSupport
import Testing

/// What is served does not depend on cameras (guarantee G21).
@Suite("A start with a hundred cameras that do not answer", .alone)
struct UnreachableCamerasTests {
    private static let cameras = 100
    private static let patience = Duration.seconds(2)
    /// Somebody wants pictures from so many of them at once.
    private static let viewers = 20

    @Test("it serves within two seconds, and goes on doing so while somebody waits for their pictures")
    func start() async throws {
        let nowhere = try FullListener()
        let list = (1...Self.cameras).map { number in
            let url = "http://127.0.0.1:\(nowhere.port)/video"
            return "  away_\(number): { platform: mjpeg, mjpeg_url: '\(url)' }"
        }
        let folder = try TemporaryFolder()
        let manager = try NotificationSocket(path: folder.path(of: "notify"))
        let start = MonotonicTime.now()
        let supervisor = try await RunningSupervisor(
            "cameras:\n\(list.joined(separator: "\n"))",
            launcher: ["/usr/bin/env", "NOTIFY_SOCKET=\(manager.path)"]
        )
        #expect(try await supervisor.http.get("/readyz").status == 200)
        let serves = MonotonicTime.now().since(start)
        let ready = try await waitFor("READY=1 has come", within: .seconds(5)) {
            manager.messages(with: "READY=1").first?.arrived.since(start)
        }
        #expect(serves < Self.patience && ready < Self.patience)

        let viewers = (1...Self.viewers).map { supervisor.viewer("away_\($0)") }
        try await waitUntil("most of their cameras are asked", within: .seconds(20)) {
            nowhere.askers >= Self.viewers * 3 / 4
        }
        var slowest = Duration.zero
        for target in ["/livez", "/readyz", "/api/v1/cameras", "/"] {
            let asked = MonotonicTime.now()
            #expect(try await supervisor.http.get(target).status == 200, "\(target)")
            slowest = max(slowest, MonotonicTime.now().since(asked))
        }
        #expect(slowest < Self.patience)
        #expect(viewers.allSatisfy { $0.isWatching })
        let cameras = try await supervisor.cameras()
        #expect(cameras.count == Self.cameras)
        #expect(cameras.allSatisfy { $0.worker.generation <= 1 && $0.lastExits.isEmpty }, "a worker was replaced")
        print("\(Self.cameras) unreachable cameras: ready \(ready), serves \(serves), answers within \(slowest)")
    }
}
