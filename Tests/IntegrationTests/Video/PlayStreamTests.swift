import Foundation
import Shared
import TestSupport
import Testing

@Suite("camera.play_stream", .takesTurns)
struct PlayStreamTests {
    /// As Home Assistant answers `?return_response`.
    private struct Answer: Decodable {
        struct Stream: Decodable {
            var url: String
        }

        struct State: Decodable {}

        var changed_states: [State]
        var service_response: [String: Stream]
    }

    private static func call(_ film: FilmingSupervisor, _ query: String, _ entity: String) async throws -> HTTPResponse
    {
        let body = Array("{\"entity_id\":\(entity)}".utf8)
        return try await film.http.post("/api/services/camera/play_stream\(query)", body: body)
    }

    @Test("answers with a URL of each camera, which a player can play")
    func answers() async throws {
        let film = try await FilmingSupervisor(["steady", "other"])
        let answer = try await Self.call(film, "?return_response", #"["camera.steady","camera.other"]"#)
        #expect(answer.status == 200 && answer["Content-Type"] == "application/json", "\(answer)")
        let members = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        #expect(members?.keys.sorted() == ["changed_states", "service_response"])
        let decoded = try JSONDecoder().decode(Answer.self, from: Data(answer.body))
        #expect(decoded.service_response.keys.sorted() == ["camera.other", "camera.steady"])
        let url = try #require(decoded.service_response["camera.steady"]?.url)
        #expect(url.hasPrefix("/api/hls/") && url.hasSuffix("/master_playlist.m3u8"), "\(url)")
        #expect(url != decoded.service_response["camera.other"]?.url)
        let playlist = try await film.http.get(url)
        #expect(playlist.status == 200 && playlist.text.hasPrefix("#EXTM3U\n"), "\(playlist)")
        let words = try await LiveVideoTests.decode("http://127.0.0.1:\(film.supervisor.port)\(url)", seconds: 2)
        #expect(words == "", "\(words)")
    }

    @Test(
        "without return_response it is refused, and so is with it a service that answers nothing, in Home Assistant's words"
    )
    func refused() async throws {
        let film = try await FilmingSupervisor(["steady"])
        let silent = try await Self.call(film, "", #""camera.steady""#)
        #expect(silent.status == 400 && silent.text.contains("Add ?return_response to query parameters."), "\(silent)")
        let body = Array(#"{"entity_id":"camera.steady"}"#.utf8)
        let other = try await film.http.post("/api/services/camera/turn_on?return_response", body: body)
        #expect(other.status == 400 && other.text.contains("Remove return_response from request."), "\(other)")
    }
}
