import Testing

@testable import camsupervisor

@Suite("SupervisionSection")
struct SupervisionSectionTests {
    @Test("without a word the numbers are the service's")
    func standard() throws {
        let loaded = ConfigurationText.load("cameras: {a: {platform: demo}}")
        let supervision = try #require(loaded.configuration).supervision
        #expect(supervision == SupervisionConfiguration())
        #expect(supervision.maximumBackoff == .seconds(60))
        #expect(supervision.pingTimeout == .seconds(9))
    }

    @Test("a test sets every number")
    func all() throws {
        let loaded = ConfigurationText.load(
            """
            supervision:
              first_restart_delay: 100 ms
              initial_backoff: 100 ms
              maximum_backoff: 100 ms
              jitter: 0
              healthy_after: 1
              restarts_per_second: 1000
              concurrent_starts: 20
              ping_interval: 50 ms
              ping_timeout: 150 ms
              handshake_timeout: 2
              stop_grace: 0
              terminate_grace: 0.5
              stale_restart_factor: 2
            cameras: {a: {platform: demo}}
            """
        )
        #expect(loaded.diagnostics.isEmpty)
        let tenth = Duration.milliseconds(100)
        let expected = SupervisionConfiguration(
            firstRestartDelay: tenth,
            initialBackoff: tenth,
            maximumBackoff: tenth,
            jitter: 0,
            healthyAfter: .seconds(1),
            restartsPerSecond: 1000,
            concurrentStarts: 20,
            pingInterval: .milliseconds(50),
            pingTimeout: .milliseconds(150),
            handshakeTimeout: .seconds(2),
            stopGrace: .zero,
            terminateGrace: .milliseconds(500),
            staleRestartFactor: 2
        )
        #expect(loaded.configuration?.supervision == expected)
    }

    @Test("numbers that contradict each other are refused")
    func contradictions() {
        let messages = ConfigurationText.messages("supervision: {initial_backoff: 2 min, ping_timeout: 3}")
        #expect(messages.count == 2)
    }
}
