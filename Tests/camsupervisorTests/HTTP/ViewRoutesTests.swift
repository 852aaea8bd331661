import IPC
import NIOCore
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Views over HTTP")
struct ViewRoutesTests {
    @Test("a still of each view, by its name with and without the domain")
    func stills() async throws {
        let views = try await ViewServer()
        views.show("main", on: 0)
        views.show("sub", on: 1)
        views.show("spare", on: 2)
        for (name, picture) in [
            ("yard", "main"), ("camera.yard", "main"), ("yard_sub", "sub"), ("camera.yard_sub", "sub"),
        ] {
            let answer = try await views.server.client.get("/api/camera_proxy/\(name)")
            #expect(answer.status == 200 && answer.text == picture, "\(name): \(answer)")
        }
        let hidden = try await views.server.client.get("/api/camera_proxy/yard_spare")
        #expect(hidden.text.contains("'yard_spare' is a view of camera 'yard' that is not shown"), "\(hidden)")
        let none = try await views.server.client.get("/api/camera_proxy/yard_none")
        #expect(none.text.contains("there is no camera 'yard_none'"), "\(none)")
        for name in ["yard_spare", "camera.yard_spare", "yard_none", "yard_", "sub", "yard/1"] {
            #expect(try await views.server.client.get("/api/camera_proxy/\(name)").status == 404, "\(name)")
        }
    }

    @Test("their entity tags differ, also where the bytes and the versions could be taken for the same")
    func tags() async throws {
        let views = try await ViewServer()
        views.show("same", on: 0)
        views.show("same", on: 1)
        let tags = try await [
            views.server.client.get("/api/camera_proxy/yard")["ETag"],
            views.server.client.get("/api/camera_proxy/yard_sub")["ETag"],
        ]
        #expect(tags[0] != nil && tags[0] != tags[1])
    }

    @Test("a stream shows its view, and lasts when the worker is another that counts otherwise")
    func streams() async throws {
        let views = try await ViewServer()
        views.show("sub", on: 1)
        views.show("main", on: 0)
        let viewer = StreamViewer(views.server.client.endpoint, "/api/camera_proxy_stream/yard_sub") { _ in true }
        try await viewer.waitForParts(1)
        #expect(viewer.seen.lastPicture == Array("sub".utf8))
        for view in views.views { view.workerGone(generation: 1) }
        let declared = ["main", "other", "sub"].map { ViewDeclaration(key: $0, name: $0) }
        let again = try #require(views.server.hub.declare(declared, of: views.views[0], generation: 2))
        again[2].workerReady(RecordingPort(generation: 2), number: 2)
        let payload = FramePayload.example(captured: .now() + .seconds(3_600), view: 2)
        #expect(again[2].frameArrived(payload, picture: .init(string: "again"), generation: 2))
        try await waitUntil("it goes on") { viewer.seen.lastPicture == Array("again".utf8) }
        #expect(viewer.isWatching)
    }

    @Test("a stream of a view that its camera has no more ends")
    func dropped() async throws {
        let views = try await ViewServer()
        views.show("sub", on: 1)
        let open = views.server.services.streams.open
        views.server.hub.whenDropped { open.reviewAll() }
        let viewer = StreamViewer(views.server.client.endpoint, "/api/camera_proxy_stream/yard_sub") { _ in true }
        try await viewer.waitForParts(1)
        _ = views.server.hub.declare([ViewDeclaration(key: "", name: "")], of: views.views[0], generation: 2)
        try await waitUntil("it has ended") { !viewer.isWatching }
    }

    @Test("one that is away says so by its own name and reason, while its camera goes on")
    func away() async throws {
        let views = try await ViewServer()
        views.show("main", on: 0)
        views.publish(.offline, reason: "404")
        let answer = try await views.server.client.get("/api/camera_proxy/yard_sub")
        #expect(answer.status == 503 && answer.text.contains("camera 'yard_sub' is offline: 404"), "\(answer)")
        views.show("main", on: 0)
        #expect(try await views.server.client.get("/api/camera_proxy/yard").status == 200)
        #expect(try await views.server.client.get("/readyz/cameras/yard_sub").status == 503)
    }

    @Test("a token for a camera is good for its views, one for another for none of them")
    func access() async throws {
        let views = try await ViewServer(tokens: [
            .example("seer", "seer-seer-seer-seer", may: [.view], cameras: ["yard"]),
            .example("gatekeeper", "gate-gate-gate-gate", may: [.view], cameras: ["gate", "yard_sub"]),
        ])
        views.show("sub", on: 1)
        let client = views.server.client
        for path in ["/api/camera_proxy/yard_sub", "/api/states/camera.yard_sub", "/api/v1/cameras/yard_sub"] {
            #expect(try await client.get("\(path)?token=seer-seer-seer-seer").status == 200, "\(path)")
            let refused = try await client.get("\(path)?token=gate-gate-gate-gate").status
            #expect(refused == (path.contains("states") ? 404 : 403), "\(path)")
            #expect(try await client.get(path).status == 401, "\(path)")
        }
        // What is not there is answered as what is another's.
        #expect(try await client.get("/api/camera_proxy/yard_none?token=gate-gate-gate-gate").status == 403)
        let hidden = try await client.get("/api/camera_proxy/yard_spare?token=seer-seer-seer-seer")
        #expect(hidden.status == 404 && hidden.text.contains("that is not shown"), "\(hidden)")
        #expect(try await client.get("/api/camera_proxy/yard_spare?token=gate-gate-gate-gate").status == 403)
        // The token of its entity's picture.
        let state = try await client.get("/api/states/camera.yard_sub?token=seer-seer-seer-seer")
        let picture = try #require(state.json["attributes"]["entity_picture"].text)
        #expect(picture.hasPrefix("/api/camera_proxy/camera.yard_sub?token="))
        #expect(try await client.get(picture).text == "sub")
    }

    @Test("each that is shown is an entity with a state of its own")
    func entities() async throws {
        let views = try await ViewServer()
        views.publish(.live)
        let sub = try await views.server.client.get("/api/states/camera.yard_sub").json
        #expect(sub["state"].text == "streaming")
        #expect(sub["attributes"]["friendly_name"].text == "yard Sub")
        #expect(sub["attributes"]["frontend_stream_type"].text == "hls")
        #expect(try await views.server.client.get("/api/states/camera.yard").json["state"].text == "idle")
        #expect(try await views.server.client.get("/api/states/camera.yard_spare").status == 404)
    }

    @Test("HLS of a view is asked for by a ticket of its own; what has no video says so")
    func video() async throws {
        let views = try await ViewServer()
        let client = views.server.client
        let answer = try await client.get("/api/camera_stream/yard_sub")
        let url = try #require(answer.json["url"].text)
        #expect(url.hasPrefix("/api/hls/"))
        #expect(views.views[1].media.awaited != nil && views.views[0].media.awaited == nil)
        let main = try await client.get("/api/camera_stream/yard")
        #expect(main.status == 404 && main.text.contains("camera 'yard' has no video"))
        #expect(try await client.get("/api/camera_stream/yard_spare").status == 404)
        _ = views.server.hub.declare([ViewDeclaration(key: "", name: "")], of: views.views[0], generation: 2)
        #expect(try await client.get(url).status == 404, "the ticket ends with its view")
    }

    @Test("the camera's document names them all, and a view's own is the camera's as it is seen there")
    func documents() async throws {
        let views = try await ViewServer()
        views.show("sub", on: 1)
        let client = views.server.client
        let yard = try await client.get("/api/v1/cameras/yard").json
        #expect(yard["id"].text == "yard" && yard["camera"].text == nil)
        #expect(yard["views"].list?.map { $0["id"].text } == ["yard_sub", "yard_spare"])
        #expect(yard["views"].list?.map { $0["enabled"] } == [true, false])
        #expect(yard["views"].list?.first?["number"] == 1)
        let sub = try await client.get("/api/v1/cameras/yard_sub").json
        #expect(sub["id"].text == "yard_sub" && sub["camera"].text == "yard" && sub["name"].text == "yard Sub")
        #expect(sub["frame_size"].text == "640x360" && yard["frame_size"].text == nil)
        let gate = try await client.get("/api/v1/cameras/gate").json
        #expect(gate["views"] == .null)
    }

    @Test("services on a view: its camera is not switched by it, and what is not there is not found")
    func services() async throws {
        let views = try await ViewServer()
        func call(_ service: String, _ entity: String) async throws -> (Int, String) {
            let body = Array("{\"entity_id\":\"\(entity)\"}".utf8)
            let answer = try await views.server.client.post("/api/services/\(service)", body: body)
            return (answer.status, answer.text)
        }
        let off = try await call("camera/turn_off", "camera.yard_sub")
        #expect(off.0 == 501 && off.1.contains("it is a view of camera.yard"), "\(off)")
        #expect(try await call("camera/turn_off", "camera.yard_spare").0 == 404)
        let motion = try await call("camera/enable_motion_detection", "camera.yard_sub")
        #expect(motion.0 == 503, "its worker would be asked, and there is none: \(motion)")
    }

    @Test("metrics tell a view by a label of its own")
    func metrics() async throws {
        let views = try await ViewServer()
        views.publish(.live)
        views.views[1].viewerCame()
        let text = try await views.server.client.get("/metrics").text
        for line in [
            "camsupervisor_viewers{camera=\"yard\",view=\"yard_sub\",kind=\"mjpeg\"} 1",
            "camsupervisor_viewers{camera=\"yard\",kind=\"mjpeg\"} 0",
            "camsupervisor_camera_state{camera=\"yard\",view=\"yard_sub\",state=\"live\"} 1",
            "camsupervisor_media_wanted{camera=\"yard\",view=\"yard_sub\"} 0",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(!text.contains("yard_spare"))
    }

    @Test("a camera of the file comes before a view of that name")
    func names() async throws {
        let views = try await ViewServer()
        var status = try #require(views.server.board[views.yard]?.status)
        status.views[0].entity = EntityID(lookingUp: "camera.gate")
        views.server.board.publish(status)
        #expect(views.server.board[named: "gate"]?.status.id.slug == "gate")
        #expect(views.server.board[named: "camera.gate"]?.status.view == nil)
    }
}

extension HTTPResponse {
    fileprivate var json: JSONValue {
        (try? JSONReader.read(self.body, within: JSONBounds(bytes: 1_000_000, depth: 16, values: 100_000))) ?? .null
    }
}

extension JSONValue {
    fileprivate subscript(member: String) -> JSONValue { self.object?[member] ?? .null }
}
