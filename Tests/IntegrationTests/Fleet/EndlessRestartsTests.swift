import IPC
import Shared
import TestSupport
import Testing

/// What a restart leaves behind in the supervisor adds up over months.
@Suite("Restarts without end", .takesTurns)
struct EndlessRestartsTests {
    /// It writes two lines and ends: what is measured is the supervisor's side of a worker's life, as often as possible.
    private static let worker = TestPrograms.path(of: "dying-worker")
    private static let cameras = 6
    /// The promise is of 10,000 and 1 KiB per 100, which takes a minute and quiet allocators: `scripts/soak-proofs`.
    private static let restarts = 2_500
    private static let samples = 100
    private static let warmUp = 500
    /// KiB per 100 restarts.
    ///
    /// 28 to 51 are seen, while allocators warm up and the ring of events fills (4,096 of some hundred bytes, seven a second). One
    /// lost channel each would be ten times as much.
    private static let growth = 150.0

    private struct Sample {
        var restarts: Int
        var residentKilobytes: Int
        var descriptors: Int
        var threads: Int
    }

    @Test("restarts leave memory, descriptors and threads as they were")
    func flat() async throws {
        let list = (1...Self.cameras).map { "  demo_\($0): { platform: demo }" }.joined(separator: "\n")
        let supervisor = try await RunningSupervisor(
            """
            supervision:
              { first_restart_delay: 0, initial_backoff: 10 ms, maximum_backoff: 10 ms, restarts_per_second: 1000 }
            cameras:
            \(list)
            """,
            worker: Self.worker
        )
        let start = MonotonicTime.now()
        var samples: [Sample] = []
        while samples.count <= Self.samples {
            let due = Self.warmUp + samples.count * Self.restarts / Self.samples
            let restarts = try await waitFor("\(due) restarts", within: .seconds(120)) {
                let restarts = try await supervisor.cameras().map(\.worker.restarts).reduce(0, +)
                return restarts >= due ? restarts : nil
            }
            let pid = supervisor.program.pid
            samples.append(
                Sample(
                    restarts: restarts,
                    residentKilobytes: try #require(ProcFS.residentKilobytes(of: pid)),
                    descriptors: ProcFS.descriptors(of: pid).count,
                    threads: try #require(ProcFS.threadCount(of: pid))
                )
            )
        }
        let memory = Self.slope(samples, \.residentKilobytes)
        let descriptors = Self.slope(samples, \.descriptors)
        let threads = Self.slope(samples, \.threads)
        let first = samples[0]
        let last = samples[samples.count - 1]
        print(
            "\(last.restarts - first.restarts) restarts in \(MonotonicTime.now().since(start)), per 100 of them: "
                + "\(memory) KiB (\(first.residentKilobytes) to \(last.residentKilobytes)), "
                + "\(descriptors) descriptors (\(first.descriptors) to \(last.descriptors)), "
                + "\(threads) threads (\(first.threads) to \(last.threads))"
        )
        #expect(memory < Self.growth)
        // A descriptor or thread that each hundredth restart loses would be 1.
        #expect(abs(descriptors) < 0.9)
        #expect(abs(threads) < 0.5)
    }

    /// What `value` grows by in 100 restarts, by least squares.
    private static func slope(_ samples: [Sample], _ value: (Sample) -> Int) -> Double {
        let count = Double(samples.count)
        let restarts = samples.map { Double($0.restarts) }
        let values = samples.map { Double(value($0)) }
        let middle = (restarts: restarts.reduce(0, +) / count, value: values.reduce(0, +) / count)
        let products = zip(restarts, values).map { ($0 - middle.restarts) * ($1 - middle.value) }
        let squares = restarts.map { ($0 - middle.restarts) * ($0 - middle.restarts) }
        return 100 * products.reduce(0, +) / squares.reduce(0, +)
    }
}
