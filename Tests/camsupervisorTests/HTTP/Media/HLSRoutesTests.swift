import HTTPTypes
import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("The routes of HLS, with the test as the worker")
struct HLSRoutesTests {
    private typealias HTTPResponse = TestSupport.HTTPResponse

    @Test("a camera's URL wants its video; playlists, segments and parts are Home Assistant's")
    func whole() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        #expect(folder.utf8.count == "/api/hls/".utf8.count + 64 + 1)
        #expect(film.port.wants == [WantMedia(isOn: true, partMilliseconds: 500)])
        film.open()
        film.parts(7)
        let master = try await film.get("\(folder)master_playlist.m3u8")
        #expect(master.status == 200)
        #expect(master.head.fields["Content-Type"] == "application/vnd.apple.mpegurl")
        #expect(master.head.fields["Access-Control-Allow-Origin"] == "*")
        #expect(master.head.fields["Cross-Origin-Resource-Policy"] == "cross-origin")
        #expect(master.text.contains("CODECS=\"avc1.64001f\",RESOLUTION=640x360\nplaylist.m3u8"))
        let playlist = PlaylistCheck(try await film.get("\(folder)playlist.m3u8").text)
        #expect(playlist.problems.isEmpty)
        #expect(playlist.segments.map(\.uri) == ["segment/0.m4s"])
        #expect(playlist.parts.map(\.uri).suffix(3) == ["segment/0.4.m4s", "segment/1.1.m4s", "segment/1.2.m4s"])
        let opening = try await film.get("\(folder)init.mp4")
        #expect(opening.text == "init" && opening.head.fields["Content-Type"] == "video/mp4")
        let segment = try await film.get("\(folder)segment/0.m4s")
        #expect(segment.head.fields["Content-Type"] == "video/iso.segment")
        #expect(segment.body.count == 64 && segment.text.hasPrefix("1..."))
        for name in ["0.4", "1.0"] {
            #expect(try await film.get("\(folder)segment/\(name).m4s").text.hasPrefix("5..."))
        }
        for (name, status) in [
            ("segment/1.m4s", 404), ("segment/9.m4s", 404), ("segment/1.9.m4s", 416), ("segment/9.9.m4s", 404),
            ("init-2.mp4", 404), ("nothing", 404), ("playlist.m3u8?_HLS_part=1", 400),
            ("playlist.m3u8?_HLS_msn=4", 400), ("playlist.m3u8?_HLS_msn=1&_HLS_part=99", 400),
        ] {
            let answer = try await film.get("\(folder)\(name)")
            #expect(answer.status == status, "\(name): \(answer)")
            #expect(answer.head.fields["Access-Control-Allow-Origin"] == "*")
        }
    }

    @Test("who has a signed URL has one ticket, whatever he adds to it, and nobody else loses his")
    func signed() async throws {
        let token = AccessToken.example("viewer", "view-view-view-view", may: [.view])
        let film = try await FilmServer(tokens: [token])
        let signer = PathSigner(key: .random)
        film.server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [token], signer: signer)))
        let path = try #require(
            signer.sign("/api/camera_stream/film", by: .token("viewer"), among: [token], for: 60, at: .now())
        )
        func url(_ target: String, _ fields: TestSupport.HTTPFields) async throws -> String {
            let answer = try await film.server.client.get(target, fields: fields)
            #expect(answer.status == 200, "\(answer)")
            return answer.text
        }
        var urls: Set<String> = []
        for number in 0..<10 {
            urls.insert(try await url("\(path)&width=\(number)", [:]))
            urls.insert(try await url("/api/camera_stream/film?height=\(number)&\(path.split(separator: "?")[1])", [:]))
            urls.insert(try await url(path, ["Authorization": "Bearer other-\(number)"]))
            urls.insert(try await url(path, ["Host": "host-\(number)"]))
        }
        #expect(urls.count == 1)
        // With the token itself it is another.
        let own = try await url("/api/camera_stream/film?token=view-view-view-view", [:])
        #expect(!urls.contains(own))
    }

    @Test("a player is counted once it asked for something, not with its URL")
    func counted() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        film.open()
        film.parts(7)
        #expect(try await film.get("/api/v1/cameras/film").text.contains("\"players\":0"))
        _ = try await film.get("\(folder)playlist.m3u8")
        #expect(try await film.get("/api/v1/cameras/film").text.contains("\"players\":1"))
        #expect(try await film.get("/metrics").text.contains("viewers{camera=\"film\",kind=\"hls\"} 1\n"))
    }

    @Test("a playlist, and a part that was announced, are held back until they are there")
    func blocking() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        film.open()
        film.parts(6)
        async let playlist = film.get("\(folder)playlist.m3u8?_HLS_msn=1&_HLS_part=2")
        async let part = film.get("\(folder)segment/1.2.m4s")
        async let segment = film.get("\(folder)playlist.m3u8?_HLS_msn=1")
        try await waitUntil("all three wait") { film.view.watching == 3 }
        film.part()
        #expect(try await part.text.hasPrefix("7..."))
        #expect(PlaylistCheck(try await playlist.text).parts.last?.uri == "segment/1.2.m4s")
        film.part()
        film.part(key: true)
        #expect(PlaylistCheck(try await segment.text).segments.last?.uri == "segment/1.m4s")
        #expect(film.view.watching == 0)
    }

    @Test("an announced part that begins the next segment keeps the name it was announced by")
    func announced() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        film.open()
        film.parts(8)
        let hint = PlaylistCheck(try await film.get("\(folder)playlist.m3u8").text).hint
        #expect(hint == "segment/1.4.m4s")
        async let part = film.get("\(folder)segment/1.4.m4s")
        try await waitUntil("it waits") { film.view.watching == 1 }
        film.part(key: true)
        #expect(try await part.text.hasPrefix("9..."))
        #expect(PlaylistCheck(try await film.get("\(folder)playlist.m3u8").text).parts.last?.uri == hint)
    }

    @Test("before the first segment a player waits; a camera that is away is 503 in words")
    func away() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        async let master = film.get("\(folder)master_playlist.m3u8")
        try await waitUntil("it waits") { film.view.watching == 1 }
        film.open()
        film.parts(5)
        #expect(try await master.status == 200)

        let other = try await FilmServer()
        let path = try await other.folder()
        async let refused = other.get("\(path)master_playlist.m3u8")
        async let video = other.get("/api/camera_stream/film.mp4")
        try await waitUntil("both wait") { other.view.watching == 2 }
        var status = try #require(other.server.board[try CameraID("film")]?.status)
        status.state = .offline
        status.reason = "no route to host"
        status.reportedAt = .now()
        other.server.board.publish(status)
        for answer in [try await refused, try await video] {
            #expect(answer.status == 503)
            #expect(answer.text.contains("camera 'film' is offline: no route to host"))
            #expect(answer.head.fields["Retry-After"] != nil)
        }
        status.state = .off
        other.server.board.publish(status)
        #expect(try await other.get("\(path)playlist.m3u8").status == 503)
        #expect(other.view.watching == 0 && other.view.summary.viewers == 0)
    }

    @Test("with rare key frames each playlist that is wished for comes with its part, long before a segment is whole")
    func rareKeyFrames() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        film.open()
        film.parts(3, keyEvery: 100)
        let began = MonotonicTime.now()
        let answer = try await film.get("\(folder)playlist.m3u8?_HLS_msn=0&_HLS_part=1")
        #expect(answer.status == 200 && PlaylistCheck(answer.text).parts.count == 3)
        #expect(MonotonicTime.now().since(began) < HLSService.firstPatience / 2)
    }

    @Test("beside still pictures a stream that is away is worth asking for again, whatever the pictures are")
    func besidePictures() async throws {
        let film = try await FilmServer(pictures: "http://192.0.2.1/a.jpg")
        let folder = try await film.folder()
        var status = try #require(film.server.board[try CameraID("film")]?.status)
        status.state = .offline
        status.reason = "the picture is an error page"
        status.mediaReason = "no route to host"
        status.reportedAt = .now()
        film.server.board.publish(status)
        for path in ["\(folder)master_playlist.m3u8", "/api/camera_stream/film.mp4"] {
            let answer = try await film.get(path)
            #expect(answer.status == 503 && answer.head.fields["Retry-After"] != nil)
            #expect(answer.text.contains("no route to host") && !answer.text.contains("an error page"))
        }
        status.mediaReason = nil
        film.server.board.publish(status)
        async let master = film.get("\(folder)master_playlist.m3u8")
        try await waitUntil("it waits") { film.view.watching == 1 }
        film.open()
        film.parts(5)
        #expect(try await master.status == 200)
    }

    @Test("requests that wait are bounded; one more is told to come again")
    func crowded() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        let places = (0..<MediaView.StateMachine.mostWatchers).map { _ in Calls() }
        for place in places { #expect(film.view.watch(ObjectIdentifier(place)) { _ in }) }
        for path in ["\(folder)master_playlist.m3u8", "/api/camera_stream/film.mp4"] {
            let answer = try await film.get(path)
            #expect(answer.status == 503 && answer.text.contains("too many requests wait"))
            #expect(answer.head.fields["Retry-After"] == "1")
        }
        for place in places { film.view.unwatch(ObjectIdentifier(place)) }
        #expect(film.view.watching == 0)
    }

    @Test("a stream that cannot be HLS says so at once to whoever comes later, too")
    func saidBefore() async throws {
        let film = try await FilmServer()
        let folder = try await film.folder()
        var status = try #require(film.server.board[try CameraID("film")]?.status)
        status.mediaReason = "an MJPEG stream has no HLS or MP4"
        status.reportedAt = .now()
        film.server.board.publish(status)
        let began = MonotonicTime.now()
        for path in ["\(folder)master_playlist.m3u8", "/api/camera_stream/film.mp4"] {
            let answer = try await film.get(path)
            #expect(answer.status == 404 && answer.text.contains("an MJPEG stream has no HLS or MP4"))
        }
        status.mediaReason = nil
        status.state = .refused
        status.retryAt = .now() + .seconds(600)
        film.server.board.publish(status)
        #expect(try await film.get("\(folder)playlist.m3u8").text.contains("refuses us"))
        #expect(MonotonicTime.now().since(began) < HLSService.firstPatience / 2)
    }

    @Test("a camera without video says so; one that nobody knows, and tickets that nobody gave, are not there")
    func missing() async throws {
        let film = try await FilmServer()
        let yard = try await film.get("/api/camera_stream/yard")
        #expect(yard.status == 404 && yard.text.contains("camera 'yard' has no video"))
        #expect(try await film.get("/api/camera_stream/yard.mp4").status == 404)
        #expect(try await film.get("/api/camera_stream/none").status == 404)
        film.view.workerReady(film.port, hasMedia: false)
        let mute = try await film.get("/api/camera_stream/film")
        #expect(mute.status == 404 && mute.text.contains("cannot pass this stream on"))
        #expect(film.port.wants.isEmpty)
        #expect(try await film.get("/api/camera_stream/broken").status == 503)
        let ticket = String(repeating: "0", count: 64)
        #expect(try await film.get("/api/hls/\(ticket)/playlist.m3u8").status == 404)
    }

    @Test("a ticket is as good as its token: not for another camera, and not a moment longer")
    func tokens() async throws {
        let seer = AccessToken.example("seer", "seer-seer-seer-seer", may: [.view], cameras: ["film"])
        let blind = AccessToken.example("blind", "blind-blind-blind-1", may: [.view], cameras: ["yard"])
        let film = try await FilmServer(tokens: [seer, blind])
        #expect(try await film.get("/api/camera_stream/film").status == 401)
        #expect(try await film.get("/api/camera_stream/film", token: "blind-blind-blind-1").status == 403)
        #expect(try await film.get("/api/camera_stream/film.mp4", token: "blind-blind-blind-1").status == 403)
        let folder = try await film.folder(token: "seer-seer-seer-seer")
        film.open()
        film.parts(5)
        #expect(try await film.get("\(folder)playlist.m3u8").status == 200)
        film.server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [blind])))
        #expect(try await film.get("\(folder)playlist.m3u8").status == 404)
        #expect(try await film.get("\(folder)segment/0.m4s").status == 404)
        var narrowed = seer
        narrowed.cameras = [try CameraID("yard")]
        film.server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [blind, narrowed])))
        #expect(try await film.get("\(folder)playlist.m3u8").status == 404)
        film.server.rules.replace(with: FrontRules(access: AccessPolicy(tokens: [seer])))
        #expect(try await film.get("\(folder)playlist.m3u8").status == 200)
    }

    @Test("a ticket is in no log line")
    func masked() {
        let ticket = String(repeating: "f", count: 64)
        for path in ["/api/hls/\(ticket)/segment/1.2.m4s", "//api//hls/\(ticket)/segment/1.2.m4s?token=x"] {
            let shown = RequestTarget(path).withoutSecrets
            #expect(!shown.contains("ffff") && !shown.contains("=x"))
            #expect(shown.hasPrefix("/api/hls/•••/segment/1.2.m4s"))
        }
    }
}
