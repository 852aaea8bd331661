internal import FoundationEssentials
internal import Shared

/// JSON bodies of control messages.
///
/// Small, rare, and readable in a dump; frames are raw bytes.
package enum ControlCoding {
    /// Encodes a body; keys sorted, so that golden files can compare.
    ///
    /// - Parameter secrets: `true` only for `configure`; secrets are masked otherwise.
    package static func encode(_ value: some Encodable, secrets: Bool = false) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if secrets { encoder.userInfo[secretTravels] = true }
        do {
            return [UInt8](try encoder.encode(value))
        } catch {
            preconditionFailure("our own messages encode: \(error)")
        }
    }

    /// Decodes a body.
    package static func decode<Value: Decodable>(
        _ type: Value.Type,
        from body: [UInt8],
        of message: MessageType
    ) throws(ProtocolError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw .malformed(type: message, reason: "\(error)")
        }
    }
}
