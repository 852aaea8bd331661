import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import camsupervisor

@Suite("EventLoopExecutor: one thread of its own")
struct EventLoopExecutorTests {
    /// An executor on a loop of the test's own, ended with it.
    private func with(_ body: (EventLoopExecutor) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await body(EventLoopExecutor(eventLoop: group.next()))
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    /// What the supervision's actors are.
    private actor Counter {
        private let executor: EventLoopExecutor
        private(set) var count = 0

        init(executor: EventLoopExecutor) { self.executor = executor }

        nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

        /// Whether it was counted on the loop's thread.
        func add() -> Bool {
            self.count += 1
            return self.executor.eventLoop.inEventLoop
        }
    }

    @Test("a task that prefers it runs on its thread, also after it has waited for somebody else")
    func preference() async throws {
        try await self.with { executor in
            let isThere = await Task(executorPreference: executor) {
                let before = executor.eventLoop.inEventLoop
                let elsewhere = await Self.isOnLoop(of: executor)
                try? await Task.sleep(for: .milliseconds(1))
                return before && !elsewhere && executor.eventLoop.inEventLoop
            }.value
            #expect(isThere)
        }
    }

    /// Asked on the pool of all tasks.
    @concurrent
    private static func isOnLoop(of executor: EventLoopExecutor) async -> Bool {
        await withTaskExecutorPreference(globalConcurrentExecutor) { executor.eventLoop.inEventLoop }
    }

    @Test("an actor of it runs on its thread, whoever asks")
    func actors() async throws {
        try await self.with { executor in
            let counter = Counter(executor: executor)
            let areThere = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    if number.isMultiple(of: 2) {
                        group.addTask { await counter.add() }
                    } else {
                        group.addTask(executorPreference: executor) { await counter.add() }
                    }
                }
                return await group.allSatisfy { $0 }
            }
            #expect(areThere)
            let count = await counter.count
            #expect(count == 200)
        }
    }

    private final class Seen: Sendable {
        let numbers = Mutex<[Int]>([])
    }

    @Test("what is handed to it from one thread runs in that order, one after the other")
    func order() async throws {
        try await self.with { executor in
            let seen = Seen()
            let tasks = (0..<1_000).map { number in
                Task(executorPreference: executor) { seen.numbers.withLock { $0.append(number) } }
            }
            for task in tasks { await task.value }
            #expect(seen.numbers.withLock { $0 } == Array(0..<1_000))
        }
    }

    @Test("two executors of one loop are one context, those of two loops are not")
    func contexts() async throws {
        try await self.with { one in
            try await self.with { other in
                #expect(one.isSameExclusiveExecutionContext(other: EventLoopExecutor(eventLoop: one.eventLoop)))
                #expect(!one.isSameExclusiveExecutionContext(other: other))
            }
        }
    }

    @Test("on its thread the isolation may be assumed")
    func isolation() async throws {
        try await self.with { executor in
            let counter = Counter(executor: executor)
            let isIsolated = try await executor.eventLoop.submit {
                // Traps where it is not.
                executor.checkIsolated()
                return counter.assumeIsolated { $0.add() }
            }.get()
            #expect(isIsolated)
        }
    }
}
