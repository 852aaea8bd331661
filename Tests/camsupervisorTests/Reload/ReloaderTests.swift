import Dispatch
import Logging
import NIOPosix
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("Reloader: one reload after the other, all or nothing")
struct ReloaderTests {
    /// A file that changes, and a service that takes it or not.
    private final class Bench: Sendable {
        private struct State {
            var text: String
            var loads = 0
            var applied: [String] = []
            var refusal: String?
            var isApplying = false
        }

        private struct Refused: Error, CustomStringConvertible {
            var description: String
        }

        private let state: Mutex<State>

        init(_ text: String) {
            self.state = Mutex(State(text: text))
        }

        func write(_ text: String) { self.state.withLock { $0.text = text } }
        func refuse(_ reason: String?) { self.state.withLock { $0.refusal = reason } }
        var applied: [String] { self.state.withLock { $0.applied } }

        func reloader(off: Set<CameraID> = []) -> Reloader {
            Reloader(
                configuration: self.load().configuration ?? Configuration(),
                load: { self.load() },
                sockets: InheritedSockets(),
                service: .init(resting: { (off, []) }) { _, _, plan in try await self.apply(plan) },
                executor: EventLoopExecutor(eventLoop: MultiThreadedEventLoopGroup.singleton.next()),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
        }

        private func load() -> LoadedConfiguration {
            ConfigurationText.load(self.state.withLock { $0.text })
        }

        private func apply(_ plan: ReloadPlan) async throws {
            let refusal = self.state.withLock { state in
                #expect(!state.isApplying, "two at a time")
                state.isApplying = true
                return state.refusal
            }
            await Task.yield()
            self.state.withLock { state in
                state.isApplying = false
                if refusal == nil { state.applied.append(plan.text()) }
            }
            if let refusal { throw Refused(description: refusal) }
        }
    }

    private static func text(_ names: [String]) -> String {
        "cameras: { \(names.map { "\($0): { platform: demo }" }.joined(separator: ", ")) }"
    }

    private static func words(_ outcome: ReloadOutcome) -> String {
        switch outcome {
        case .done(let plan, let isDryRun, _): "\(isDryRun ? "would " : "")\(plan.text())"
        case .invalid(let errors): "invalid: \(errors.count)"
        case .impossible(let reason): "impossible: \(reason)"
        case .shuttingDown: "shutting down"
        }
    }

    @Test("a plan is made from what is in force, not from what was asked for last")
    func sequence() async {
        let bench = Bench(Self.text(["a"]))
        let reloader = bench.reloader()
        bench.write(Self.text(["a", "b"]))
        #expect(Self.words(await reloader.reload(isDryRun: true)) == "would start b · 1 unchanged")
        #expect(bench.applied.isEmpty)
        bench.write("cameras: { a: { platform: nonsense }, b: { platform: nonsense } }")
        #expect(Self.words(await reloader.reload(isDryRun: true)) == "invalid: 2")
        #expect(Self.words(await reloader.reload()) == "invalid: 2")
        bench.write(Self.text(["b"]))
        bench.refuse("the address is taken")
        #expect(Self.words(await reloader.reload()) == "impossible: the address is taken")
        bench.refuse(nil)
        #expect(Self.words(await reloader.reload()) == "start b · stop a")
        #expect(Self.words(await reloader.reload()) == "1 unchanged")
        #expect(bench.applied == ["start b · stop a", "1 unchanged"])
    }

    @Test("many at once are done one by one, and the last file is in force in the end")
    func manyAtOnce() async {
        let bench = Bench(Self.text(["a"]))
        let reloader = bench.reloader()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                bench.write(Self.text(["a", "b\(number)"]))
                group.addTask { await reloader.reload() }
            }
        }
        #expect(bench.applied.count == 20)
        #expect(Self.words(await reloader.reload()) == "2 unchanged")
    }

    @Test("at the end of the service none begins any more")
    func ending() async {
        let bench = Bench(Self.text(["a"]))
        let reloader = bench.reloader()
        await reloader.end()
        #expect(Self.words(await reloader.reload()) == "shutting down")
        #expect(Self.words(await reloader.reload(isDryRun: true)) == "shutting down")
        #expect(bench.applied.isEmpty)
    }

    @Test("a file that cannot be read to its end keeps neither the service from ending nor who asked from an answer")
    func endsWhileReading() async throws {
        let isRead = DispatchSemaphore(value: 0)
        defer { isRead.signal() }
        let reloader = Reloader(
            configuration: Configuration(),
            load: {
                // As on a server that has gone away.
                isRead.wait()
                return LoadedConfiguration(configuration: Configuration(), diagnostics: [], cameraCount: 0)
            },
            sockets: InheritedSockets(),
            service: .init(resting: { ([], []) }, apply: { _, _, _ in Issue.record("it was applied") }),
            executor: EventLoopExecutor(eventLoop: MultiThreadedEventLoopGroup.singleton.next()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        async let first = reloader.reload()
        async let second = reloader.reload(isDryRun: true)
        try await Task.sleep(for: .milliseconds(50))
        let end = Task { await reloader.end() }
        let timeout = Task {
            try await Task.sleep(for: .seconds(5))
            Issue.record("it waits for the file")
            isRead.signal()
            isRead.signal()
        }
        await end.value
        let words = [Self.words(await first), Self.words(await second)]
        timeout.cancel()
        #expect(words == ["shutting down", "shutting down"])
    }

    @Test("what is switched off is left off")
    func off() async throws {
        let bench = Bench(Self.text(["a"]))
        let reloader = bench.reloader(off: [try CameraID("b")])
        bench.write(Self.text(["a", "b"]))
        #expect(Self.words(await reloader.reload()) == "leave off b · 1 unchanged")
    }
}
