/// A video stream: where it is and how it is asked for.
package struct StreamConfiguration: Sendable, Hashable, Codable {
    /// What ``url`` may begin with.
    package static let schemes = ["rtsp", "rtsps", "http", "https", "rtmp", "file"]

    /// One of ``schemes``.
    package var url: CameraAddress
    /// Used when the URL holds none (design §11 D1).
    package var credentials: Credentials?
    /// How RTSP's packets travel.
    package var transport: RTSPTransport
    /// Whether packets are stamped on arrival, for cameras whose own stamps are unusable.
    package var usesArrivalTimes: Bool
    package var verifyTLS: Bool
    /// For what is, or may render to, a `file:` URL: the folders of `files.read`.
    package var readableFolders: [String]
    /// How pictures are made of it.
    package var encoding: EncodingOptions
    /// Whether it is kept open without viewers; the supervisor's business.
    package var isPreloaded: Bool
    /// How much of it is kept for recordings, which keeps it open too; the supervisor's business.
    package var recordingLookback: Duration

    package init(
        url: CameraAddress,
        credentials: Credentials? = nil,
        transport: RTSPTransport = .tcp,
        usesArrivalTimes: Bool = false,
        verifyTLS: Bool = true,
        readableFolders: [String] = [],
        encoding: EncodingOptions = EncodingOptions(),
        isPreloaded: Bool = false,
        recordingLookback: Duration = .zero
    ) {
        self.url = url
        self.credentials = credentials
        self.transport = transport
        self.usesArrivalTimes = usesArrivalTimes
        self.verifyTLS = verifyTLS
        self.readableFolders = readableFolders
        self.encoding = encoding
        self.isPreloaded = isPreloaded
        self.recordingLookback = recordingLookback
    }
}

/// How RTSP's packets travel; the words are Home Assistant's and libav's.
package enum RTSPTransport: String, Sendable, Hashable, Codable, CaseIterable {
    /// Inside the RTSP connection: passes every router, loses nothing.
    case tcp
    case udp
    case multicast = "udp_multicast"
    /// RTSP over HTTP, through proxies.
    case http

    /// Whether the camera sends to ports of ours.
    package var needsPorts: Bool { self == .udp || self == .multicast }
}
