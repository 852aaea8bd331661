import IPC
import Shared
import Synchronization
import TestSupport
import Testing

/// A camera that uploads all the time, or somebody who has its webhook id.
@Suite("A flood of uploads to one camera", .alone)
struct UploadFloodTests {
    /// Connections that send one after the other: more than what a worker is asked at once.
    private static let senders = 24
    private static let events = 60
    /// The promise is 50 ms at the 99th percentile with 10,000 requests a second, of a release build (docs/performance.md).
    ///
    /// Here the flood and a debug build share the processor: that it arrives, and not after the flood.
    private static let latency = Duration.seconds(3)

    private static let picture = TestPicture(counter: 1).bytes

    @Test("another camera's event arrives in time, and the flood is told to come again")
    func flood() async throws {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              flooded: { platform: push, webhook_id: flooded-flooded }
              quiet: { platform: push, webhook_id: quiet-quiet-quiet }
            """
        )
        for camera in ["flooded", "quiet"] { _ = try await supervisor.workerPID(of: camera) }
        let flood = Flood()
        let start = MonotonicTime.now()
        for _ in 0..<Self.senders {
            let endpoint = supervisor.endpoint
            startThread { flood.send(to: endpoint) }
        }
        defer { flood.isOver.store(true, ordering: .relaxed) }
        try await waitUntil("the flood runs, and is refused", within: .seconds(20)) { flood.refused > 100 }

        var latencies: [Duration] = []
        let request = HTTPRequest.upload(Self.picture, to: "/api/webhook/quiet-quiet-quiet")
        for _ in 0..<Self.events {
            let sent = MonotonicTime.now()
            let answer = try await supervisor.http.send(request)
            latencies.append(MonotonicTime.now().since(sent))
            #expect(answer.status == 200)
        }
        latencies.sort()
        let rate = Double(flood.answered) / MonotonicTime.now().since(start).inSeconds
        let worst = latencies[Self.events - 1]
        print("beside \(Int(rate)) uploads a second: p50 \(latencies[Self.events / 2]), worst \(worst)")
        #expect(worst < Self.latency)
        #expect(flood.withoutRetryAfter == 0)
        #expect(flood.strange == 0)
        #expect(try await supervisor.camera("quiet").worker.generation == 1)
        #expect(try await supervisor.camera("flooded").worker.generation == 1)
    }

    /// What the senders have seen together.
    private final class Flood: Sendable {
        let isOver = Atomic(false)
        private let taken = Atomic(0)
        private let refusals = Atomic(0)
        private let silent = Atomic(0)
        private let others = Atomic(0)

        var refused: Int { self.refusals.load(ordering: .relaxed) }
        var answered: Int { self.taken.load(ordering: .relaxed) + self.refused }
        /// 503 without the word when to come again.
        var withoutRetryAfter: Int { self.silent.load(ordering: .relaxed) }
        /// Neither 200 nor 503.
        var strange: Int { self.others.load(ordering: .relaxed) }

        /// Sends until it is over, on the thread it is called on.
        func send(to endpoint: Endpoint) {
            let request = HTTPRequest.upload(UploadFloodTests.picture, to: "/api/webhook/flooded-flooded")
            while !self.isOver.load(ordering: .relaxed) {
                guard let connection = try? HTTPConnection(to: endpoint) else { continue }
                while !self.isOver.load(ordering: .relaxed), let answer = try? connection.answer(to: request) {
                    switch answer.status {
                    case 200: self.taken.add(1, ordering: .relaxed)
                    case 503:
                        self.refusals.add(1, ordering: .relaxed)
                        if answer["Retry-After"] == nil { self.silent.add(1, ordering: .relaxed) }
                    default: self.others.add(1, ordering: .relaxed)
                    }
                }
            }
        }
    }
}
