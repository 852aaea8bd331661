import Foundation
import TestSupport
import Testing

@Suite("Snapshots in files", .takesTurns)
struct SnapshotFileTests {
    private static let configuration = """
        files: { write: [media, $FOLDER/other] }
        cameras:
          yard: { platform: demo }
          drop: { platform: push, webhook_id: a-hook-of-ours }
        """
    private static let media = ["media/.keep": [UInt8](), "other/.keep": []]

    private static func post(
        _ supervisor: RunningSupervisor,
        _ body: String,
        fields: HTTPFields = [:]
    ) async throws -> HTTPResponse {
        try await supervisor.http.post("/api/services/camera/snapshot", fields: fields, body: Array(body.utf8))
    }

    private static func isPicture(_ path: String) throws -> Bool {
        try readFile(path).starts(with: [0xFF, 0xD8, 0xFF])
    }

    private struct Written: Decodable {
        var entity_id: String
        var filename: String
        var bytes: Int
        var captured: String
        var content_type: String
    }

    @Test("Home Assistant's service writes the picture, makes folders and replaces what has the name")
    func service() async throws {
        let supervisor = try await RunningSupervisor(Self.configuration, files: Self.media)
        let path = "\(supervisor.configurationFolder)/media/2026/yard.jpg"
        for name in ["2026/yard.jpg", path] {
            let answer = try await Self.post(supervisor, #"{"entity_id": ["camera.yard"], "filename": "\#(name)"}"#)
            #expect(answer.status == 200, "\(answer.text)")
            let written = try #require(try JSONDecoder().decode([Written].self, from: Data(answer.body)).first)
            #expect(written.entity_id == "camera.yard" && written.filename == path)
            let bytes = try readFile(path)
            #expect(written.content_type == "image/jpeg" && written.bytes == bytes.count)
            #expect(try Self.isPicture(path))
        }
        #expect(namesInFolder("\(supervisor.configurationFolder)/media/2026") == ["yard.jpg"])
        let scaled = try await Self.post(
            supervisor,
            #"{"entity_id": "camera.yard", "filename": "small.jpg", "width": 64, "max_age": 60}"#
        )
        #expect(scaled.status == 200)
        let small = try readFile("\(supervisor.configurationFolder)/media/small.jpg")
        let large = try readFile(path)
        #expect(small.count < large.count)
    }

    @Test("several cameras and all of them are written at once when the name is a template, and each is reported")
    func several() async throws {
        let supervisor = try await RunningSupervisor(
            """
            files: { write: [media] }
            cameras:
              yard: { platform: demo }
              gate: { platform: demo }
              drop: { platform: push, webhook_id: a-hook-of-ours }
            """,
            files: Self.media
        )
        let template = "{{ entity_id.name | slugify }}.jpg"
        for cameras in [#"["camera.yard", "camera.gate"]"#, #""camera.yard, camera.gate""#] {
            let answer = try await Self.post(supervisor, #"{"entity_id": \#(cameras), "filename": "\#(template)"}"#)
            #expect(answer.status == 200, "\(answer.text)")
            let written = try JSONDecoder().decode([Written].self, from: Data(answer.body))
            #expect(written.map(\.entity_id) == ["camera.yard", "camera.gate"])
        }
        for name in ["yard.jpg", "gate.jpg"] {
            #expect(try Self.isPicture("\(supervisor.configurationFolder)/media/\(name)"))
        }
        // Nothing was ever uploaded to the third.
        let all = try await Self.post(supervisor, #"{"entity_id": "all", "filename": "all-\#(template)"}"#)
        #expect(all.status == 503 && all.text.contains("1 of 3 failed: camera.drop"), "\(all.status) \(all.text)")
        #expect(namesInFolder("\(supervisor.configurationFolder)/media").contains("all-gate.jpg"))
        let one = try await Self.post(supervisor, #"{"entity_id": "all", "filename": "one.jpg"}"#)
        #expect(one.status == 400 && one.text.contains("3 cameras cannot be written to one file, 'one.jpg'"))
    }

    @Test("a name that is a template is rendered for the camera, by the service and beside its other verbs")
    func template() async throws {
        let supervisor = try await RunningSupervisor(
            Self.configuration.replacingOccurrences(of: "demo }", with: "demo, name: Back Yard }"),
            files: Self.media
        )
        let name = "{{ entity_id.name | slugify }}/{{ entity_id }}-{{ states('camera.yard') is string }}.jpg"
        for target in ["/api/services/camera/snapshot", "/api/v1/cameras/yard/snapshot"] {
            let entity = target.hasSuffix("camera/snapshot") ? #""entity_id": "camera.yard", "# : ""
            let body = #"{\#(entity)"filename": "\#(name)", "overwrite": true}"#
            let answer = try await supervisor.http.post(target, body: Array(body.utf8))
            #expect(answer.status == 200 && answer.text.contains("/media/back_yard/camera.yard-True.jpg"), "\(answer)")
        }
        #expect(try Self.isPicture("\(supervisor.configurationFolder)/media/back_yard/camera.yard-True.jpg"))
    }

    static let refused: [(String, Int, String)] = [
        (#"{"entity_id": "camera.yard", "filename": "/etc/a.jpg"}"#, 400, "Can't write /etc/a.jpg, no access to path!"),
        (#"{"entity_id": "camera.yard", "filename": "../a.jpg"}"#, 400, "must not hold '..'"),
        (
            #"{"entity_id": "camera.yard", "filename": "{{ 1 / 0 }}.jpg"}"#, 400,
            "filename: line 1, column 4: division by zero"
        ),
        (#"{"entity_id": "camera.yard", "filename": "{{ '../' }}a.jpg"}"#, 400, "must not hold '..'"),
        (#"{"entity_id": "camera.yard", "filename": "{{ '{' }}{ a }}.jpg"}"#, 400, "braces of a template"),
        (#"{"entity_id": "camera.yard", "filename": "a.sh"}"#, 400, "ends in .jpg"),
        (#"{"entity_id": "camera.yard", "filename": ".a.jpg"}"#, 400, "dot"),
        (#"{"entity_id": "camera.yard", "filename": 7}"#, 400, "ends in .jpg"),
        (#"{"entity_id": "camera.yard"}"#, 400, "required key not provided @ data['filename']"),
        (#"{"filename": "a.jpg"}"#, 400, "must contain at least one of entity_id"),
        (#"{"entity_id": "switch.yard_lamp", "filename": "a.jpg"}"#, 400, "is not for entities like"),
        (
            #"{"entity_id": "camera.yard", "filename": "a.jpg", "file": "b"}"#, 400,
            "extra keys not allowed @ data['file']"
        ),
        (#"{"entity_id": ["camera.yard", "camera.drop"], "filename": "a.jpg"}"#, 400, "call once for each"),
        (#"{"entity_id": "camera.none", "filename": "a.jpg"}"#, 404, "none"),
        (#"{"entity_id": "camera.drop", "filename": "a.jpg"}"#, 503, "nothing was uploaded yet"),
        (#"{"entity_id": "camera.yard", "filename": "a.jpg", "max_age": -1}"#, 400, "max_age"),
        ("[]", 400, "Data should be a JSON object."), ("{", 400, "Data should be valid JSON."),
        ("", 400, "must contain at least one of entity_id"),
    ]

    @Test("what cannot be done is refused in words, and nothing is left")
    func refusals() async throws {
        let supervisor = try await RunningSupervisor(Self.configuration, files: Self.media)
        try await supervisor.waitUntilEntity("switch.yard_lamp", is: "off")
        for (body, status, words) in Self.refused {
            let answer = try await Self.post(supervisor, body)
            #expect(answer.status == status && answer.text.contains(words), "\(body): \(answer.text)")
            #expect(answer["Content-Type"] == "application/json")
        }
        let foreign = try await Self.post(supervisor, "{}", fields: ["Sec-Fetch-Site": "cross-site"])
        #expect(foreign.status == 403)
        #expect(try await supervisor.http.get("/api/services/camera/snapshot").status == 405)
        #expect(namesInFolder("\(supervisor.configurationFolder)/media") == [".keep"])
    }

    @Test("who may only look may write nothing, and a token for one camera writes that one")
    func tokens() async throws {
        let supervisor = try await RunningSupervisor(
            Self.configuration,
            http: """
                tokens: [{ name: viewer, token: view-view-view-view }, \
                { name: mover, token: move-move-move-move, may: [control], cameras: [drop] }]
                """,
            files: Self.media
        )
        let body = #"{"entity_id": "camera.yard", "filename": "a.jpg"}"#
        #expect(try await Self.post(supervisor, body).status == 401)
        // To whom it is not shown it is not there, as with every service.
        for (token, status) in [("view-view-view-view", 403), ("move-move-move-move", 404)] {
            let answer = try await Self.post(supervisor, body, fields: ["Authorization": "Bearer \(token)"])
            #expect(answer.status == status, "\(token)")
        }
    }

    @Test("the command writes a file where it may, and replaces one only when it is told to")
    func command() async throws {
        let supervisor = try await RunningSupervisor(Self.configuration, files: Self.media)
        let path = "\(supervisor.configurationFolder)/other/a b.jpg"
        let first = try await supervisor.command("snapshot", "yard", "--file", path)
        #expect(first.exit == .code(0) && first.output.hasPrefix("\(path): "), "\(first.words)")
        #expect(try Self.isPicture(path))
        let second = try await supervisor.command("snapshot", "yard", "--file", path)
        #expect(second.exit == .code(1))
        #expect(second.words.contains("\(path) is there already; overwrite: true (--overwrite) replaces it"))
        let misnamed = try await supervisor.command("snapshot", "yard", "--file", "a.gif")
        #expect(misnamed.exit == .code(1) && misnamed.words.contains("to a name that ends in .jpg, .jpeg, not a.gif"))
        #expect(namesInFolder("\(supervisor.configurationFolder)/media") == [".keep"])
        let third = try await supervisor.command("snapshot", "yard", "--file", path, "--overwrite", "--max-age", "any")
        #expect(third.exit == .code(0), "\(third.words)")
    }

    @Test("a full disk is told, and nothing half is left on it")
    func full() async throws {
        let disk = try TemporaryFolder()
        let supervisor = try await RunningSupervisor(
            "files: { write: [\(disk.path)] }\ncameras: { yard: { platform: demo, width: 1920, height: 1080 } }",
            launcher: [
                try InstalledTool.path(of: "unshare", package: "util-linux"), "--mount", "--propagation", "private",
                "/bin/sh", "-c", "mount -t tmpfs -o size=4k tmpfs \"$0\" && exec \"$@\"", disk.path,
            ]
        )
        let answer = try await Self.post(supervisor, #"{"entity_id": "camera.yard", "filename": "a.jpg"}"#)
        #expect(answer.status == 507 && answer.text.contains("the disk is full"), "\(answer.text)")
        let inside = "/proc/\(supervisor.program.pid)/root\(disk.path)"
        #expect(namesInFolder(inside).isEmpty)
    }

    @Test("without files.write nothing is written; with a reload it is")
    func reloaded() async throws {
        let supervisor = try await RunningSupervisor("cameras: { yard: { platform: demo } }", files: Self.media)
        let body = #"{"entity_id": "camera.yard", "filename": "a.jpg"}"#
        let refused = try await Self.post(supervisor, body)
        #expect(refused.status == 400 && refused.text.contains("files.write of the configuration names no folder"))
        try supervisor.rewrite("files: { write: [media] }\ncameras: { yard: { platform: demo } }")
        #expect(try await supervisor.reload().contains("files.write"))
        #expect(try await Self.post(supervisor, body).status == 200)
    }

    @Test("what a killed supervisor left is found at the next start")
    func leftovers() async throws {
        let whole = [0, 0, 0, 8] + Array("ftyp".utf8) + [0, 0, 0, 9] + Array("mdat".utf8) + [1]
        let supervisor = try await RunningSupervisor(
            Self.configuration,
            files: Self.media.merging([
                "media/x/clip.mp4.camsupervisor.part": whole + [0, 0],
                "media/still.jpg.camsupervisor.part": [0xFF, 0xD8, 0xFF],
            ]) { $1 }
        )
        let folder = "\(supervisor.configurationFolder)/media"
        try await waitUntil("both are settled") {
            namesInFolder("\(folder)/x") == ["clip.interrupted.mp4"] && namesInFolder(folder) == [".keep", "x"]
        }
        #expect(try readFile("\(folder)/x/clip.interrupted.mp4") == whole)
        try await waitUntil("it is logged", lastSeen: supervisor.program.standardError) {
            supervisor.program.standardError.contains("kept as \(folder)/x/clip.interrupted.mp4")
        }
    }
}
