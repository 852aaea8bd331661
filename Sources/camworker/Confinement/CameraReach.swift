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
    /// Whether the camera sends to ports of ours: RTP over UDP.
    var receivesDatagrams = false

    var usesNetwork: Bool { !self.ports.isEmpty }
}

extension CameraReach {
    /// - Parameter learnt: Where earlier workers of this camera were sent to.
    init(_ configuration: CameraConfiguration, learnt: LearntPorts = LearntPorts()) {
        switch configuration.source {
        case .demo, .push: return
        case .generic(let generic):
            generic.stillImageURL.map { self.add($0, folders: generic.readableFolders) }
            if let stream = generic.stream {
                self.add(stream.url, folders: stream.readableFolders)
                self.receivesDatagrams = stream.url.scheme.hasPrefix("rtsp") && stream.transport.needsPorts
            }
        case .mjpeg(let mjpeg):
            self.add(mjpeg.mjpegURL)
            mjpeg.stillImageURL.map { self.add($0) }
        }
        guard self.usesNetwork else { return }
        self.ports.formUnion(learnt.ports)
        self.usesUnixResolver = configuration.allowsUnixResolver
    }

    private mutating func add(_ url: CameraURL, folders: [String] = []) {
        guard url.scheme != "file" else {
            self.folders += folders.filter { !self.folders.contains($0) }
            return
        }
        self.ports.insert(url.effectivePort)
        self.usesNames = self.usesNames || !url.hasAddress
    }
}

extension CameraURL {
    /// The port that is connected to.
    var effectivePort: UInt16 { self.port ?? Self.usualPorts[self.scheme] ?? 80 }

    private static let usualPorts: [String: UInt16] = ["https": 443, "rtsp": 554, "rtsps": 322, "rtmp": 1935]

    /// Whether the host is an address, for which no resolver is asked.
    var hasAddress: Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, self.host, &address) == 1 || inet_pton(AF_INET6, self.host, &address) == 1
    }
}
