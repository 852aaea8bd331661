import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera at rest, by a clock of the test's")
struct AmcrestRestTests {
    @Test(
        "is asked for less than half of what Home Assistant asks, over two connections that stay",
        // Home Assistant's are six every 15 s for the camera's entity, and what each sensor asks for by itself.
        arguments: [
            ([], [], [], 4, 24), ([.motionDetected, .online], [.sdcard], [.privacyMode], 12, 33),
        ] as [([AmcrestBinarySensor], [AmcrestSensor], [AmcrestSwitch], Int, Int)]
    )
    func requests(
        _ binarySensors: [AmcrestBinarySensor],
        _ sensors: [AmcrestSensor],
        _ switches: [AmcrestSwitch],
        _ perMinute: Int,
        _ homeAssistant: Int
    ) async throws {
        let minutes = 15
        let timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.binarySensors = binarySensors
            $0.sensors = sensors
            $0.switches = switches
        }
        try await timed.attach()
        try await timed.beat()
        let (before, connections) = (timed.requests.count, timed.camera.totalConnections)
        for _ in 1...(minutes * 12) {
            try await timed.pass(.seconds(5))
            try await timed.beat()
        }
        let asked = timed.requests.dropFirst(before)
        // A round more or less, by where the minutes begin.
        #expect(abs(asked.count - minutes * perMinute) <= perMinute)
        #expect(asked.allSatisfy { $0.isLogin }, "each costs one round trip")
        #expect(asked.count < minutes * homeAssistant / 2)
        #expect(timed.camera.totalConnections == connections && timed.camera.peakConnections <= 2)
        #expect(timed.camera.strangeRequests == [])
    }
}
