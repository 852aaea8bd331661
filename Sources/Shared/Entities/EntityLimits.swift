/// The bounds of entities, for both programs.
package enum EntityLimits {
    /// Letters of a state, as in Home Assistant (`MAX_LENGTH_STATE_STATE`).
    package static let state = 255
    /// Attributes of one state: those that Home Assistant's recorder keeps are of 16 KiB at most.
    package static let attributes = JSONBounds(bytes: 16 * 1024, depth: 8, values: 1_000)
    /// What an event carries, and the parameters of a service call: lists of entities are the longest there are.
    package static let parameters = JSONBounds(bytes: 64 * 1024, depth: 8, values: 4_000)

    /// Whether a text can be a state.
    package static func isState(_ text: String) -> Bool {
        // By scalars, as Python counts.
        text.utf8.count <= self.state || text.unicodeScalars.count <= self.state
    }

    /// Whether a value keeps to bounds; asked of what is decoded by other means than ``JSONReader``.
    package static func fits(_ object: [String: JSONValue], _ bounds: JSONBounds) -> Bool {
        var count = 0
        let isFlat = self.count(.object(object), into: &count, depth: bounds.depth, most: bounds.values)
        return isFlat && count <= bounds.values && JSONWriter.bytes(of: .object(object)).count <= bounds.bytes
    }

    private static func count(_ value: JSONValue, into count: inout Int, depth: Int, most: Int) -> Bool {
        count += 1
        guard count <= most else { return false }
        switch value {
        case .null, .bool, .integer, .number, .text: return true
        case .list(let list):
            guard depth > 0 else { return false }
            for item in list where !self.count(item, into: &count, depth: depth - 1, most: most) { return false }
            return true
        case .object(let object):
            guard depth > 0 else { return false }
            for item in object.values where !self.count(item, into: &count, depth: depth - 1, most: most) {
                return false
            }
            return true
        }
    }
}
