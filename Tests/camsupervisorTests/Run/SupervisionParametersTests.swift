import Shared
import Testing

@testable import camsupervisor

@Suite("The numbers of the file reach the state machine")
struct SupervisionParametersTests {
    @Test("a file that says nothing gives the machine's own defaults")
    func defaults() {
        #expect(WorkerSupervision.Parameters(SupervisionConfiguration()) == WorkerSupervision.Parameters())
    }

    @Test("each number of the file arrives")
    func each() {
        var file = SupervisionConfiguration()
        file.firstRestartDelay = .milliseconds(1)
        file.initialBackoff = .milliseconds(2)
        file.maximumBackoff = .milliseconds(3)
        file.jitter = 0.4
        file.healthyAfter = .milliseconds(5)
        file.pingInterval = .milliseconds(6)
        file.pingTimeout = .milliseconds(7)
        file.handshakeTimeout = .milliseconds(8)
        file.stopGrace = .milliseconds(9)
        file.terminateGrace = .milliseconds(10)
        file.staleRestartFactor = 11
        let parameters = WorkerSupervision.Parameters(file)
        #expect(
            parameters.backoff
                == Backoff(first: .milliseconds(1), initial: .milliseconds(2), maximum: .milliseconds(3), jitter: 0.4)
        )
        #expect(parameters.staleRestartFactor == 11)
        #expect(parameters.healthyAfter == .milliseconds(5))
        #expect(parameters.pingInterval == .milliseconds(6))
        #expect(parameters.pingTimeout == .milliseconds(7))
        #expect(parameters.helloTimeout == .milliseconds(8))
        #expect(parameters.readyTimeout == .milliseconds(16))
        #expect(parameters.stopPatience == .milliseconds(9))
        #expect(parameters.termPatience == .milliseconds(10))
    }

    @Test("what the supervisor forgives itself never costs a worker its time to answer")
    func stallGuard() {
        var file = SupervisionConfiguration()
        for (interval, timeout, expected) in [(3, 9, 5), (3, 4, 1), (1, 60, 5)] {
            file.pingInterval = .seconds(interval)
            file.pingTimeout = .seconds(timeout)
            #expect(WorkerSupervision.Parameters(file).stallGuard == .seconds(expected))
        }
    }
}
