internal import Shared

/// Where a camera's stream is and how it is asked for: each opening asks anew, since a template may lead elsewhere.
struct StreamPlace {
    let address: LiveAddress
    private let configuration: StreamConfiguration
    private let ports: PortReach

    init(_ configuration: StreamConfiguration, address: LiveAddress, ports: PortReach) {
        self.configuration = configuration
        self.address = address
        self.ports = ports
    }

    /// What stands before a reason while nothing was opened.
    var shownURL: String { self.configuration.url.fixedURL.map { "\($0)" } ?? self.address.key }

    func options(at url: CameraURL) -> StreamInputOptions {
        StreamInputOptions(self.configuration, at: url, ports: self.ports)
    }
}
