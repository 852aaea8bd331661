import CLinux
import IPC
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camworker

@Suite("The picture thread")
struct PictureThreadTests {
    @Test("starts with the first job and brings real pictures back")
    func realJobs() async throws {
        let thread = PictureThread()
        #expect(thread.wakeDescriptor == nil)
        #expect(thread.takeResults().isEmpty)
        #expect(thread.submit(.demo(width: 64, height: 64, counter: 42, name: "x"), id: 1, deadline: Self.soon))
        let sample = try Sample(file: "quarters.png", format: .png).bytes()
        #expect(thread.submit(.scale(sample, .png, width: 48, height: 0), id: 2, deadline: Self.soon))
        let placeholder = PictureJob.placeholder(
            width: 320,
            height: 240,
            name: "x",
            text: "no picture\nsince 22:41",
            last: LastPicture(bytes: sample, format: .png)
        )
        #expect(thread.submit(placeholder, id: 3, deadline: Self.soon))
        #expect(thread.submit(.scale([0xFF], .svg, width: 1, height: 1), id: 4, deadline: Self.soon))

        let results = try await self.results(4, of: thread)
        #expect(results.map(\.id) == [1, 2, 3, 4])
        #expect(try DemoCounter.shown(in: results[0].outcome.get().jpeg) == 42)
        #expect(try results[1].outcome.get().size == pictureSize(48, 32))
        #expect(try results[2].outcome.get().size == pictureSize(320, 240))
        #expect(results[3].outcome == .failure(.cannotScale(.svg)))
    }

    @Test("its descriptor is readable exactly while there are results")
    func wakes() async throws {
        let thread = self.thread { _ in .failure(.expired) }
        #expect(thread.submit(Self.job, id: 1, deadline: Self.soon))
        let descriptor = try #require(thread.wakeDescriptor)
        try await waitUntil("the descriptor is readable") { Self.isReadable(descriptor) }
        #expect(thread.takeResults().count == 1)
        #expect(!Self.isReadable(descriptor))
    }

    @Test("refuses when full, shows what runs, and goes on when that ends")
    func full() async throws {
        let gate = try Gate()
        let thread = self.thread(maximumWaiting: 2) { _ in
            gate.wait()
            return .failure(.expired)
        }
        #expect(thread.submit(Self.job, id: 1, deadline: Self.soon))
        try await waitUntil("job 1 runs") { thread.running?.id == 1 }
        #expect(thread.running?.name == "scale")
        #expect(thread.submit(Self.job, id: 2, deadline: Self.soon))
        #expect(thread.submit(Self.job, id: 3, deadline: Self.soon))
        #expect(!thread.submit(Self.job, id: 4, deadline: Self.soon))
        gate.open()
        #expect(try await self.results(3, of: thread).map(\.id) == [1, 2, 3])
        #expect(thread.running == nil)
    }

    @Test("ends with its owner, also while a job runs")
    func ends() async throws {
        let gate = try Gate()
        let ended = Occurrence()
        var thread: PictureThread? = PictureThread(makeMaker: {
            ScriptedMaker(ending: ended) { _ in
                gate.wait()
                return .failure(.expired)
            }
        })
        #expect(thread?.submit(Self.job, id: 1, deadline: Self.soon) == true)
        try await waitUntil("job 1 runs") { thread?.running?.id == 1 }
        thread = nil
        #expect(!ended.hasHappened)
        gate.open()
        try await waitUntil("the thread has ended") { ended.hasHappened }
    }

    @Test("gives memory back when nothing comes, and works on afterwards")
    func rests() async throws {
        let rested = Occurrence()
        let thread = PictureThread(restAfter: .milliseconds(1)) {
            ScriptedMaker(resting: rested) { _ in .failure(.expired) }
        }
        #expect(thread.submit(Self.job, id: 1, deadline: Self.soon))
        _ = try await self.results(1, of: thread)
        try await waitUntil("it rests") { rested.hasHappened }
        #expect(thread.submit(Self.job, id: 2, deadline: Self.soon))
        #expect(try await self.results(1, of: thread).map(\.id) == [2])
    }

    @Test("a studio that has rested makes the same pictures")
    func studioRests() throws {
        let studio = PictureStudio()
        let job = PictureJob.demo(width: 64, height: 64, counter: 9, name: "x")
        let before = try studio.perform(job).get()
        studio.rest()
        #expect(try studio.perform(job).get() == before)
    }

    // MARK: Parts

    private static let job = PictureJob.scale([], .jpeg, width: 1, height: 1)
    private static var soon: MonotonicTime { .now() + .seconds(60) }

    private func thread(
        maximumWaiting: Int = 4,
        _ perform: @escaping @Sendable (PictureJob) -> Result<RenderedPicture, PictureError>
    ) -> PictureThread {
        PictureThread(maximumWaiting: maximumWaiting, makeMaker: { ScriptedMaker(performing: perform) })
    }

    private func results(_ count: Int, of thread: PictureThread) async throws -> [PictureResult] {
        var results: [PictureResult] = []
        try await waitUntil("\(count) results are there") {
            results += thread.takeResults()
            return results.count >= count
        }
        return results
    }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) == 1
    }
}

/// Holds the picture thread until opened; open for ever after.
private final class Gate: Sendable {
    private let pair: (reading: Int32, writing: Int32)

    init() throws {
        var pair: [Int32] = [-1, -1]
        try #require(pipe(&pair) == 0)
        self.pair = (pair[0], pair[1])
    }

    deinit {
        _ = close(self.pair.reading)
    }

    func wait() {
        var entry = pollfd(fd: self.pair.reading, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, 20_000)
    }

    func open() {
        _ = close(self.pair.writing)
    }
}

/// Something that happens once, on another thread.
private final class Occurrence: Sendable {
    private let value = Atomic(false)

    var hasHappened: Bool { self.value.load(ordering: .relaxed) }

    func happen() {
        self.value.store(true, ordering: .relaxed)
    }
}

private final class ScriptedMaker: PictureMaker {
    private let performing: (PictureJob) -> Result<RenderedPicture, PictureError>
    private let resting: Occurrence?
    private let ending: Occurrence?

    init(
        resting: Occurrence? = nil,
        ending: Occurrence? = nil,
        performing: @escaping (PictureJob) -> Result<RenderedPicture, PictureError>
    ) {
        self.performing = performing
        self.resting = resting
        self.ending = ending
    }

    deinit {
        self.ending?.happen()
    }

    func perform(_ job: PictureJob) -> Result<RenderedPicture, PictureError> { self.performing(job) }

    func rest() {
        self.resting?.happen()
    }
}
