internal import IPC
internal import Shared

// The supervisor ends a worker that says more than it takes; a camera's long name is no reason for that.

/// Bytes of a name, a unit, a kind of event; what the supervisor takes.
private let longestText = 255
/// Bytes of one entity's texts together, and of a whole list's.
private let longestEntity = 2_048
private let longestList = 256 * 1_024
/// Kinds of events of one entity.
private let mostKinds = 256

extension EntityDeclaration {
    /// Why it cannot be declared.
    var complaint: String? {
        guard 1...Self.longestKey ~= self.key.utf8.count else {
            return "has a key of \(self.key.utf8.count) bytes, and 1 to \(Self.longestKey) may be"
        }
        let texts = [self.name, self.deviceClass, self.unit, self.stateClass, self.icon].compactMap(\.self)
        guard (texts + self.eventTypes).allSatisfy({ $0.utf8.count <= longestText }) else {
            return "has a text of more than \(longestText) bytes"
        }
        guard self.eventTypes.count <= mostKinds else { return "has \(self.eventTypes.count) kinds of events" }
        return self.textBytes <= longestEntity ? nil : "has \(self.textBytes) bytes of texts"
    }

    fileprivate var textBytes: Int {
        let texts = [self.name, self.deviceClass, self.unit, self.stateClass, self.icon].compactMap(\.self)
        return (texts + self.eventTypes).reduce(self.key.utf8.count) { $0 + $1.utf8.count }
    }
}

extension [EntityDeclaration] {
    /// As many of the first as one list may have.
    var fitting: [EntityDeclaration] {
        var bytes = 0
        return Array(
            self.prefix(EntityDeclaration.most).prefix { entity in
                bytes += entity.textBytes
                return bytes <= longestList
            }
        )
    }
}

extension EntityStates.Change {
    /// As it may be said, and what was left out for it.
    var sayable: (change: Self, complaint: String?) {
        var change = self
        var complaint: String?
        if let state, !EntityLimits.isState(state) {
            change.state = String(String.UnicodeScalarView(state.unicodeScalars.prefix(EntityLimits.state)))
            complaint = "\(state.unicodeScalars.count) letters are cut to \(EntityLimits.state)"
        }
        if !EntityLimits.fits(self.attributes, EntityLimits.attributes) {
            change.attributes = [:]
            complaint = "its attributes are left out: \(EntityLimits.attributes.words)"
        }
        return (change, complaint)
    }
}

extension CameraEvent {
    /// As it may be said, `nil` when it may not, and why or what was left out for it.
    var sayable: (event: Self?, complaint: String?) {
        guard 1...Self.longestKind ~= self.kind.utf8.count else {
            return (nil, "its kind has \(self.kind.utf8.count) bytes, and 1 to \(Self.longestKind) may be")
        }
        var event = self
        var complaint: String?
        if (self.source?.utf8.count ?? 0) > longestText {
            event.source = nil
            complaint = "its source is left out: it has more than \(longestText) bytes"
        }
        if !EntityLimits.fits(self.attributes, EntityLimits.attributes) {
            event.attributes = [:]
            complaint = "its attributes are left out: \(EntityLimits.attributes.words)"
        }
        return (event, complaint)
    }
}

extension JSONBounds {
    fileprivate var words: String {
        "\(self.bytes) bytes, \(self.values) values and \(self.depth) levels may be"
    }
}
