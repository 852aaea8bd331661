import Shared

/// How an entity is, and since when.
struct EntityState: Sendable, Hashable {
    var entity: EntityID
    /// At most 255 letters.
    var state: String
    var attributes: [String: JSONValue]
    /// When ``state`` became what it is.
    var lastChanged: WallTime
    /// When ``state`` or ``attributes`` became what they are.
    var lastUpdated: WallTime
    /// When somebody said so last.
    var lastReported: WallTime
    var context: EventContext
    /// The camera it belongs to; `nil` for what came by the API or the configuration.
    var camera: CameraID?

    static let unavailable = "unavailable"
    static let unknown = "unknown"

    /// In Home Assistant's shape.
    func write(to writer: inout JSONWriter) {
        writer.raw("{\"entity_id\":")
        writer.write(self.entity.text)
        writer.raw(",\"state\":")
        writer.write(self.state)
        writer.raw(",\"attributes\":")
        writer.write(self.attributes)
        Self.write(self.lastChanged, "last_changed", to: &writer)
        Self.write(self.lastReported, "last_reported", to: &writer)
        Self.write(self.lastUpdated, "last_updated", to: &writer)
        writer.raw(",\"context\":")
        self.context.write(to: &writer)
        writer.raw("}")
    }

    private static func write(_ time: WallTime, _ name: StaticString, to writer: inout JSONWriter) {
        writer.raw(",\"")
        writer.raw(name)
        writer.raw("\":\"")
        writer.raw(time)
        writer.raw("\"")
    }
}
