internal import IPC
internal import Shared

/// An `event` entity of the camera, and which of its events are events of it.
struct AmcrestEventEntity: Hashable {
    let key: String
    let name: String
    let deviceClass: String?
    let icon: String?
    /// The camera's codes, with the kind of event each is.
    let kinds: [(code: String, kind: String)]

    static func == (left: Self, right: Self) -> Bool { left.key == right.key }
    func hash(into hasher: inout Hasher) { hasher.combine(self.key) }

    static let all = [
        // A doorbell whose button is pressed calls its users.
        AmcrestEventEntity(
            key: "doorbell",
            name: "Doorbell",
            deviceClass: "doorbell",
            icon: nil,
            kinds: [("_DoTalkAction_", "ring"), ("CallNoAnswered", "ring"), ("DoorbellPressed", "ring")]
        ),
        AmcrestEventEntity(
            key: "alarm",
            name: "Alarm Input",
            deviceClass: nil,
            icon: "mdi:alarm-light",
            kinds: [("AlarmLocal", "alarm")]
        ),
        AmcrestEventEntity(
            key: "smart_motion",
            name: "Smart Motion",
            deviceClass: "motion",
            icon: nil,
            kinds: [("SmartMotionHuman", "human"), ("SmartMotionVehicle", "vehicle")]
        ),
        AmcrestEventEntity(
            key: "tamper",
            name: "Tamper",
            deviceClass: nil,
            icon: "mdi:shield-alert",
            kinds: [("VideoBlind", "covered"), ("VideoLoss", "video_lost"), ("SceneChange", "moved")]
        ),
    ]

    /// Not every camera can do each: who has one that does enables it.
    var declaration: EntityDeclaration {
        var kinds: [String] = []
        for kind in self.kinds.map(\.kind) where !kinds.contains(kind) { kinds.append(kind) }
        return EntityDeclaration(
            key: self.key,
            domain: .event,
            name: self.name,
            deviceClass: self.deviceClass,
            icon: self.icon,
            isEnabledByDefault: false,
            eventTypes: kinds
        )
    }

    /// The entity that an event is one of, with its kind; `nil` for the end of one and for all others.
    static func of(_ event: AttachEvent) -> (entity: AmcrestEventEntity, kind: String)? {
        guard ["start", "pulse"].contains(event.action.lowercased()) else { return nil }
        for entity in Self.all {
            guard let match = entity.kinds.first(where: { $0.code == event.code }) else { continue }
            // A call is also ended, and answered, by this code.
            if event.code == "_DoTalkAction_", event.data?.contains("Invite") != true { return nil }
            return (entity, match.kind)
        }
        return nil
    }
}
