internal import CLinux
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
    /// Whether it asks everybody on the networks at once: datagrams go out and their answers come in, and nothing is connected to.
    var asksEverybody = false

    var usesNetwork: Bool { !self.ports.isEmpty }
}

extension CameraReach {
    /// - Parameter learnt: Where earlier workers of this camera were sent to.
    init(_ configuration: CameraConfiguration, learnt: LearntPorts = LearntPorts()) {
        switch configuration.source {
        case .demo, .push: return
        case .generic(let generic):
            generic.stillImageURL.map { self.add($0, folders: generic.readableFolders, usual: [80, 443]) }
            if let stream = generic.stream {
                self.add(stream.url, folders: stream.readableFolders, usual: [554])
                self.receivesDatagrams = stream.url.mayBeRTSP && stream.transport.needsPorts
            }
        case .amcrest(let amcrest):
            self.add(amcrest.server)
            self.add(amcrest.stream.url, folders: [], usual: [554])
            self.receivesDatagrams = amcrest.stream.transport.needsPorts
        case .onvif(let onvif):
            self.add(onvif.device)
            self.add(onvif.stream.url, folders: [], usual: [554])
            self.receivesDatagrams = onvif.stream.transport.needsPorts
        case .mjpeg(let mjpeg):
            self.add(mjpeg.mjpegURL)
            mjpeg.stillImageURL.map { self.add($0) }
        }
        guard self.usesNetwork else { return }
        self.ports.formUnion(learnt.ports)
        self.usesUnixResolver = configuration.allowsUnixResolver
    }

    /// - Parameter usual: Ports for a template whose text names no place at all.
    private mutating func add(_ address: CameraAddress, folders: [String], usual: Set<UInt16>) {
        switch address {
        case .fixed(let url): self.add(url, folders: folders)
        case .template(let template): self.add(template, folders: folders, usual: usual)
        }
    }

    /// What can be known of a template before it is rendered; other ports are learnt.
    private mutating func add(_ template: URLTemplate, folders: [String], usual: Set<UInt16>) {
        let scheme = template.leadingScheme
        if scheme == nil || scheme == "file" { self.add(folders) }
        if scheme == "file" { return }
        let places = template.writtenURLs.filter { $0.scheme != "file" }
        self.ports.formUnion(places.isEmpty ? usual : Set(places.map(\.effectivePort)))
        self.usesNames = self.usesNames || places.isEmpty || places.contains { !$0.hasAddress }
    }

    private mutating func add(_ folders: [String]) {
        self.folders += folders.filter { !self.folders.contains($0) }
    }

    private mutating func add(_ url: CameraURL, folders: [String] = []) {
        guard url.scheme != "file" else { return self.add(folders) }
        self.ports.insert(url.effectivePort)
        self.usesNames = self.usesNames || !url.hasAddress
    }
}

extension CameraURL {
    /// The port that is connected to.
    var effectivePort: UInt16 { self.port ?? Self.usualPort(of: self.scheme) }

    /// Where a server of a scheme listens that names no port.
    static func usualPort(of scheme: String) -> UInt16 { Self.usualPorts[scheme] ?? 80 }

    private static let usualPorts: [String: UInt16] = ["https": 443, "rtsp": 554, "rtsps": 322, "rtmp": 1935]

    /// Whether the host is an address, for which no resolver is asked.
    var hasAddress: Bool { Self.isAddress(self.host) }

    static func isAddress(_ host: String) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
    }
}

extension WrittenURL {
    fileprivate var effectivePort: UInt16 { self.port ?? CameraURL.usualPort(of: self.scheme) }

    fileprivate var hasAddress: Bool { self.host.map { CameraURL.isAddress($0) } ?? false }
}

extension CameraAddress {
    /// Whether its packets may come to ports of ours.
    fileprivate var mayBeRTSP: Bool {
        switch self {
        case .fixed(let url): url.scheme.hasPrefix("rtsp")
        case .template(let template): template.leadingScheme?.hasPrefix("rtsp") ?? true
        }
    }
}
