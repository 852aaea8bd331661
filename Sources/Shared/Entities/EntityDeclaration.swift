/// An entity as its worker declares it: what it is, not how it is.
package struct EntityDeclaration: Hashable, Sendable, Codable {
    /// What workers may declare, all but ``camera``; the supervisor has domains of its own beside them.
    package enum Domain: String, Hashable, Sendable, Codable, CaseIterable {
        /// A view; workers declare theirs by ``ViewDeclaration``s, and the supervisor makes an entity of each.
        case camera
        case binarySensor = "binary_sensor"
        case sensor
        case `switch`
        case button
        case event
    }

    /// Home Assistant's `entity_category`; none for what belongs to everyday use.
    package enum Category: String, Hashable, Sendable, Codable {
        case config
        case diagnostic
    }

    /// Its name within the camera, and the same after every restart: what its id is remembered by.
    ///
    /// 1 to ``longestKey`` bytes.
    package var key: String
    package var domain: Domain
    /// Behind the camera's name, in everyday words: `Motion`; `nil` for the camera's name alone.
    package var name: String?
    package var deviceClass: String?
    package var unit: String?
    package var stateClass: String?
    package var icon: String?
    package var category: Category?
    package var isEnabledByDefault: Bool
    /// Whether it can be told while the camera cannot be reached, as a sensor `online` is.
    package var outlivesCamera: Bool
    /// The kinds of events an `event` entity may have; empty for others.
    package var eventTypes: [String]
    /// The view it belongs to.
    package var view: UInt16

    /// Bytes; ONVIF topics with their sources reach 120.
    package static let longestKey = 255
    /// Entities of one camera: an NVR with 64 channels has five for each.
    package static let most = 512

    package init(
        key: String,
        domain: Domain,
        name: String? = nil,
        deviceClass: String? = nil,
        unit: String? = nil,
        stateClass: String? = nil,
        icon: String? = nil,
        category: Category? = nil,
        isEnabledByDefault: Bool = true,
        outlivesCamera: Bool = false,
        eventTypes: [String] = [],
        view: UInt16 = 0
    ) {
        self.key = key
        self.domain = domain
        self.name = name
        self.deviceClass = deviceClass
        self.unit = unit
        self.stateClass = stateClass
        self.icon = icon
        self.category = category
        self.isEnabledByDefault = isEnabledByDefault
        self.outlivesCamera = outlivesCamera
        self.eventTypes = eventTypes
        self.view = view
    }
}
