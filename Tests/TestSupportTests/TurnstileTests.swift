import Synchronization
import TestSupport
import Testing

@Suite("Turnstile")
struct TurnstileTests {
    @Test("never lets in more than its width, and lets everybody in")
    func width() async throws {
        let turnstile = Turnstile(width: 3)
        let inside = Occupancy()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let places = number % 10 == 0 ? 3 : 1
                    await turnstile.pass(places: places) {
                        inside.change(by: places)
                        for _ in 0..<5 { await Task.yield() }
                        inside.change(by: -places)
                    }
                }
            }
        }
        let end = inside.counts
        #expect(end.now == 0 && end.most == 3 && end.entered == 100)
    }

    @Test("a place is given back when the body throws, and asking for too many means all")
    func throwing() async throws {
        struct Failure: Error {}
        let turnstile = Turnstile(width: 1)
        await #expect(throws: Failure.self) { try await turnstile.pass { throw Failure() } }
        #expect(await turnstile.pass(places: 9) { 7 } == 7)
    }
}

private final class Occupancy: Sendable {
    private let state = Mutex((now: 0, most: 0, entered: 0))

    var counts: (now: Int, most: Int, entered: Int) { self.state.withLock { $0 } }

    func change(by places: Int) {
        self.state.withLock {
            $0.now += places
            $0.most = max($0.most, $0.now)
            $0.entered += places > 0 ? 1 : 0
        }
    }
}
