internal import Shared

/// What is known of a device once it was asked.
struct ConnectedDevice: Hashable, Sendable {
    /// The device's clock less ours.
    var clockOffset: Duration = .zero
    var clock: DeviceClock?
    var services = ServiceTable()
    var identity: DeviceIdentity?
    var mac: String?
    /// All that the device has, of both media services.
    var profiles: [MediaProfile] = []
    /// Those that become views.
    var chosen: [MediaProfile] = []
    var sources: [DeviceVideoSource] = []
    var nodes: [PTZNode] = []
    /// By profile token.
    var presets: [String: [PTZPreset]] = [:]
    /// By profile token, as announced.
    var streams: [String: MediaAddress] = [:]
    var snapshots: [String: MediaAddress] = [:]

    /// What tells the device from others, whatever its address.
    var uniqueID: String? { self.mac ?? self.identity?.serialNumber }

    /// Where services, streams and pictures would be that are not where the device was asked.
    func foreignHosts(by addresses: ServiceAddress) -> Set<String> {
        let services = self.services.announced.values.map { addresses.ofService($0) }
        let media = (Array(self.streams.values) + Array(self.snapshots.values))
            .compactMap { addresses.ofMedia($0.announced.reveal()) }
        return Set((services + media).filter { !addresses.isConfigured($0) }.map(\.host))
    }

    /// The motor of a profile.
    func node(of profile: MediaProfile) -> PTZNode? {
        guard let ptz = profile.ptz else { return nil }
        return self.nodes.first { $0.token == ptz.node } ?? (self.nodes.count == 1 ? self.nodes.first : nil)
    }
}
