import Shared
import TestSupport

extension RunningSupervisor {
    /// A still that was taken after this was asked; a `query` of one's own replaces that wish.
    func still(_ camera: String, query: String = "max_age=0") async throws -> HTTPResponse {
        try await self.http.get("/api/camera_proxy/\(camera)?\(query)")
    }

    func viewer(_ camera: String) -> StreamViewer {
        StreamViewer(self.endpoint, "/api/camera_proxy_stream/\(camera)")
    }

    /// Waits until the API calls the camera this; returns the reason it gives.
    @discardableResult
    func waitForState(
        _ camera: String,
        _ state: String,
        within limit: Duration = .seconds(20),
        fileID: String = #fileID,
        line: Int = #line
    ) async throws -> String {
        var last = ""
        return try await waitFor(
            "\(camera) is \(state)",
            within: limit,
            lastSeen: last,
            fileID: fileID,
            line: line
        ) {
            let seen = try await self.camera(camera)
            last = "\(seen.state): \(seen.reason ?? "no reason")"
            return seen.state == state ? seen.reason ?? "" : nil
        }
    }

    /// Asks for a camera's worker to be replaced.
    func restart(_ camera: String) async throws {
        let answer = try await self.http.post("/api/v1/cameras/\(camera)/restart")
        guard answer.status == 202 else { throw UnexpectedAnswer(answer: "\(answer)") }
    }

    /// The lines of the log that hold a text.
    func logLines(holding text: String) -> [String] {
        self.program.standardError.split(separator: "\n").map(String.init).filter { $0.contains(text) }
    }
}

/// An answer that stops a test.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    var answer: String
    var description: String { "unexpected answer: \(self.answer)" }
}

extension HTTPResponse {
    /// What a ``TestPicture`` in the body counts.
    var counter: Int? { TestPicture.counter(in: self.body) }
}

extension StreamViewer {
    /// Whether all that came were whole pictures, those of a ``FakeCamera`` newer each time.
    var sawOnlyWholeAndNewer: Bool {
        let sightings = self.seen.sightings
        let counters = sightings.compactMap(\.counter)
        return sightings.allSatisfy { $0.isWhole } && zip(counters, counters.dropFirst()).allSatisfy { $0 < $1 }
    }
}
