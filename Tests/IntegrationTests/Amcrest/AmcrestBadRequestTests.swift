import Foundation
import TestSupport
import Testing

@Suite("What an Amcrest camera is not to be asked", .takesTurns)
struct AmcrestBadRequestTests {
    private static func entry(_ camera: AmcrestCamera, _ options: String) -> String {
        "{ host: 127.0.0.1, port: \(camera.port), username: \(camera.user), password: \"\(camera.password)\", \(options) }"
    }

    @Test("a service's values are looked at before the camera hears of them")
    func values() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await RunningSupervisor("amcrest: [\(Self.entry(camera, "name: Yard"))]")
        for (service, fields, words) in [
            ("goto_preset", "\"preset\":0", "preset"), ("goto_preset", "\"preset\":-1", "preset"),
            ("goto_preset", "\"preset\":1001", "preset"), ("goto_preset", "\"preset\":\"one\"", "preset"),
            ("goto_preset", "\"preset\":1.5", "preset"), ("set_color_bw", "\"color_bw\":\"blue\"", "color_bw"),
            ("set_color_bw", "\"color_bw\":1", "color_bw"), ("ptz_control", "\"movement\":\"sideways\"", "movement"),
            ("ptz_control", "\"movement\":\"up\",\"travel_time\":2", "travel_time"),
            ("enable_audio", "\"loud\":true", "loud"),
        ] {
            let answer = try await supervisor.http.post(
                "/api/services/amcrest/\(service)",
                body: Array("{\"entity_id\":\"camera.yard\",\(fields)}".utf8)
            )
            #expect(answer.status == 400 && answer.text.contains(words), "\(service) \(fields): \(answer.text)")
        }
        #expect(camera.movements.isEmpty)
        #expect(!camera.commands.contains { $0.contains("setConfig") })
    }

    @Test("one bad entry beside good ones is said, and touches none of them")
    func oneBadEntry() async throws {
        let camera = try AmcrestCamera.start()
        let supervisor = try await RunningSupervisor(
            """
            amcrest:
              - \(Self.entry(camera, "name: Yard, binary_sensors: [online]"))
              - \(Self.entry(camera, "name: Shed, resolution: medium"))
              - \(Self.entry(camera, "name: Gate, binary_sensors: [online]"))
            """
        )
        for name in ["yard", "gate"] {
            try await waitUntil("\(name) is online", lastSeen: supervisor.program.standardError) {
                let answer = try await supervisor.http.get("/api/states/binary_sensor.\(name)_online")
                return answer.text.contains("\"state\":\"on\"")
            }
        }
        #expect(supervisor.program.standardError.contains("'resolution' must be one of high, low, not \"medium\""))
        #expect(try await supervisor.http.get("/api/camera_proxy/camera.shed").status != 200)
    }
}
