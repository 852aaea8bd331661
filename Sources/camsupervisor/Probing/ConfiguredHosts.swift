import Shared

/// Which cameras of a configuration are at which host, whatever their platform.
struct ConfiguredHosts: Sendable, Hashable {
    private var cameras: [String: [CameraID]] = [:]
    /// Every camera's, wrong ones' too.
    private(set) var ids: Set<String> = []

    init(_ configuration: Configuration?) {
        for camera in configuration?.cameras ?? [] {
            self.ids.insert(camera.id.slug)
            for host in Set(camera.configuration.map { Self.hosts(of: $0.source) } ?? []) {
                self.cameras[host, default: []].append(camera.id)
            }
        }
    }

    /// Of those at any of these hosts, in the order of the file; an NVR's cameras share one.
    func cameras(at hosts: [String]) -> [String] {
        var found: [String] = []
        for id in hosts.flatMap({ self.cameras[$0.lowercased()] ?? [] }) where !found.contains(id.slug) {
            found.append(id.slug)
        }
        return found
    }

    private static func hosts(of source: SourceConfiguration) -> [String] {
        switch source {
        case .amcrest(let amcrest): [amcrest.server.host]
        case .onvif(let onvif): [onvif.device.host]
        case .mjpeg(let mjpeg): [mjpeg.mjpegURL.host]
        case .generic(let generic):
            [generic.stillImageURL, generic.stream?.url].compactMap { $0?.fixedURL?.host }.filter { !$0.isEmpty }
        case .demo, .push: []
        }
    }
}
