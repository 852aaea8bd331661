import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("GET /api/v1/cameras/{camera}/diagnostics")
struct DiagnosticsTests {
    private static let bounds = JSONBounds(bytes: 1_000_000, depth: 20, values: 10_000)

    @Test("it is Home Assistant's envelope, with options, state, worker and entities, without secrets")
    func document() async throws {
        let server = try await InProcessServer(tokens: [], folder: nil)
        let yard = try CameraID("yard")
        let session = try #require(server.entities.begin(yard))
        let declaration = EntityDeclaration(key: "m1", domain: .binarySensor, name: "Motion", category: .diagnostic)
        server.entities.declare(EntityList(entities: [declaration]), by: session)
        let token = try #require(server.entities[EntityID(of: yard)]?.attributes["access_token"]?.text)
        for path in ["/api/v1/cameras/yard/diagnostics", "/api/diagnostics/config_entry/yard"] {
            let answer = try await server.client.get(path)
            #expect(answer.status == 200)
            #expect(answer.head.fields["Content-Disposition"] == "attachment; filename=\"config_entry-demo-yard.json\"")
            #expect(!answer.text.contains(token))
            let value = try JSONReader.read(answer.body, within: Self.bounds)
            let members = try #require(value.object)
            #expect(members.keys.sorted() == ["custom_components", "data", "home_assistant", "integration_manifest"])
            #expect(members["home_assistant"]?.object?["version"] == .text(BuildIdentity.current))
            #expect(members["integration_manifest"]?.object?["domain"] == "demo")
            let contents = try #require(members["data"]?.object)
            #expect(contents["title"] == "yard" && contents["options"] == .object([:]))
            #expect(contents["camera"]?.object?["worker"]?.object?["phase"] != nil)
            let entities = contents["entities"]?.list?.compactMap(\.object) ?? []
            #expect(entities.map { $0["entity_id"]?.text } == ["binary_sensor.yard_motion", "camera.yard"])
            #expect(entities.first?["unique_id"] == "m1" && entities.first?["is_told"] == false)
            #expect(entities.first?["entity_category"] == "diagnostic")
            #expect(entities.last?["attributes"]?.object?["access_token"] == .text(ShownOptions.mask))
        }
    }

    @Test("who may only look, or at others only, does not get it; a camera that is not there is 404")
    func rights() async throws {
        let server = try await InProcessServer.guarded.value
        let path = "/api/v1/cameras/yard/diagnostics"
        for (token, status) in [("view-view-view-view", 403), ("seer-seer-seer-seer", 403), ("no", 401)] {
            #expect(try await server.client.get("\(path)?token=\(token)").status == status, "\(token)")
        }
        #expect(try await server.client.get("\(path)?token=move-move-move-move").status == 200)
        let other = "/api/v1/cameras/none/diagnostics?token=move-move-move-move"
        #expect(try await server.client.get(other).status == 404)
        let broken = "/api/v1/cameras/broken/diagnostics?token=move-move-move-move"
        #expect(try await server.client.get(broken).status == 200)
    }
}
