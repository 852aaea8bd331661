internal import IPC
internal import Shared

extension ONVIFReport {
    /// Profiles that are told of; recorders have 64 channels with three each.
    private static let mostProfiles = 200
    private static let mostPresets = 100
    private static let longestURL = 200

    init(_ device: ConnectedDevice, by addresses: ServiceAddress) {
        self.init()
        self.manufacturer = device.identity?.manufacturer
        self.model = device.identity?.model
        self.firmware = device.identity?.firmware
        self.serialNumber = device.identity?.serialNumber
        self.hardware = device.identity?.hardware
        self.mac = device.mac
        if let clock = device.clock, clock.time != nil {
            self.clock = Clock(
                ahead: device.clockOffset.inSeconds,
                isManual: clock.isManual,
                timeZone: clock.timeZone
            )
        }
        self.services = ONVIFService.allCases.compactMap { service in
            device.services.announced[service] == nil && service != .device
                ? nil
                : device.services.url(of: service, by: addresses).map { url in
                    Service(name: service.rawValue, address: Self.words("\(url)"))
                }
        }
        self.auxiliaryCommands = device.services.auxiliaryCommands
        self.hasPullPoints = device.services.hasPullPoints
        let best = Set(ProfileChoice.best.chosen(of: device.profiles).map(\.token))
        self.profiles = device.profiles.prefix(Self.mostProfiles).map { profile in
            Profile(profile, of: device, by: addresses, isBest: best.contains(profile.token))
        }
        self.foreignHost = device.foreignHosts(by: addresses).filter { CameraURL.isAddress($0) }.min()
    }

    fileprivate static func words(_ text: String) -> String { String(text.unicodeScalars.prefix(self.longestURL)) }

    fileprivate static func presets(_ presets: [PTZPreset]) -> [Preset] {
        presets.prefix(self.mostPresets).map { Preset(token: $0.token, name: $0.name) }
    }
}

extension ONVIFReport.Profile {
    init(_ profile: MediaProfile, of device: ConnectedDevice, by addresses: ServiceAddress, isBest: Bool) {
        self.init(token: profile.token, name: profile.name)
        self.codec = profile.coding.map(\.words)
        if profile.width > 0, profile.height > 0 { (self.width, self.height) = (profile.width, profile.height) }
        self.framesPerSecond = profile.frameRate
        self.source = profile.source
        self.isCompatible = profile.coding?.isCompatible == true
        self.isBest = isBest
        self.stream = Self.place(device.streams[profile.token], addresses)
        self.snapshot = Self.place(device.snapshots[profile.token], addresses)
        if profile.ptz != nil { self.moves = device.node(of: profile)?.moves ?? [] }
        self.presets = ONVIFReport.presets(device.presets[profile.token] ?? [])
    }

    /// A URL as it prints: its user and its query are nobody's business.
    private static func place(_ announced: MediaAddress?, _ addresses: ServiceAddress) -> String? {
        announced.flatMap { addresses.ofMedia($0.announced.reveal()) }.map { ONVIFReport.words("\($0)") }
    }
}

extension MediaProfile.Coding {
    /// As ONVIF writes it.
    var words: String {
        switch self {
        case .h264: "H264"
        case .h265: "H265"
        case .jpeg: "JPEG"
        case .mpeg4: "MPEG4"
        case .other(let name): name
        }
    }
}

extension PTZNode {
    /// Which moves it makes: `relative pan and tilt`.
    var moves: [String] {
        let kinds: [(String, [Space])] = [
            ("absolute pan and tilt", self.absolutePanTilt), ("absolute zoom", self.absoluteZoom),
            ("relative pan and tilt", self.relativePanTilt), ("relative zoom", self.relativeZoom),
            ("continuous pan and tilt", self.continuousPanTilt), ("continuous zoom", self.continuousZoom),
        ]
        return kinds.filter { !$0.1.isEmpty }.map(\.0)
            + (self.auxiliaryCommands.isEmpty ? [] : ["commands \(self.auxiliaryCommands.joined(separator: " "))"])
    }
}
