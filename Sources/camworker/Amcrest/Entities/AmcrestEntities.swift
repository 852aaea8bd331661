internal import IPC
internal import Shared

/// The camera's entities: what they are, and how they are.
///
/// Pure.
struct AmcrestEntities {
    private let configuration: AmcrestConfiguration

    init(_ configuration: AmcrestConfiguration) {
        self.configuration = configuration
    }

    /// In the order of the file, then the camera's own events.
    var declarations: [EntityDeclaration] {
        var declarations = self.configuration.binarySensors.map { Self.declaration($0) }
        declarations += self.configuration.sensors.map { Self.declaration($0) }
        declarations += self.configuration.switches.map { Self.declaration($0) }
        return declarations + AmcrestEventEntity.all.map(\.declaration)
    }

    private static func declaration(_ sensor: AmcrestBinarySensor) -> EntityDeclaration {
        let (name, deviceClass) = Self.words(sensor.told ?? sensor)
        return EntityDeclaration(
            key: sensor.rawValue,
            domain: .binarySensor,
            name: name,
            deviceClass: deviceClass,
            outlivesCamera: sensor == .online
        )
    }

    /// Home Assistant's.
    private static func words(_ sensor: AmcrestBinarySensor) -> (name: String, deviceClass: String) {
        switch sensor {
        case .motionDetected, .motionDetectedPolled: ("Motion Detected", "motion")
        case .audioDetected, .audioDetectedPolled: ("Audio Detected", "sound")
        case .crosslineDetected, .crosslineDetectedPolled: ("CrossLine Detected", "motion")
        case .online: ("Online", "connectivity")
        }
    }

    private static func declaration(_ sensor: AmcrestSensor) -> EntityDeclaration {
        switch sensor {
        case .sdcard:
            EntityDeclaration(
                key: sensor.rawValue,
                domain: .sensor,
                name: "SD Used",
                unit: "%",
                stateClass: "measurement",
                icon: "mdi:sd",
                category: .diagnostic
            )
        case .ptzPreset:
            EntityDeclaration(key: sensor.rawValue, domain: .sensor, name: "PTZ Preset", icon: "mdi:camera-iris")
        }
    }

    private static func declaration(_ word: AmcrestSwitch) -> EntityDeclaration {
        EntityDeclaration(
            key: word.rawValue,
            domain: .switch,
            name: "Privacy Mode",
            icon: "mdi:eye-off",
            category: .config
        )
    }

    // MARK: - States

    static func change(_ sensor: AmcrestBinarySensor, _ isOn: Bool?) -> EntityStates.Change {
        EntityStates.Change(key: sensor.rawValue, state: isOn.map { $0 ? "on" : "off" })
    }

    static func change(_ isPrivate: Bool?) -> EntityStates.Change {
        let state = isPrivate.map { $0 ? "on" : "off" }
        return EntityStates.Change(
            key: AmcrestSwitch.privacyMode.rawValue,
            state: state,
            isAvailable: isPrivate != nil
        )
    }

    static func change(_ storage: AmcrestStorage?) -> EntityStates.Change {
        EntityStates.Change(
            key: AmcrestSensor.sdcard.rawValue,
            state: storage?.usedPercent,
            attributes: storage.map { ["Total": .integer($0.total), "Used": .integer($0.used)] } ?? [:],
            isAvailable: storage != nil
        )
    }

    static func change(presets: Int?) -> EntityStates.Change {
        EntityStates.Change(
            key: AmcrestSensor.ptzPreset.rawValue,
            state: presets.map { "\($0)" },
            isAvailable: presets != nil
        )
    }

    /// The presets that have a name.
    static func presets(_ answer: AmcrestAnswer) -> Int { answer.lines.count { $0.key.hasSuffix(".Name") } }
}
