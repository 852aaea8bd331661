/// All a worker may know about its camera.
///
/// `Equatable`, so a difference is `!=`.
package struct CameraConfiguration: Sendable, Hashable, Codable {
    package var id: CameraID
    /// For people: the placeholder picture and the page at `/`.
    ///
    /// May contain anything printable.
    package var name: String
    package var source: SourceConfiguration
    /// How old a wanted frame may grow before the camera is `stale`; `nil` for a camera whose pictures are
    /// events (push without the key): those are served with their true age for ever.
    package var staleAfter: Duration?
    package var whenStale: WhenStale
    package var limits: WorkerLimits
    /// Whether its worker may ask daemons of this machine for names, over Unix sockets; it could then knock at others.
    package var allowsUnixResolver: Bool
    /// Which of its entities are shown; `nil` for those that are by default.
    package var entities: EntityChoice?

    package init(
        id: CameraID,
        name: String,
        source: SourceConfiguration,
        staleAfter: Duration?,
        whenStale: WhenStale = .placeholder,
        limits: WorkerLimits = WorkerLimits(),
        allowsUnixResolver: Bool = false,
        entities: EntityChoice? = nil
    ) {
        self.entities = entities
        self.id = id
        self.name = name
        self.source = source
        self.staleAfter = staleAfter
        self.whenStale = whenStale
        self.limits = limits
        self.allowsUnixResolver = allowsUnixResolver
    }

    /// `stale_after` when the file does not say: max(10 s, 3 / `framerate`) (design §2).
    package static func defaultStaleAfter(frameRate: Double?) -> Duration {
        guard let frameRate, frameRate > 0 else { return .seconds(10) }
        return max(.seconds(10), .seconds(3 / frameRate))
    }
}

/// What a viewer's stream shows when its camera is stale.
package enum WhenStale: String, Sendable, Hashable, Codable, CaseIterable {
    /// A marked picture that says since when there is none.
    case placeholder
    /// The last picture stays; nothing is sent.
    case hold
    /// The stream is closed.
    case close
}

/// How a camera is reached: the platform with its options.
package enum SourceConfiguration: Sendable, Hashable, Codable {
    case amcrest(AmcrestConfiguration)
    case demo(DemoConfiguration)
    case generic(GenericConfiguration)
    case mjpeg(MJPEGConfiguration)
    case onvif(ONVIFConfiguration)
    case push(PushConfiguration)

    /// The platform's name as it stands in the file.
    package var platform: String {
        switch self {
        case .amcrest: "amcrest"
        case .demo: "demo"
        case .generic: "generic"
        case .mjpeg: "mjpeg"
        case .onvif: "onvif"
        case .push: "push"
        }
    }
}

/// A test picture with a counter, made by the worker itself.
package struct DemoConfiguration: Sendable, Hashable, Codable {
    /// Pixels, even, 64 to 1920.
    package var width: Int
    /// Pixels, even, 64 to 1080.
    package var height: Int
    /// Frames a second, over 0 to 60.
    package var frameRate: Double
    /// How often something moves; `nil` for never, until motion detection is turned on.
    package var motionInterval: Duration?
    /// Views, the camera itself among them; 1 to ``mostViews``.
    package var views: Int

    /// Few, since all are drawn by one thread.
    package static let mostViews = 4

    package init(
        width: Int = 640,
        height: Int = 360,
        frameRate: Double = 10,
        motionInterval: Duration? = nil,
        views: Int = 1
    ) {
        self.views = views
        self.motionInterval = motionInterval
        self.width = width
        self.height = height
        self.frameRate = frameRate
    }
}

/// `generic`: stills from a URL, or pictures from a video stream.
package struct GenericConfiguration: Sendable, Hashable, Codable {
    /// What ``stillImageURL`` may begin with.
    package static let stillSchemes = ["http", "https", "file"]

    /// One of ``stillSchemes``; `nil` when the stills come from ``stream``.
    package var stillImageURL: CameraAddress?
    /// `nil` for a camera of stills alone; one of the two there is.
    package var stream: StreamConfiguration?
    /// Used when the URL holds none (design §11 D1).
    package var credentials: Credentials?
    package var authentication: HTTPAuthentication
    package var verifyTLS: Bool
    /// Most fetches, or decoded pictures, a second; over 0.
    package var frameRate: Double
    package var limitRefetchToURLChange: Bool
    /// Extra request headers, in order.
    ///
    /// Values may be tokens.
    package var headers: [HTTPHeader]
    /// For what is, or may render to, a `file:` URL: the folders of `files.read`; the file must lie in one of them after
    /// links are resolved.
    package var readableFolders: [String]

    package init(
        stillImageURL: CameraAddress? = nil,
        stream: StreamConfiguration? = nil,
        credentials: Credentials? = nil,
        authentication: HTTPAuthentication = .automatic,
        verifyTLS: Bool = true,
        frameRate: Double = 2,
        limitRefetchToURLChange: Bool = false,
        headers: [HTTPHeader] = [],
        readableFolders: [String] = []
    ) {
        self.stillImageURL = stillImageURL
        self.stream = stream
        self.credentials = credentials
        self.authentication = authentication
        self.verifyTLS = verifyTLS
        self.frameRate = frameRate
        self.limitRefetchToURLChange = limitRefetchToURLChange
        self.headers = headers
        self.readableFolders = readableFolders
    }
}

/// `mjpeg`: a multipart stream, and stills from a URL or cut from the stream.
package struct MJPEGConfiguration: Sendable, Hashable, Codable {
    package var mjpegURL: CameraURL
    package var stillImageURL: CameraURL?
    package var credentials: Credentials?
    package var authentication: HTTPAuthentication
    package var verifyTLS: Bool

    package init(
        mjpegURL: CameraURL,
        stillImageURL: CameraURL? = nil,
        credentials: Credentials? = nil,
        authentication: HTTPAuthentication = .automatic,
        verifyTLS: Bool = true
    ) {
        self.mjpegURL = mjpegURL
        self.stillImageURL = stillImageURL
        self.credentials = credentials
        self.authentication = authentication
        self.verifyTLS = verifyTLS
    }
}

/// `push`: pictures that others upload.
package struct PushConfiguration: Sendable, Hashable, Codable {
    /// Pictures kept per event, 1 to 1000.
    package var buffer: Int
    /// An event ends this long after its last picture; over 0.
    package var timeout: Duration
    /// The name in `/api/webhook/…`; known to the supervisor only, a worker gets it masked.
    package var webhookID: Secret<String>
    /// The multipart field that holds the picture.
    package var field: String

    package init(buffer: Int = 1, timeout: Duration = .seconds(5), webhookID: Secret<String>, field: String = "image") {
        self.buffer = buffer
        self.timeout = timeout
        self.webhookID = webhookID
        self.field = field
    }
}

/// A user and a password; either may be empty.
package struct Credentials: Sendable, Hashable, Codable {
    package var user: Secret<String>
    package var password: Secret<String>

    package init(user: Secret<String>, password: Secret<String>) {
        self.user = user
        self.password = password
    }
}

/// Which HTTP authentication is used with a camera.
package enum HTTPAuthentication: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the camera's challenge asks for, Digest first.
    case automatic = "auto"
    case basic
    case digest
}

/// One request header.
package struct HTTPHeader: Sendable, Hashable, Codable {
    package var name: String
    package var value: Secret<String>

    package init(name: String, value: Secret<String>) {
        self.name = name
        self.value = value
    }
}
