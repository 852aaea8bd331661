import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera that falls silent, by a clock of the test's")
struct AmcrestSilenceTests {
    private static func attached() async throws -> TimedAmcrest {
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) { $0.binarySensors = [.motionDetected] }
        try await timed.attach()
        return timed
    }

    private static func attaches(_ timed: TimedAmcrest) -> Int {
        timed.requests.count { $0.isLogin && $0.command.contains("action=attach") }
    }

    @Test("is attached anew after two heartbeats, over its first connection and every other")
    func heartbeats() async throws {
        let timed = try await Self.attached()
        try await timed.beat()
        for connections in 1...3 {
            try await timed.pass(.milliseconds(9_900))
            #expect(Self.attaches(timed) == connections && timed.source.events.isAttached)
            // The silence, a pause of a second, and a look at what the camera answers.
            try await timed.pass(.milliseconds(1_700))
            #expect(Self.attaches(timed) == connections + 1)
            try await timed.attach()
            try await timed.beat()
        }
    }

    @Test("and was never heard to send one has a minute")
    func noHeartbeats() async throws {
        let timed = try await Self.attached()
        try await timed.pass(.seconds(58))
        #expect(Self.attaches(timed) == 1)
        try await timed.pass(.seconds(5))
        #expect(Self.attaches(timed) == 2)
    }
}
