internal import Shared

/// How a camera's stills are fetched.
struct StillRequest {
    /// Half a second less than a request to the supervisor waits, so that its sender still hears the reason.
    private static let totalTime: Duration = .milliseconds(9500)
    /// `framerate` where the platform has no such key.
    static let usualFrameRate: Double = 2

    /// Asked for each fetch.
    let address: LiveAddress
    var frameRate: Double
    /// One good fetch is enough for as long as the URL does not change.
    var limitRefetch: Bool
    private let request: (CameraURL) -> HTTPRequest
    /// How the operator wants it to be told who asks, and by which key.
    private let authentication: (key: String, value: HTTPAuthentication)
    /// Hears of each fetch how it went; `nil` for well.
    var ended: (RetrySchedule.Failure?) -> Void = { _ in }
    /// Whether there is another way of asking than the one that was refused; asked after ``ended``.
    var hasOtherWay: () -> Bool = { false }
    /// Whether the answer says that the camera does not know what it was asked for, and ``address`` leads to something simpler now.
    var isSimplified: (HTTPResponseHead, [UInt8]) -> Bool = { _, _ in false }

    init(_ configuration: GenericConfiguration, address: LiveAddress) {
        self.address = address
        self.authentication = ("authentication", configuration.authentication)
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                headers: configuration.headers,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = configuration.limitRefetchToURLChange
    }

    /// The pictures of an Amcrest camera, whose URL is no template.
    init(_ configuration: AmcrestConfiguration, address: LiveAddress) {
        self.address = address
        self.authentication = ("authentication", configuration.authentication)
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = false
    }

    /// The still URL of an MJPEG camera, which is no template.
    init(_ configuration: MJPEGConfiguration, address: LiveAddress) {
        self.address = address
        self.authentication = ("authentication", configuration.authentication)
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = Self.usualFrameRate
        self.limitRefetch = false
    }

    /// The snapshots of an ONVIF device, which are asked for as `door` says at the time.
    init(
        _ configuration: ONVIFConfiguration,
        address: LiveAddress,
        door: @escaping () -> SnapshotDoor,
        ended: @escaping (RetrySchedule.Failure?) -> Void,
        hasOtherWay: @escaping () -> Bool = { false }
    ) {
        self.address = address
        self.authentication = ("snapshot_auth", configuration.snapshotAuthentication)
        let places = ServiceAddress(device: configuration.device)
        self.request = { url in
            let door = door()
            return HTTPRequest(
                url: door.isStripped ? SnapshotAuthentication.stripped(url) : url,
                credentials: door.isOpen ? nil : configuration.credentials,
                // Nor does `snapshot_auth: basic` tell a host of the device's choice the password.
                authentication: places.isConfigured(url) ? door.authentication : .digest,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = false
        self.ended = ended
        self.hasOtherWay = hasOtherWay
    }

    /// Why a camera that refused us has not looked at user and password; `nil` where it may have.
    func unmetChallenge(_ head: HTTPResponseHead) -> String? {
        guard head.status == 401 else { return nil }
        let wanted: String
        switch self.authentication.value {
        case .basic where head.offersDigest && !head.offersBasic: wanted = "Digest"
        case .digest where head.offersBasic && !head.offersDigest: wanted = "Basic"
        case .automatic, .basic, .digest: return nil
        }
        let option = "\(self.authentication.key): \(self.authentication.value.rawValue)"
        return "the camera asks for \(wanted), and '\(option)' forbids that"
    }

    func http(at url: CameraURL) -> HTTPRequest { self.request(url) }
}
