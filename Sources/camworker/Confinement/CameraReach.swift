internal import Glibc
internal import Shared

/// What a camera's worker has to reach: the measure of its confinement.
struct CameraReach: Hashable {
    /// TCP ports of the camera, those it redirected to included; empty for a camera that is not reached over a network.
    var ports: Set<UInt16> = []
    /// Folders that a `file:` picture may lie in.
    var folders: [String] = []
    /// Whether a host is given by name, so that an answer depends on the resolver's files.
    var usesNames = false
    /// Whether names may be asked of daemons of this machine, over Unix sockets.
    var usesUnixResolver = false

    var usesNetwork: Bool { !self.ports.isEmpty }
}

extension CameraReach {
    /// - Parameter learnt: Where earlier workers of this camera were sent to.
    init(_ configuration: CameraConfiguration, learnt: LearntPorts = LearntPorts()) {
        switch configuration.source {
        case .demo, .push: return
        case .generic(let generic) where generic.stillImageURL.scheme == "file":
            self.folders = generic.readableFolders
            return
        case .generic(let generic): self.add(generic.stillImageURL)
        case .mjpeg(let mjpeg):
            self.add(mjpeg.mjpegURL)
            mjpeg.stillImageURL.map { self.add($0) }
        }
        self.ports.formUnion(learnt.ports)
        self.usesUnixResolver = configuration.allowsUnixResolver
    }

    private mutating func add(_ url: CameraURL) {
        self.ports.insert(url.effectivePort)
        self.usesNames = self.usesNames || !url.hasAddress
    }
}

extension CameraURL {
    /// The port that is connected to.
    var effectivePort: UInt16 { self.port ?? (self.scheme == "https" ? 443 : 80) }

    /// Whether the host is an address, for which no resolver is asked.
    var hasAddress: Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, self.host, &address) == 1 || inet_pton(AF_INET6, self.host, &address) == 1
    }
}
