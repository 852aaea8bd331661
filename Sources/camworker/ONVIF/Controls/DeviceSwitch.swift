internal import IPC
internal import Shared

/// Something of a device that is on or off, and how it is set.
struct DeviceSwitch: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case autofocus
        case irLamp = "ir_lamp"
        case wiper

        /// Home Assistant's.
        fileprivate var name: String {
            switch self {
            case .autofocus: "Autofocus"
            case .irLamp: "IR lamp"
            case .wiper: "Wiper"
            }
        }

        fileprivate var icon: String {
            switch self {
            case .autofocus: "mdi:focus-auto"
            case .irLamp: "mdi:spotlight-beam"
            case .wiper: "mdi:wiper"
            }
        }
    }

    /// How a device is told, and asked.
    enum Way: Hashable, Sendable {
        /// By the settings of a lens, which can be read.
        case imaging(source: String)
        /// By a word to the motor, which tells nothing back (ONVIF PTZ §5.8).
        case motor(profile: String, AuxiliaryWords)
        /// By a word to the device (ONVIF Core §8.6.1).
        case device(AuxiliaryWords)
    }

    var kind: Kind
    var way: Way
    /// Of the lens or the motor, from 0.
    var place: Int
    /// Behind the key of all but the first.
    var token: String

    /// The first has the plain key, so that it stays what it is when a lens is added.
    var key: String { self.place == 0 ? self.kind.rawValue : "\(self.kind.rawValue)_\(self.token)" }

    var declaration: EntityDeclaration {
        EntityDeclaration(
            key: self.key,
            domain: .switch,
            name: self.place == 0 ? self.kind.name : "\(self.kind.name) \(self.place + 1)",
            icon: self.kind.icon
        )
    }

    // MARK: - Requests

    func request(_ isOn: Bool) -> SOAPRequest {
        switch self.way {
        case .imaging(let source):
            .setImagingSettings(
                source: source,
                // With the filter off the picture is infrared, and firmware turns the lamp on with it.
                self.kind == .autofocus ? .autofocus(isOn) : .irCutFilter(isOn ? .off : .on)
            )
        case .motor(let profile, let words): .sendAuxiliaryCommand(profile: profile, words.word(isOn))
        case .device(let words): .sendAuxiliaryCommand(words.word(isOn))
        }
    }

    /// What tells how it is; `nil` where nothing does.
    var question: SOAPRequest? {
        guard case .imaging(let source) = self.way else { return nil }
        return .getImagingSettings(source: source)
    }

    // MARK: - States

    /// How it is by a lens's settings; `nil` where they say nothing of it.
    func isOn(_ settings: ImagingSettings) -> Bool? {
        switch self.kind {
        case .autofocus: settings.isAutofocus
        // Left to the camera the lamp is not on because somebody wants it.
        case .irLamp: settings.irCutFilter.map { $0 == "OFF" }
        case .wiper: nil
        }
    }

    /// In the words of the device, for the operator.
    func words(_ settings: ImagingSettings) -> String {
        switch self.kind {
        case .autofocus: "AutoFocusMode=\(settings.isAutofocus == true ? "AUTO" : "MANUAL")"
        case .irLamp: "IrCutFilter=\(TextExcerpt.of(settings.irCutFilter ?? "", longest: 20))"
        case .wiper: ""
        }
    }

    /// - Parameters:
    ///   - isOn: `nil` while nobody knows.
    ///   - settings: as read; without them it is what it was told last.
    func change(_ isOn: Bool?, _ settings: ImagingSettings?) -> EntityStates.Change {
        var attributes: [String: JSONValue] = [:]
        if settings == nil { attributes["assumed_state"] = .bool(true) }
        if self.kind == .irLamp, let filter = settings?.irCutFilter {
            attributes["ir_cut_filter"] = .text(TextExcerpt.of(filter.lowercased(), longest: 20))
        }
        return EntityStates.Change(key: self.key, state: isOn.map { $0 ? "on" : "off" }, attributes: attributes)
    }
}

/// The two words that turn something on and off: `tt:Wiper|On`, `tt:Wiper|Off`.
struct AuxiliaryWords: Hashable, Sendable {
    var on: String
    var off: String

    /// - Parameters:
    ///   - name: `wiper`, in small letters.
    ///   - commands: that a device lists; with firmware it is `tt:Wiper|On`, `Wiper|on` or `tt:Wiper On`.
    /// - Returns: `nil` where it lists none of that name.
    init?(_ name: String, in commands: [String]) {
        let those = commands.filter { $0.lowercased().contains(name) }
        guard let on = those.first(where: { $0.lowercased().hasSuffix("on") }) else { return nil }
        self.on = on
        self.off = those.first { $0.lowercased().hasSuffix("off") } ?? "\(on.dropLast(2))Off"
    }

    func word(_ isOn: Bool) -> String { isOn ? self.on : self.off }
}
