internal import IPC
internal import Shared

extension ProbeRequest {
    /// What has to be reached for it: less than by a worker of the same camera, which films it too.
    var reach: CameraReach {
        var reach = CameraReach()
        switch self.subject {
        case .amcrest(let amcrest, _):
            reach.ports = [amcrest.server.effectivePort]
            reach.usesNames = !amcrest.server.hasAddress
        case .onvif(let onvif):
            reach.ports = Set([onvif.device.effectivePort] + LearntPorts(self.learntPorts).ports)
            reach.usesNames = !onvif.device.hasAddress
        case .discovery: reach.asksEverybody = true
        }
        reach.usesUnixResolver = self.allowsUnixResolver
        return reach
    }

    /// Who looks.
    func probe(over connections: CameraConnections) -> any CameraProbe {
        switch self.subject {
        case .amcrest(let amcrest, let wholeDevice):
            AmcrestProbe(amcrest, wholeDevice: wholeDevice, connections: connections)
        case .onvif(let onvif): ONVIFProbe(onvif, connections: connections)
        case .discovery(let request): DiscoveryLook(request)
        }
    }
}
