import Foundation
import TestSupport

extension RunningSupervisor {
    /// An entity as `/api/states` has it; empty where there is none.
    func state(of entity: String) async throws -> [String: Any] {
        let answer = try await self.http.get("/api/states/\(entity)")
        return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
    }

    /// Waits until an entity's state is this one.
    func waitUntilEntity(
        _ entity: String,
        is wanted: String,
        fileID: String = #fileID,
        line: Int = #line
    ) async throws {
        try await waitUntil(
            "\(entity) is \(wanted)",
            lastSeen: self.program.standardError,
            fileID: fileID,
            line: line
        ) { try await self.state(of: entity)["state"] as? String == wanted }
    }
}
