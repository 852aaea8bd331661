import Glibc
import IPC
import Shared
import Synchronization
import TestSupport
import Testing

/// The reason this program exists: workers die, nobody else notices.
@Suite("Workers that are killed all the time", .serialized, .alone)
struct KilledWorkersTests {
    private static let cameras = 20
    private static let victims = 5
    private static let duration = Duration.seconds(30)
    /// On a machine so slow that 30 s do not bring the kills.
    private static let longest = Duration.seconds(120)
    private static let leastKills = 500
    /// The promise for cameras that are not touched, at 10 frames a second.
    private static let largestGap = Duration.milliseconds(250)
    /// Where the machine itself has larger gaps than that allows with nobody being killed, this many times those.
    private static let noiseFactor = 3
    /// A spawn of the debug build takes 60 ms of a core here; faster kills would measure the processor, not us.
    private static let pace = Duration.milliseconds(200)

    private static let fleet: String = {
        let list = (1...Self.cameras).map { "  demo_\($0): { platform: demo, width: 320, height: 180 }" }
        return """
            supervision:
              first_restart_delay: 100 ms
              initial_backoff: 100 ms
              maximum_backoff: 100 ms
              jitter: 0
              restarts_per_second: 1000
            cameras:
            \(list.joined(separator: "\n"))
            """
    }()

    /// What the promise of the longest gap comes to on this machine, which has gaps of its own.
    private static func limit(_ viewers: [StreamViewer]) async throws -> (noise: Duration, limit: Duration) {
        for viewer in viewers { try await viewer.waitForParts(3) }
        let quiet = MonotonicTime.now()
        try await viewers[0].waitForParts(30)
        let noise = viewers.map { $0.largestGap(from: quiet) }.max() ?? .zero
        return (noise, max(Self.largestGap, noise * Self.noiseFactor))
    }

    @Test("while one camera's worker dies again and again, nineteen others lose no connection and no beat")
    func others() async throws {
        let supervisor = try await RunningSupervisor(Self.fleet)
        let victim = supervisor.viewer("demo_1")
        let viewers = (2...Self.cameras).map { supervisor.viewer("demo_\($0)") }
        let (noise, limit) = try await Self.limit(viewers)
        try await victim.waitForParts(1)
        let start = MonotonicTime.now()
        let kills = try await Self.kill("demo_1", of: supervisor, seenBy: victim, pace: .milliseconds(100)) {
            MonotonicTime.now().since(start) < .seconds(6)
        } killed: {
        }
        let end = MonotonicTime.now()
        let gap = viewers.map { $0.largestGap(from: start, to: end) }.max() ?? .zero
        print("\(kills) deaths of one worker in \(end.since(start)): largest gap of 19 others \(gap), before \(noise)")
        #expect(kills >= 10)
        #expect(gap < limit, "a gap of \(gap), before \(noise)")
        for viewer in viewers + [victim] { #expect(viewer.isWatching, "disconnected: \(viewer.end ?? "")") }
        for viewer in viewers { #expect(viewer.seen.sightings.allSatisfy { $0.isWhole }) }
        for number in 2...Self.cameras {
            #expect(try await supervisor.camera("demo_\(number)").worker.generation == 1)
        }
    }

    @Test("500 kills close no connection, tear no picture and slow no other camera")
    func killed() async throws {
        let supervisor = try await RunningSupervisor(Self.fleet)
        let viewers = (1...Self.cameras).map { number in
            (0..<2).map { _ in
                StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/demo_\(number)")
            }
        }
        let (noise, limit) = try await Self.limit(viewers.flatMap(\.self))

        let start = MonotonicTime.now()
        let counter = KillCounter()
        let kills = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...Self.victims {
                let viewer = viewers[number - 1][0]
                group.addTask {
                    try await Self.kill("demo_\(number)", of: supervisor, seenBy: viewer) {
                        let elapsed = MonotonicTime.now().since(start)
                        guard elapsed < Self.longest else { return false }
                        return elapsed < Self.duration || counter.total.load(ordering: .relaxed) < Self.leastKills
                    } killed: {
                        counter.total.add(1, ordering: .relaxed)
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        let end = MonotonicTime.now()

        #expect(kills >= Self.leastKills)
        for (index, pair) in viewers.enumerated() {
            for viewer in pair {
                #expect(viewer.isWatching, "a viewer of demo_\(index + 1) was disconnected: \(viewer.end ?? "")")
                let torn = viewer.seen.sightings.count { !$0.isWhole }
                #expect(torn == 0, "demo_\(index + 1): torn pictures")
                if index >= Self.victims {
                    let gap = viewer.largestGap(from: start, to: end)
                    #expect(gap < limit, "demo_\(index + 1): a gap of \(gap)")
                } else {
                    try await viewer.waitForParts(3)
                }
            }
        }
        let untouched = viewers.dropFirst(Self.victims).joined().map { $0.largestGap(from: start, to: end) }.max()
        print("killed \(kills) workers in \(end.since(start)); largest gap \(untouched ?? .zero), before \(noise)")
    }

    /// Kills whatever worker of the camera is alive as soon as it has delivered a frame; returns how many.
    private static func kill(
        _ camera: String,
        of supervisor: RunningSupervisor,
        seenBy viewer: StreamViewer,
        pace: Duration = Self.pace,
        while goesOn: () -> Bool,
        killed: () -> Void
    ) async throws -> Int {
        let signals = [SIGSEGV, SIGABRT, SIGKILL]
        var kills = 0
        var last: Int32 = 0
        var lastKill = MonotonicTime(nanoseconds: 0)
        while goesOn() {
            let pid = try await waitFor("a new worker of \(camera) runs") {
                let worker = try await supervisor.camera(camera).worker
                return worker.phase == "running" && worker.pid != last ? worker.pid : nil
            }
            let parts = viewer.partCount
            try await waitUntil("the new worker of \(camera) delivers") { viewer.partCount > parts }
            let rest = (lastKill + pace).since(.now())
            if rest > .zero { try await Task.sleep(for: rest) }
            lastKill = .now()
            Glibc.kill(pid, signals[kills % signals.count])
            killed()
            last = pid
            kills += 1
        }
        return kills
    }
}

/// Kills of all victims together.
private final class KillCounter: Sendable {
    let total = Atomic<Int>(0)
}
