import Foundation
import TestSupport

extension RunningSupervisor {
    /// An entity as `/api/states` has it; empty where there is none.
    func state(of entity: String) async throws -> [String: Any] {
        let answer = try await self.http.get("/api/states/\(entity)")
        return try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
    }

    /// Calls a service.
    ///
    /// - Parameters:
    ///   - service: `camera/restart`.
    ///   - body: a JSON object.
    func call(_ service: String, _ body: String) async throws -> HTTPResponse {
        try await self.http.post("/api/services/\(service)", body: Array(body.utf8))
    }

    /// Calls a service of an entity, or of `all`.
    func call(_ service: String, on entity: String) async throws -> HTTPResponse {
        try await self.call(service, "{\"entity_id\":\"\(entity)\"}")
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
