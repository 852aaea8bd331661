import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An hour of an ONVIF device's events")
struct EventHourTests {
    @Test(
        "no entity is stuck, one subscription is held, and no storm is made",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func hour(_ seed: UInt64) async throws {
        var hour = try EventHour(seed: seed)
        let start = hour.timed.clock.now
        try await hour.run()
        #expect(hour.timed.device.strangeRequests == [], "seed \(seed)")
        #expect(hour.troubles > 3 && hour.flips > 60, "seed \(seed)")
        // A pull for each flip and each minute, renewals, and what troubles ask for.
        #expect(hour.timed.client.count(since: start) < 700, "seed \(seed)")
    }

    @Test("the hours have calm in them, or nothing was looked at")
    func calm() async throws {
        var checks = 0
        for seed in 13...16 as ClosedRange<UInt64> {
            var hour = try EventHour(seed: seed)
            try await hour.run()
            checks += hour.calmChecks
        }
        #expect(checks > 10)
    }
}
