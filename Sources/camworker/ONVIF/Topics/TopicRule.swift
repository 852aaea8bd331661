internal import Shared

/// What one topic says, and how: a row of ``TopicTable``.
struct TopicRule: Sendable {
    /// What tells entities of a topic from each other.
    enum Identity: Hashable, Sendable {
        /// The value of the first source item.
        case first
        /// There is one of it at each device.
        case none
        /// The values of these source items.
        case named([String])
    }

    /// How the value is read.
    enum Reading: Sendable {
        /// From the first of these data items that is there, else from the first of all.
        case flag([String])
        /// Each of these data items is an entity of its own.
        case flags([String: Sensor])
        /// One data item lists what is there, with spaces between; each word is an entity, and off when it is missing.
        case list(String, [(word: String, sensor: Sensor)])
        /// Elements within an element item, by name.
        case elements([String: Sensor])
        /// A share of 1, or of 100.
        case percentage
        case timestamp
        case text([String])
        /// Something that happens and does not last.
        case occurrence(String)
    }

    /// What people see.
    struct Sensor: Hashable, Sendable {
        var name: String
        var deviceClass: String?
    }

    /// Without prefixes, as ``EventMessage/path``.
    var topics: [String]
    var sensor: Sensor
    var reading: Reading
    var identity: Identity
    var category: EntityDeclaration.Category?
    var isEnabled = true

    init(
        _ topics: [String],
        _ name: String,
        _ deviceClass: String?,
        _ reading: Reading,
        by identity: Identity,
        category: EntityDeclaration.Category? = nil,
        isEnabled: Bool = true
    ) {
        self.topics = topics
        self.sensor = Sensor(name: name, deviceClass: deviceClass)
        self.reading = reading
        self.identity = identity
        self.category = category
        self.isEnabled = isEnabled
    }
}
