import IPC
import Shared

/// What workers say of entities, within the bounds that the supervisor keeps.
extension WorkerLink.Event {
    /// States that may be others by it: each is written, and told to everybody who listens.
    var entityChanges: Int {
        switch self {
        case .entities(let list): list.entities.count
        case .entityStates(let states): states.states.count
        default: 0
        }
    }
}

extension WorkerLinkHandler {
    static func entityEvent(_ type: MessageType, _ body: [UInt8]) throws(ProtocolError) -> WorkerLink.Event {
        switch type {
        case .entities:
            let list = try ControlCoding.decode(EntityList.self, from: body, of: type)
            if let excess = list.excess { throw .malformed(type: type, reason: excess) }
            return .entities(list)
        case .entityStates:
            let states = try ControlCoding.decode(EntityStates.self, from: body, of: type)
            if let excess = states.excess { throw .malformed(type: type, reason: excess) }
            return .entityStates(states)
        default:
            let event = try ControlCoding.decode(CameraEvent.self, from: body, of: type)
            if let excess = event.excess { throw .malformed(type: type, reason: excess) }
            return .happened(event)
        }
    }
}

/// Bytes of a name, a unit, an icon: Home Assistant's forms take as many.
private let longestName = 255
/// Kinds of events of one entity; ONVIF knows sixty topics.
private let mostKinds = 256
/// Bytes of one entity's texts: they stand in each of its states, and in a file.
private let longestEntity = 2_048
/// Bytes of all of a list; an NVR's have 100 kB.
private let longestList = 256 * 1_024

extension EntityList {
    /// What is too much of it; `nil` when nothing is.
    fileprivate var excess: String? {
        guard self.entities.count <= EntityDeclaration.most else { return "\(self.entities.count) entities" }
        guard self.growing.count <= EntityDeclaration.Domain.allCases.count else {
            return "\(self.growing.count) domains that grow"
        }
        var listBytes = 0
        for entity in self.entities {
            guard 1...EntityDeclaration.longestKey ~= entity.key.utf8.count else {
                return "a key of \(entity.key.utf8.count) bytes"
            }
            // Its views are declared as such.
            guard entity.domain != .camera else { return "an entity of the domain camera" }
            let texts = [entity.name, entity.deviceClass, entity.unit, entity.stateClass, entity.icon]
            guard (texts.compactMap(\.self) + entity.eventTypes).allSatisfy({ $0.utf8.count <= longestName }) else {
                return "a text of more than \(longestName) bytes"
            }
            guard entity.eventTypes.count <= mostKinds else { return "\(entity.eventTypes.count) event types" }
            let bytes = (texts.compactMap(\.self) + entity.eventTypes).reduce(entity.key.utf8.count) {
                $0 + $1.utf8.count
            }
            guard bytes <= longestEntity else { return "an entity with \(bytes) bytes of texts" }
            listBytes += bytes
        }
        return listBytes <= longestList ? nil : "a list with \(listBytes) bytes of texts"
    }
}

extension EntityStates {
    fileprivate var excess: String? {
        guard self.states.count <= EntityDeclaration.most else { return "\(self.states.count) states" }
        for change in self.states {
            if let state = change.state, !EntityLimits.isState(state) {
                return "a state of \(state.utf8.count) bytes"
            }
            guard EntityLimits.fits(change.attributes, EntityLimits.attributes) else { return "too large attributes" }
        }
        return nil
    }
}

extension CameraEvent {
    fileprivate var excess: String? {
        guard 1...Self.longestKind ~= self.kind.utf8.count else { return "a kind of \(self.kind.utf8.count) bytes" }
        guard (self.source?.utf8.count ?? 0) <= longestName else { return "a source of more than \(longestName) bytes" }
        return EntityLimits.fits(self.attributes, EntityLimits.attributes) ? nil : "too large attributes"
    }
}
