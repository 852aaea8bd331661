internal import Shared

/// Which services a device has, and where.
///
/// Devices list some of them in GetServices only and some in GetCapabilities only, so both are asked and merged.
struct ServiceTable: Hashable, Sendable {
    /// As announced, which may be nothing.
    private(set) var announced: [ONVIFService: String] = [:]
    /// Whether Media gives addresses of snapshots; `nil` when nothing says.
    private(set) var hasSnapshots: Bool?
    /// Whether there are pull-points; some that say no have them.
    private(set) var hasPullPoints: Bool?
    /// Of the device service, like `tt:IRLamp|On`.
    private(set) var auxiliaryCommands: [String] = []

    /// Services that are looked at; the standard has 30.
    private static let most = 64
    private static let mostCommands = 32

    init() {}

    /// Of a device that lists nothing: what every camera has, at one address.
    static let assumed: ServiceTable = {
        var table = ServiceTable()
        for service in [ONVIFService.media, .events, .ptz, .imaging] { table.announced[service] = "" }
        return table
    }()

    /// - Parameter services: the answer of GetServices.
    init(services: XMLElement) {
        for element in services.children("Service").prefix(Self.most) {
            guard let service = element.text("Namespace").flatMap({ ONVIFService(namespace: $0) }),
                self.announced[service] == nil
            else { continue }
            self.announced[service] = element.text("XAddr") ?? ""
            let capabilities = element.child("Capabilities")?.child("Capabilities") ?? element.child("Capabilities")
            self.note(capabilities, of: service)
        }
    }

    /// - Parameter capabilities: the answer of GetCapabilities.
    init(capabilities: XMLElement) {
        guard let all = capabilities.child("Capabilities") else { return }
        let elements = all.children + (all.child("Extension")?.children ?? [])
        for element in elements.prefix(Self.most) {
            guard let service = ONVIFService.allCases.first(where: { $0.capability == element.name }),
                self.announced[service] == nil
            else { continue }
            self.announced[service] = element.text("XAddr") ?? ""
            if service == .events { self.hasPullPoints = element.flag("WSPullPointSupport") }
            guard service == .device else { continue }
            let commands = element.child("IO")?.child("Extension")?.children("AuxiliaryCommands") ?? []
            self.auxiliaryCommands = commands.prefix(Self.mostCommands).map(\.text)
        }
    }

    private mutating func note(_ capabilities: XMLElement?, of service: ONVIFService) {
        func flag(_ name: String) -> Bool? { capabilities?.attribute(name).flatMap { XMLElement.flag($0) } }
        switch service {
        // One of the two is enough: the other is asked where the first has none.
        case .media, .media2:
            if let flag = flag("SnapshotUri") { self.hasSnapshots = flag || self.hasSnapshots ?? false }
        case .events: self.hasPullPoints = flag("WSPullPointSupport")
        case .device:
            let commands = capabilities?.child("Misc")?.attribute("AuxiliaryCommands") ?? ""
            self.auxiliaryCommands = commands.split(separator: " ").prefix(Self.mostCommands).map { String($0) }
        default: break
        }
    }

    /// The two lists as one; of what both say something about, ours counts.
    func merged(with other: ServiceTable) -> ServiceTable {
        var merged = self
        for (service, address) in other.announced where merged.announced[service]?.isEmpty ?? true {
            merged.announced[service] = address
        }
        merged.hasSnapshots = self.hasSnapshots ?? other.hasSnapshots
        merged.hasPullPoints = self.hasPullPoints ?? other.hasPullPoints
        if merged.auxiliaryCommands.isEmpty { merged.auxiliaryCommands = other.auxiliaryCommands }
        return merged
    }

    /// Where a service is asked; `nil` when there is no such service.
    func url(of service: ONVIFService, by addresses: ServiceAddress) -> CameraURL? {
        // That one is where it answered us.
        if service == .device { return addresses.device }
        return self.announced[service].map { addresses.ofService($0) }
    }

    /// What a request says `To`: as announced, where that is an address.
    func to(_ service: ONVIFService, by addresses: ServiceAddress) -> String? {
        self.url(of: service, by: addresses).map { url in
            guard let announced = self.announced[service], announced.contains("://") else {
                return "\(url.origin)\(url.path)"
            }
            return announced
        }
    }
}
