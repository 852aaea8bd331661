import IPC
import Shared

/// One entity that a worker has declared, and what it said of it last.
struct DeclaredEntity: Sendable, Hashable {
    var id: EntityID
    var declaration: EntityDeclaration
    /// Its worker's last word; `nil` until it has said one.
    var told: Told?

    struct Told: Sendable, Hashable {
        /// `nil` for what is not known.
        var state: String?
        private(set) var attributes: [String: JSONValue] = [:]
        var isAvailable = true
        /// Of ``attributes``, as JSON.
        private(set) var bytes = 0

        init(state: String?) {
            self.state = state
        }

        init(_ change: EntityStates.Change) {
            self.state = change.state
            self.isAvailable = change.isAvailable
            guard !change.attributes.isEmpty else { return }
            self.attributes = change.attributes
            self.bytes = JSONWriter.bytes(of: .object(change.attributes)).count
        }

        mutating func forgetAttributes() {
            self.attributes = [:]
            self.bytes = 0
        }
    }

    init(id: EntityID, declaration: EntityDeclaration) {
        self.id = id
        self.declaration = declaration
        self.told = Self.begins(declaration)
    }

    /// Buttons and events wait to be used: there is nothing to be told before.
    private static func begins(_ declaration: EntityDeclaration) -> Told? {
        switch declaration.domain {
        case .button, .event: Told(state: nil)
        case .binarySensor, .camera, .sensor, .switch: nil
        }
    }

    /// Its worker is gone, and with it what it knew.
    ///
    /// When a button was pressed or an event was stays true.
    mutating func forget() {
        switch self.declaration.domain {
        case .button, .event: break
        case .binarySensor, .camera, .sensor, .switch: self.told = nil
        }
    }

    /// The state as it is shown.
    ///
    /// - Parameters:
    ///   - hasWorker: whether somebody is there to tell it.
    ///   - isCameraAway: whether the camera cannot be reached.
    func state(hasWorker: Bool, isCameraAway: Bool) -> String {
        guard hasWorker, let told, told.isAvailable, !isCameraAway || self.declaration.outlivesCamera else {
            return EntityState.unavailable
        }
        return told.state ?? EntityState.unknown
    }

    /// The attributes that go with a state, in Home Assistant's names.
    ///
    /// - Parameter name: the camera's.
    func attributes(with state: String, camera name: String, isRestored: Bool = false) -> [String: JSONValue] {
        let declaration = self.declaration
        // What was known goes with the state it belongs to.
        var attributes = state == EntityState.unavailable ? [:] : self.told?.attributes ?? [:]
        attributes["friendly_name"] = .text(declaration.name.map { "\(name) \($0)" } ?? name)
        if let deviceClass = declaration.deviceClass { attributes["device_class"] = .text(deviceClass) }
        if let unit = declaration.unit { attributes["unit_of_measurement"] = .text(unit) }
        if let stateClass = declaration.stateClass { attributes["state_class"] = .text(stateClass) }
        if let icon = declaration.icon { attributes["icon"] = .text(icon) }
        if !declaration.eventTypes.isEmpty {
            attributes["event_types"] = .list(declaration.eventTypes.map { .text($0) })
        }
        if isRestored { attributes["restored"] = true }
        return attributes
    }
}
