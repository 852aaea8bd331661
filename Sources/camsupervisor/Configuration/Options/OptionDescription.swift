/// What is known of an option without its type: for unknown-key checks and the documentation.
struct OptionDescription: Sendable {
    var key: String
    /// What values it takes.
    var form: String
    /// The default in words; empty when the option is required.
    var defaultText: String
    /// One sentence for the operator.
    var summary: String
    var isRequired = false
    var availability = Availability.available

    enum Availability: Sendable {
        case available
        /// Of Home Assistant and without meaning here: a warning with this reason.
        case ignored(String)
    }

    /// An option of Home Assistant's files that does nothing here.
    static func ignored(_ key: String, _ reason: String) -> Self {
        Self(key: key, form: "", defaultText: "", summary: reason, availability: .ignored(reason))
    }
}
