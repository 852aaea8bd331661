internal import IPC
internal import Shared

/// The switches of a device: which it has, by what it says, and how they are.
///
/// Pure. A lens whose settings can be read has the switches that stand in them; one whose settings the device does not tell
/// has them all the same, and is believed to be as it was told.
struct DeviceControls {
    /// Lenses, or channels of a recorder, that have switches.
    static let mostSources = 64

    private enum Knowledge {
        case settings(ImagingSettings)
        /// The device does not know the question.
        case untold
        /// There is nothing to set.
        case nothing
    }

    private(set) var sources: [String] = []
    private(set) var switches: [DeviceSwitch] = []
    private var known: [String: Knowledge] = [:]
    /// What was told last, by key.
    private var told: [String: Bool] = [:]
    private var device = ConnectedDevice()

    var entities: [EntityDeclaration] {
        self.switches.map(\.declaration) + DeviceButton.allCases.map(\.declaration)
    }

    /// Whether each lens has told, or refused to tell, which switches it has.
    var isComplete: Bool { self.sources.allSatisfy { self.known[$0] != nil } }

    /// The device is known, for the first time or anew; what was read before is kept until it is read again.
    mutating func begin(_ device: ConnectedDevice) {
        self.device = device
        self.sources = []
        if device.services.announced[.imaging] != nil {
            let listed = device.sources.map(\.token)
            for source in listed.isEmpty ? device.profiles.compactMap(\.source) : listed
            where !self.sources.contains(source) && self.sources.count < Self.mostSources {
                self.sources.append(source)
            }
        }
        self.arrange()
    }

    /// Settings that were read.
    mutating func note(_ settings: ImagingSettings, of source: String) {
        self.known[source] = .settings(settings)
        self.arrange()
    }

    /// The device will not tell a lens's settings.
    ///
    /// - Parameter hasNone: whether it says that there are none.
    mutating func cannotRead(_ source: String, hasNone: Bool) {
        // What it told once it will tell again.
        guard self.known[source] == nil else { return }
        self.known[source] = hasNone ? .nothing : .untold
        self.arrange()
    }

    /// A switch was set, and what sets it tells nothing back.
    mutating func note(_ isOn: Bool, of key: String) { self.told[key] = isOn }

    func settings(of source: String) -> ImagingSettings? {
        guard case .settings(let settings)? = self.known[source] else { return nil }
        return settings
    }

    /// How a switch is, as far as anybody knows.
    func isOn(_ item: DeviceSwitch) -> Bool? {
        if case .imaging(let source) = item.way, let settings = self.settings(of: source) { return item.isOn(settings) }
        return self.told[item.key]
    }

    func change(_ item: DeviceSwitch) -> EntityStates.Change {
        guard case .imaging(let source) = item.way else { return item.change(self.isOn(item), nil) }
        return item.change(self.isOn(item), self.settings(of: source))
    }

    // MARK: - Which there are

    private mutating func arrange() {
        var switches: [DeviceSwitch] = []
        for (place, source) in self.sources.enumerated() {
            guard let knowledge = self.known[source] else { continue }
            for kind in [DeviceSwitch.Kind.autofocus, .irLamp] {
                let item = DeviceSwitch(kind: kind, way: .imaging(source: source), place: place, token: source)
                switch knowledge {
                case .settings(let settings) where item.isOn(settings) == nil: break
                case .settings, .untold: switches.append(item)
                case .nothing: break
                }
            }
        }
        if !switches.contains(where: { $0.kind == .irLamp }),
            let words = AuxiliaryWords("irlamp", in: self.device.services.auxiliaryCommands)
        {
            switches.append(DeviceSwitch(kind: .irLamp, way: .device(words), place: 0, token: ""))
        }
        self.switches = switches + self.wipers
    }

    /// Those that are listed; of imaging nothing is needed.
    private var wipers: [DeviceSwitch] {
        var wipers: [DeviceSwitch] = []
        var motors: Set<String> = []
        for profile in self.device.profiles {
            guard let node = self.device.node(of: profile), motors.insert(node.token).inserted,
                let words = AuxiliaryWords("wiper", in: node.auxiliaryCommands)
            else { continue }
            let way = DeviceSwitch.Way.motor(profile: profile.token, words)
            wipers.append(DeviceSwitch(kind: .wiper, way: way, place: wipers.count, token: node.token))
        }
        guard wipers.isEmpty, let words = AuxiliaryWords("wiper", in: self.device.services.auxiliaryCommands) else {
            return wipers
        }
        return [DeviceSwitch(kind: .wiper, way: .device(words), place: 0, token: "")]
    }
}
