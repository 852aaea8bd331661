import TestSupport
import Testing

@testable import camsupervisor

@Suite("GET /api/services")
struct ServiceListTests {
    @Test("lists the services of the platforms that are here, to each of those that are his")
    func platforms() async throws {
        let server = try await InProcessServer(
            tokens: [
                .example("viewer", "view-view-view-view", may: [.view, .control]),
                .example("seer", "seer-seer-seer-seer", may: [.view, .control], cameras: ["drop"]),
            ],
            folder: nil
        )
        let all = try await server.client.get("/api/services?token=view-view-view-view")
        #expect(String(decoding: all.body, as: UTF8.self).contains("\"domain\":\"demo\""))
        let some = try await server.client.get("/api/services?token=seer-seer-seer-seer")
        let text = String(decoding: some.body, as: UTF8.self)
        #expect(text.contains("\"domain\":\"camera\""))
        #expect(!text.contains("demo"), "\(text)")
        // Home Assistant's camera domain has them whatever cameras there are; this one cannot.
        for name in ["enable_motion_detection", "disable_motion_detection"] {
            #expect(text.contains("\"\(name)\""), "\(text)")
            let motion = "/api/services/camera/\(name)?token=seer-seer-seer-seer"
            let vain = try await server.client.post(motion, body: Array("{\"entity_id\":\"camera.drop\"}".utf8))
            #expect(vain.status == 501, "\(vain.text)")
            #expect(vain.text.contains("camera.drop: its platform, push, does not do camera.\(name)"), "\(vain.text)")
        }
        // What is not listed is not there either.
        let body = Array("{\"entity_id\":\"camera.drop\",\"preset\":1}".utf8)
        let refused = try await server.client.post(
            "/api/services/demo/goto_preset?token=seer-seer-seer-seer",
            body: body
        )
        #expect(refused.status == 400)
        #expect(String(decoding: refused.body, as: UTF8.self).contains("No camera here is of the platform demo."))
    }
}
