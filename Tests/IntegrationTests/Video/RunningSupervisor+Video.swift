import Shared
import TestSupport
import Testing

extension RunningSupervisor {
    /// With one camera, `cam`, that streams from `url`, and a demo camera beside it.
    static func streaming(_ url: String, _ more: String = "", launcher: [String] = []) async throws -> RunningSupervisor
    {
        try await RunningSupervisor(
            """
            cameras:
              cam: { platform: generic, stream_source: '\(url)', framerate: 25, stale_after: 3 s\(more) }
              other: { platform: demo }
            """,
            launcher: launcher
        )
    }

    /// Asks for a still that cannot come, until the camera says why; nobody else may notice.
    func reasonForNoStill(
        _ state: String = "offline",
        within limit: Duration = .seconds(45),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let still = try await self.still("cam", query: "")
        #expect(still.status == 503 && still["Retry-After"] != nil, "\(still)", sourceLocation: sourceLocation)
        #expect(try await self.still("other").status == 200, sourceLocation: sourceLocation)
        let reason = try await waitFor("cam says why it is \(state)", within: limit, lastSeen: still.text) {
            let seen = try await self.camera("cam")
            if seen.state == state, let reason = seen.reason, !reason.isEmpty { return reason }
            _ = try await self.still("cam", query: "")
            return nil
        }
        try await self.expectOneWorker(sourceLocation: sourceLocation)
        return reason
    }

    /// A camera's misbehaviour is no reason for another worker.
    func expectOneWorker(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for id in ["cam", "other"] {
            let seen = try await self.camera(id)
            #expect(seen.lastExits.isEmpty && seen.worker.generation == 1, "\(seen)", sourceLocation: sourceLocation)
        }
    }
}
