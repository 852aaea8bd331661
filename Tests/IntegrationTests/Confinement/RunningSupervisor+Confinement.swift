import Foundation
import IPC
import TestSupport

extension RunningSupervisor {
    private struct View: Decodable {
        struct Worker: Decodable { var confinement: [ConfinementLayer] }
        var worker: Worker
    }

    /// The layers around a camera's worker, by the API.
    func confinement(of id: String) async throws -> [ConfinementLayer] {
        let answer = try await self.http.get("/api/v1/cameras/\(id)")
        return try JSONDecoder().decode(View.self, from: Data(answer.body)).worker.confinement
    }
}
