import Logging
import NIOCore
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("Refusals")
struct RefusalsTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test("a thousand clients of a kind are one line; a minute later the next tells how many there were")
    func summed() {
        let log = RecordedLog()
        let refusals = Refusals(logger: log.logger)
        for number in 0..<1_000 {
            refusals.count(.slowHeader, from: .network, at: Self.start + .milliseconds(number))
        }
        #expect(refusals[.slowHeader] == 1_000)
        #expect(log.texts == ["a client did not finish its header in time; its connection is closed"])
        #expect(log.lines.first?.fields["door"] == "network")
        refusals.count(.slowHeader, from: .control(uid: 0, pid: 1), at: Self.start + .seconds(60))
        #expect(
            log.texts.last
                == "a client did not finish its header in time; its connection is closed "
                + "(999 others since the last such line)"
        )
        #expect(log.lines.last?.fields["door"] == "control")
        #expect(log.lines.count == 2)
    }

    @Test("each kind has its own count and line", arguments: Refusals.Kind.allCases)
    func kinds(_ kind: Refusals.Kind) {
        let log = RecordedLog()
        let refusals = Refusals(logger: log.logger)
        for other in Refusals.Kind.allCases { refusals.count(other, from: .network, at: Self.start) }
        refusals.count(kind, from: .network, at: Self.start)
        #expect(log.lines.count == Refusals.Kind.allCases.count)
        for other in Refusals.Kind.allCases { #expect(refusals[other] == (other == kind ? 2 : 1)) }
    }

    static let clients: [(String, Refusals.Kind?)] = [
        ("", .slowHeader), ("GET / HTTP/1.1\r\nHost: loc", .slowHeader),
        ("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", .slowBody),
        // Waits for its answer, which is our business.
        ("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n", nil),
    ]

    @Test("who is given up is told of with the reason, who waits is not", arguments: clients)
    func reasons(_ bytes: String, _ expected: Refusals.Kind?) throws {
        let told = Told()
        let pipeline = try ServerPipeline { kind in told.kinds.withLock { $0.append(kind) } }
        pipeline.send(bytes)
        pipeline.pass(.minutes(5))
        #expect(told.kinds.withLock { $0 } == [expected].compactMap { $0 })
        #expect(pipeline.isOpen == (expected == nil))
    }

    @Test("a kept connection that idles ends without a word")
    func idle() throws {
        let told = Told()
        let pipeline = try ServerPipeline { kind in told.kinds.withLock { $0.append(kind) } }
        pipeline.application.answersAtOnce = true
        pipeline.send("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n")
        pipeline.pass(.minutes(5))
        #expect(!pipeline.isOpen)
        #expect(told.kinds.withLock { $0 } == [])
    }
}

private final class Told: Sendable {
    let kinds = Mutex<[Refusals.Kind]>([])
}
