import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An hour of an Amcrest camera")
struct AmcrestHourTests {
    @Test(
        "nothing is lost that it told while we listened, and no sensor is stuck",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func hour(_ seed: UInt64) async throws {
        var hour = try AmcrestHour(seed: seed)
        try await hour.run()
        let heard = hour.timed.ears.events.map {
            "\($0.attributes["code"]?.text ?? "") \($0.attributes["action"]?.text ?? "")"
        }
        #expect(heard == hour.told.map { "\($0.code) \($0.action)" }, "seed \(seed)")
        #expect(heard.count > 100 && hour.troubles > 5 && hour.calmChecks > 20, "seed \(seed)")
        let camera = hour.timed.camera
        #expect(camera.strangeRequests == [], "seed \(seed)")
        #expect(camera.logins.refused == 0 && !hour.timed.ears.connections.contains(.refused), "seed \(seed)")
        // Four tables a minute, and what troubles and sensors ask for: never a storm.
        #expect(hour.timed.requests.count < 1500, "seed \(seed)")
    }
}
