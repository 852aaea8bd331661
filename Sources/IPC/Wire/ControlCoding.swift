internal import FoundationEssentials
internal import Shared

/// JSON bodies of control messages.
///
/// Small, rare, and readable in a dump; frames are raw bytes.
package enum ControlCoding {
    /// Encodes a body; keys sorted, so that golden files can compare.
    ///
    /// - Parameter secrets: `true` only for `configure` and `probe`; secrets are masked otherwise.
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
            throw .malformed(type: message, reason: self.words(for: error))
        }
    }

    /// Where the body is wrong, without its contents: the peer chose them, and they may be secrets or megabytes.
    private static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, let context): "\(self.place(context.codingPath + [key])) is missing"
        case DecodingError.typeMismatch(let type, let context): "\(self.place(context.codingPath)) is no \(type)"
        case DecodingError.valueNotFound(_, let context): "\(self.place(context.codingPath)) is null"
        case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty: "the body is no JSON"
        case DecodingError.dataCorrupted(let context): "\(self.place(context.codingPath)) has no such value"
        default: "a value is refused"
        }
    }

    /// Keys of dictionaries are the peer's words too.
    private static func place(_ path: [any CodingKey]) -> String {
        let keys = path.prefix(8).map { key in
            let printable = key.stringValue.unicodeScalars.prefix(40).filter { 0x20...0x7E ~= $0.value }
            return String(String.UnicodeScalarView(printable))
        }
        return path.isEmpty ? "the body" : "'\(keys.joined(separator: "."))'"
    }
}
