import IPC

@testable import camsupervisor

/// What a worker that looked for devices would say.
enum DiscoverySamples {
    static var network: DiscoveryReport {
        var yard = DiscoveryReport.Device(host: "192.0.2.10", port: 80)
        (yard.name, yard.hardware, yard.mac) = ("Front Door", "DS-2CD2T42", "c0:56:e3:f9:55:68")
        (yard.location, yard.profiles) = ("china", ["Streaming", "T"])
        (yard.endpoint, yard.otherHosts) = ("4b8f0c5a-0000-1000-8000-c056e3f95568", ["2001:db8::10"])
        var unnamed = DiscoveryReport.Device(host: "192.0.2.11", port: 8000)
        (unnamed.name, unnamed.hardware) = ("IPC", "IPC-B140H")
        var secure = DiscoveryReport.Device(host: "2001:db8::7", port: 443, isHTTPS: true)
        secure.name = "Front Door"
        var cable = DiscoveryReport.Device(host: "fe80::9", port: 8080)
        cable.zone = "eth0"
        return DiscoveryReport(
            devices: [yard, unnamed, secure, cable],
            asked: ["eth0", "wlan0"],
            notes: ["tun0: Operation not permitted"]
        )
    }

    /// As far as a worker, or a device, can lie within a report.
    static var hostile: DiscoveryReport {
        var device = DiscoveryReport.Device(host: "x: !secret\" {{ 1 }} # \\", port: 1)
        (device.name, device.hardware) = ("- ]\"'", "yes")
        device.mac = "&a *b"
        var empty = DiscoveryReport.Device(host: "", port: 80)
        empty.name = "nowhere"
        return DiscoveryReport(devices: [device, empty, DiscoveryReport.Device(host: "192.0.2.1", port: 0)], asked: [])
    }

    static func devices(
        _ report: DiscoveryReport,
        configured: String? = nil,
        secrets: String? = nil
    ) -> [DiscoveredDevice] {
        let hosts = ConfiguredHosts(configured.flatMap { ConfigurationText.load($0, secrets: secrets).configuration })
        return report.devices.compactMap { DiscoveredDevice($0, hosts) }
    }
}
