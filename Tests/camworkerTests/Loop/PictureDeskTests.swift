import Glibc
import IPC
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camworker

@Suite("Picture desk")
struct PictureDeskTests {
    /// Answers every job alike.
    private struct StandIn: PictureMaker {
        var answer: () -> Result<RenderedPicture, PictureError>

        func perform(_ job: PictureJob) -> Result<RenderedPicture, PictureError> { self.answer() }
        func rest() {}
    }

    private let demo = PictureJob.demo(width: 64, height: 64, counter: 1, name: "x")

    @Test("the answer goes to who asked")
    func answers() async throws {
        let desk = PictureDesk(
            thread: PictureThread(makeMaker: { StandIn { .failure(.noLibAV("libavcodec.so.59")) } })
        )
        let reasons = Mutex<[String]>([])
        #expect(desk.deadline == nil)
        for _ in 1...2 {
            let isTaken = desk.submit(self.demo, at: .now()) { outcome in
                guard case .failed(let reason) = outcome else { return }
                reasons.withLock { $0.append(reason) }
            }
            #expect(isTaken)
        }
        #expect(desk.deadline != nil)
        try await waitUntil("both answers have come") {
            try desk.collect(at: .now())
            return reasons.withLock { $0.count } == 2
        }
        #expect(desk.deadline == nil)
        #expect(reasons.withLock { $0 }.allSatisfy { $0.contains("libavcodec.so.59") })
    }

    @Test("a job that is 5 s past its time means leaving with 70, naming it")
    func stuck() async throws {
        let gate = Mutex(true)
        let thread = PictureThread(makeMaker: {
            StandIn {
                while gate.withLock({ $0 }) { usleep(1000) }
                return .failure(.expired)
            }
        })
        defer { gate.withLock { $0 = false } }
        let desk = PictureDesk(thread: thread)
        let start = MonotonicTime.now()
        #expect(desk.submit(self.demo, at: start, then: { _ in }))
        try await waitUntil("the job has begun") { thread.running != nil }
        try desk.collect(at: start + .seconds(9))
        #expect(throws: Departure(.internal, "stuck in libav: demo")) { try desk.collect(at: start + .seconds(10)) }
    }
}
