internal import IPC
internal import Shared

/// Answers of anybody on the network to the question who is there: never traps, keeps to its limits, and words of bounded length.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzONVIFDiscovery(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { bytes in
        guard let choice = bytes.first else { return }
        var roll = DiscoveryRoll(networks: networks)
        // Several datagrams of several senders, each from the same bytes on: what they have in common is merged.
        let body = Array(bytes.dropFirst())
        for sender in senders[Int(choice) % senders.count] { roll.take(body, from: sender) }
        let devices = roll.devices
        invariant(devices.count <= DiscoveryRoll.mostDevices, "more devices than there may be")
        for device in devices { judge(device) }
        PlantedBug.trigger(when: devices.contains { $0.name != nil && $0.host != "192.0.2.10" }, body)
    }
}

private func judge(_ device: DiscoveryReport.Device) {
    invariant(!device.host.isEmpty && device.port > 0, "a device that is nowhere")
    invariant(!device.host.contains { "/@?#".contains($0) }, "a host that is more than one")
    for word in [device.name, device.hardware, device.location] {
        invariant((word ?? "x").unicodeScalars.count <= 4 * 64 + 6, "a word that is too long")
    }
    invariant(device.mac.map { $0.utf8.count == 17 } ?? true, "a MAC that is none")
    invariant(device.otherHosts.count < 16 && !device.otherHosts.contains(device.host), "too many hosts")
    invariant(device.otherHosts.allSatisfy { $0.utf8.count <= 512 }, "a host that is too long")
}

private let networks = [
    NetworkAddress(interface: "eth0", address: address("192.0.2.2"), prefix: 24),
    NetworkAddress(interface: "eth0", address: address("2001:db8::2"), prefix: 64),
]

private let senders = [
    ["192.0.2.10"], ["192.0.2.10", "fe80::1"], ["fe80::1"], ["127.0.0.1", "2001:db8::9"],
].map { $0.map { DiscoverySender(address: address($0), zone: "eth0") } }

private func address(_ text: String) -> IPAddress {
    guard let address = IPAddress(text) else { fatalError("an address that is one") }
    return address
}
