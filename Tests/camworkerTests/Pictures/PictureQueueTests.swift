import Shared
import Testing

@testable import camworker

@Suite("The queue of picture jobs")
struct PictureQueueTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000)

    @Test("gives jobs in order, one at a time, and results in order")
    func order() {
        var queue = PictureQueue(maximumWaiting: 3)
        for id: UInt64 in 1...3 { self.expectSubmit(&queue, self.entry(id), taken: true) }
        for id: UInt64 in 1...3 {
            guard case .perform(let entry) = queue.next(at: self.start) else {
                Issue.record("no job \(id)")
                return
            }
            #expect(entry.id == id)
            #expect(queue.running?.id == id)
            queue.finish(.failure(.expired))
            #expect(queue.running == nil)
        }
        guard case .sleep = queue.next(at: self.start) else {
            Issue.record("nothing is left")
            return
        }
        #expect(queue.takeResults().map(\.id) == [1, 2, 3])
        #expect(!queue.hasResults)
    }

    @Test("refuses beyond its bound, results not taken included")
    func bounded() {
        var queue = PictureQueue(maximumWaiting: 2)
        self.expectSubmit(&queue, self.entry(1), taken: true)
        _ = queue.next(at: self.start)
        self.expectSubmit(&queue, self.entry(2), taken: true)
        self.expectSubmit(&queue, self.entry(3), taken: true)
        self.expectSubmit(&queue, self.entry(4), taken: false)
        queue.finish(.failure(.expired))
        _ = queue.next(at: self.start)
        self.expectSubmit(&queue, self.entry(5), taken: false)
        _ = queue.takeResults()
        self.expectSubmit(&queue, self.entry(6), taken: true)
    }

    @Test("answers a job that waited too long, and does not begin it")
    func expires() {
        var queue = PictureQueue(maximumWaiting: 2)
        _ = queue.submit(self.entry(1, deadline: self.start))
        _ = queue.submit(self.entry(2, deadline: self.start + .seconds(9)))
        guard case .perform(let entry) = queue.next(at: self.start + .seconds(1)) else {
            Issue.record("job 2 has time")
            return
        }
        #expect(entry.id == 2)
        let results = queue.takeResults()
        #expect(results.map(\.id) == [1])
        #expect(results.first?.outcome == .failure(.expired))
    }

    @Test("says how long the running job has been at it and how far past its deadline")
    func running() throws {
        var queue = PictureQueue(maximumWaiting: 2)
        _ = queue.submit(self.entry(1, deadline: self.start + .seconds(5)))
        _ = queue.next(at: self.start)
        let running = try #require(queue.running)
        #expect(running.name == "scale")
        #expect(running.duration(at: self.start + .seconds(3)) == .seconds(3))
        #expect(running.overdue(at: self.start + .seconds(3)) == .zero)
        #expect(running.overdue(at: self.start + .seconds(11)) == .seconds(6))
    }

    @Test("once closed takes nothing and lets the thread leave")
    func closed() {
        var queue = PictureQueue(maximumWaiting: 2)
        _ = queue.submit(self.entry(1))
        queue.close()
        self.expectSubmit(&queue, self.entry(2), taken: false)
        guard case .leave = queue.next(at: self.start) else {
            Issue.record("it is closed")
            return
        }
    }

    private func expectSubmit(
        _ queue: inout PictureQueue,
        _ entry: PictureQueue.Entry,
        taken expected: Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let isTaken = queue.submit(entry)
        #expect(isTaken == expected, sourceLocation: sourceLocation)
    }

    private func entry(_ id: UInt64, deadline: MonotonicTime? = nil) -> PictureQueue.Entry {
        PictureQueue.Entry(
            id: id,
            job: .scale([], .jpeg, width: 1, height: 1),
            deadline: deadline ?? self.start + .seconds(10)
        )
    }
}
