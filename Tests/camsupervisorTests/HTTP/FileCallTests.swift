import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// `camera.snapshot` and `camera.record` take what their schemas say, which `/api/services`, the command line and
/// docs/services.md are made of: no more, no less.
@Suite("Calls of the services that write files")
struct FileCallTests {
    /// What callers might send for any field.
    private static let values: [JSONValue] = [
        .null, true, false, 0, 1, -1, 2.5, 64, 300, 301, 3_600, 3_601, 8_192, 8_193, 16_384, 86_400, 86_401, 1e300, "",
        "on",
        "off", "yes", "enable", "maybe", "5", "5s", "2min", "00:00:30", "soon", [], ["1"], [:],
    ]

    private static let schemas = [ServiceCatalogue.snapshot, ServiceCatalogue.record]

    private static func served() async throws -> (InProcessServer, TemporaryFolder) {
        let folder = try TemporaryFolder()
        let server = try await InProcessServer(tokens: [], folder: nil)
        server.rules.replace(with: FrontRules(writeFolders: [folder.path]))
        return (server, folder)
    }

    private static func message(_ answer: TestSupport.HTTPResponse) throws -> String {
        let value = try JSONReader.read(answer.body, within: EntityLimits.parameters)
        return (value.object?["message"] ?? value.object?["detail"])?.text ?? ""
    }

    @Test(
        "what the schema refuses both paths refuse in its words, and what it takes none of them refuses",
        arguments: schemas
    )
    func compared(_ schema: ServiceSchema) async throws {
        let (server, folder) = try await Self.served()
        // What gets as far as this camera is told that it is misconfigured, at once.
        let camera = "broken"
        let name: JSONValue = schema == ServiceCatalogue.snapshot ? "a.jpg" : "a.mp4"
        for field in schema.fields where field.name != "filename" {
            for value in Self.values {
                let fields: [String: JSONValue] = ["filename": name, field.name: value]
                var refusal: String?
                do { _ = try schema.validated(fields) } catch { refusal = "\(error)" }
                let paths: [(String, [String: JSONValue])] = [
                    ("/api/services/camera/\(schema.service)", ["entity_id": .text("camera.\(camera)")]),
                    ("/api/v1/cameras/\(camera)/\(schema.service)", [:]),
                ]
                for (path, more) in paths {
                    let body = JSONWriter.bytes(of: .object(fields.merging(more) { $1 }))
                    let answer = try await server.client.post(path, body: body)
                    let message = try Self.message(answer)
                    if let refusal {
                        #expect(answer.status == 400 && message == refusal, "\(path) \(fields)")
                    } else {
                        #expect(
                            answer.status == 503 && message.contains("misconfigured"),
                            "\(path) \(fields): \(message)"
                        )
                    }
                }
            }
        }
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("the target is what it is for every other service, whatever it is", arguments: schemas)
    func targets(_ schema: ServiceSchema) async throws {
        let (server, _) = try await Self.served()
        _ = server.entities.set(EntityID(lookingUp: "switch.x"), to: "on", attributes: [:], isForced: false)
        _ = server.entities.set(EntityID(lookingUp: "camera.x"), to: "idle", attributes: [:], isForced: false)
        let name: JSONValue = schema == ServiceCatalogue.snapshot ? "a.jpg" : "a.mp4"
        let cases: [(fields: [String: JSONValue], status: Int)] = [
            ([:], 400), (["entity_id": "switch.x"], 400), (["entity_id": "camera.none"], 404),
            (["entity_id": "yard"], 404),
            (["entity_id": 5], 400), (["entity_id": []], 400), (["target": ["entity_id": "switch.x"]], 400),
            (["target": ["area_id": "x"]], 400), (["target": ["entity_id": "camera.x"]], 501),
        ]
        for (fields, status) in cases {
            let body = fields.merging(["filename": name]) { $1 }
            let path = "/api/services/camera/\(schema.service)"
            let answer = try await server.client.post(path, body: JSONWriter.bytes(of: .object(body)))
            let other = try await server.client.post(
                "/api/services/camera/restart",
                body: JSONWriter.bytes(of: .object(fields))
            )
            #expect(answer.status == status && other.status == status, "\(fields): \(answer) \(other)")
            let (words, expected) = (try Self.message(answer), try Self.message(other))
            // One that fails is named before its reason.
            #expect(expected.replacing("camera.restart", with: schema.name).hasSuffix(words), "\(fields)")
        }
    }

    @Test("what is not said is as in Home Assistant, and beside the camera's other verbs nothing is replaced unasked")
    func defaults() async throws {
        let recorded = try RecordingCall(
            try ServiceCatalogue.record.validated(["filename": "a.mp4", "lookback": .null]),
            folders: ["/srv"]
        )
        #expect(recorded.duration == .seconds(30) && recorded.lookback == .zero && recorded.replaces)
        #expect("\(recorded.path)" == "/srv/a.mp4")
        let asked = try RecordingCall(
            try ServiceCatalogue.record.validated(
                ["filename": "a.mp4", "duration": "2min", "lookback": 2.5, "overwrite": "off"]
            ),
            folders: ["/srv"]
        )
        #expect(asked.duration == .seconds(120) && asked.lookback == .milliseconds(2_500) && !asked.replaces)
        let fields = try ServiceCatalogue.snapshot.validated(["filename": "a.jpg", "width": "64", "max_age": "1min"])
        let snapshot = try SnapshotCall(fields, folders: ["/srv"], isNameJudged: false, isPushed: false)
        #expect(snapshot.still == StillRequest(width: 64, maximumAge: .seconds(60)) && snapshot.replaces)
        let ages: [(isPushed: Bool, age: Duration?)] = [(false, .zero), (true, nil)]
        for (isPushed, age) in ages {
            let fields = try ServiceCatalogue.snapshot.validated(["filename": "a.jpg"])
            let call = try SnapshotCall(fields, folders: ["/srv"], isNameJudged: false, isPushed: isPushed)
            #expect(call.still == StillRequest(maximumAge: age))
        }
    }

    @Test("our own paths take the fields from the URL too, and a file that is there only when that is said")
    func ours() async throws {
        let (server, folder) = try await Self.served()
        try server.show(Array("first".utf8), on: "drop", format: .jpeg)
        let path = "/api/v1/cameras/drop/snapshot?filename=a.jpg&max_age=1h"
        #expect(try await server.client.post(path, body: []).status == 200)
        #expect(try await server.client.post(path, body: []).status == 409)
        #expect(try await server.client.post("\(path)&overwrite=false", body: []).status == 409)
        #expect(try await server.client.post(path, body: Array(#"{"filename": "a.jpg"}"#.utf8)).status == 409)
        for more in ["&overwrite", "&overwrite=true", "&overwrite=on"] {
            #expect(try await server.client.post(path + more, body: []).status == 200, "\(more)")
        }
        let wrong = try await server.client.post("\(path)&width=8193", body: [])
        #expect(wrong.status == 400 && wrong.text.contains("a whole number from 1 to 8192 px"), "\(wrong)")
        #expect(namesInFolder(folder.path) == ["a.jpg"])
    }
}
